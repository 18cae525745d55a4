#pragma once

#include <array>
#include <cstdint>

#include "core/base/clock.h"
#include "core/stats/exchange.h"
#include "core/stats/failures.h"
#include "core/stats/histogram.h"

namespace squall {

/// Where every request is. It always balances: scheduled = sent + dropped,
/// sent = completed + unanswered, completed = ok + failed; while a run goes on, the unanswered are
/// those in flight.
struct Ledger {
    std::uint64_t sent = 0;    ///< given to a connection, whether or not one could be made
    std::uint64_t ok = 0;      ///< answered as the plan expects
    std::uint64_t failed = 0;  ///< ended otherwise, each counted in the FailureCounts
    std::uint64_t dropped = 0; ///< due, but never given to a connection (open model only)

    [[nodiscard]] std::uint64_t scheduled() const { return sent + dropped; }

    [[nodiscard]] std::uint64_t completed() const { return ok + failed; }

    [[nodiscard]] std::uint64_t unanswered() const { return sent - completed(); }

    void merge(const Ledger& other);
    bool operator==(const Ledger&) const = default;
};

/// Bytes of HTTP on the wire, before TLS.
struct ByteCounts {
    std::uint64_t in = 0;
    std::uint64_t out = 0;
    std::uint64_t bodyIn = 0; ///< of `in`, the bodies without chunk framing

    void merge(const ByteCounts& other);
    bool operator==(const ByteCounts&) const = default;
};

struct ConnectionCounts {
    std::uint64_t opened = 0;  ///< connections made
    std::uint64_t reused = 0;  ///< requests sent on a connection that had answered one before
    std::uint64_t failed = 0;  ///< attempts that made no connection
    std::uint64_t resumed = 0; ///< of `opened`, with a TLS session from before
    std::uint64_t retried = 0; ///< requests sent again since a kept connection was closed first

    void merge(const ConnectionCounts& other);
    bool operator==(const ConnectionCounts&) const = default;
};

/// Everything that is counted, of one worker's slice of time or of a whole run. Adding two is
/// exact, since nothing in it is an average. About 300 KiB; one thread at a time.
struct Counts {
    Ledger ledger;
    ByteCounts bytes;
    ConnectionCounts connections;
    FailureCounts failures;
    std::array<std::uint64_t, 1000> statuses{}; ///< answers by status code

    Histogram response;  ///< of ok requests, from when due; empty in a closed model
    Histogram service;   ///< of ok requests, from when sent
    Histogram failed;    ///< of failed requests, from when sent
    Histogram lag;       ///< open model: from due to sent, where a connection was free
    Histogram connect;   ///< phase: TCP handshake, per connection
    Histogram tls;       ///< phase: TLS handshake, per connection
    Histogram firstByte; ///< phase: sent to first byte, of ok requests
    Histogram transfer;  ///< phase: first to last byte, of ok requests

    Nanoseconds waited{0};   ///< time in which the loops had nothing to do
    Nanoseconds cpu{0};      ///< CPU time of the engine threads
    Nanoseconds runDelay{0}; ///< time in which they were ready to run and had no processor

    void merge(const Counts& other);
    void clear();
};

/// Latency of ok requests from when they were due. In a closed model none is, and it is the service
/// time.
[[nodiscard]] inline const Histogram& responseOf(const Counts& counts) {
    return counts.response.count() > 0 ? counts.response : counts.service;
}

/// What one worker did from `from` to `until`: filled by that worker alone, then handed over. On
/// cache lines of its own, so that what lies beside it is not another thread's.
struct alignas(64) Interval {
    Counts counts;
    Nanoseconds from{0};
    Nanoseconds until{0};
    std::uint32_t connectionsOpen = 0; ///< at `until`
    bool isWarmUp = false;             ///< its counts are to be left out
    bool isLast = false;               ///< the worker sends and receives nothing after this one
    Examples examples;                 ///< of the whole run, in the last one alone

    void clear();
};

} // namespace squall
