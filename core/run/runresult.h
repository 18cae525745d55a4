#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/net/tlsfacts.h"
#include "core/plan/testplan.h"
#include "core/stats/interval.h"
#include "core/stats/series.h"
#include "core/stats/thresholds.h"

namespace squall {

/// Where a run is. It only ever moves forward.
enum class RunState {
    Idle,       ///< not started
    Preparing,  ///< the host is looked up and tried; nothing is sent
    Running,    ///< requests are sent
    Cancelling, ///< told to stop; the last figures are on their way
    Finished,   ///< did all that was planned
    Cancelled,  ///< stopped before; the result so far is complete
    Aborted,    ///< stopped by a bound of the plan (TestPlan::abortOn); the same
    Failed,     ///< nothing was sent; the error says why
};

[[nodiscard]] constexpr bool hasEnded(RunState state) {
    return state >= RunState::Finished;
}

/// Was it the server? Or did the load generator set the limit?
enum class Validity { Valid, GeneratorLimited, Inconclusive };

struct Verdict {
    Validity validity = Validity::Inconclusive;
    std::vector<std::string> reasons; ///< plain English sentences
    double loopBusy = 0;              ///< share of the time in which the busiest loop had work
    Nanoseconds lagP50{0};            ///< open model: from due to sent, where a connection was free
    Nanoseconds lagP99{0};
    Nanoseconds lagMax{0};
    double cpuSteal = 0; ///< share of the machine's CPU time that went to other guests
};

struct Environment {
    std::string squall, os, kernel, qt, openssl, nghttp2;
    unsigned cpus = 0;
};

[[nodiscard]] Environment thisEnvironment();

/// Who answered the first connection.
struct Peer {
    std::string address;  ///< "127.0.0.1:8080"
    std::string protocol; ///< "HTTP/1.1", "HTTP/2"
    TlsFacts tls;
    std::string proxy; ///< on the way there, without its user; empty: none

    bool operator==(const Peer&) const = default;
};

/// Unique, of letters, digits and '-'.
[[nodiscard]] std::string newRunId();

/// Everything that is known of a run which has ended, cancelled ones too. A value; any thread.
struct RunResult {
    std::string id; ///< newRunId()
    TestPlan plan;
    RunState state = RunState::Finished;
    std::chrono::system_clock::time_point started;
    Nanoseconds elapsed{0}; ///< from the first request that could be sent to the last figure
    Nanoseconds nameLookup{0};
    std::uint32_t threads = 0;
    std::vector<std::string> addresses; ///< that the host resolved to; the first is used
    Peer peer;
    std::vector<std::string> warnings; ///< beforehand, and in the figures; plain English sentences
    Counts counts;
    Examples examples;                         ///< without the plan\'s secrets
    std::vector<SeriesPoint> series;           ///< by second
    std::vector<ThresholdOutcome> thresholds;  ///< of the plan's, in its order
    std::optional<ThresholdOutcome> abortedBy; ///< of TestPlan::abortOn
    Verdict verdict;
    Environment environment;

    [[nodiscard]] const Histogram& response() const { return responseOf(counts); }

    [[nodiscard]] double perSecond(std::uint64_t count) const;

    /// No threshold of the plan was missed and none stopped the run.
    [[nodiscard]] bool keepsThresholds() const;
};

} // namespace squall
