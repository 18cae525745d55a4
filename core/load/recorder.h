#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.h"
#include "core/load/connection.h"
#include "core/load/intervalchannel.h"
#include "core/stats/interval.h"

namespace squall {

/// Counts what happens to one worker's requests, and hands the figures over every 20 ms. Requests
/// that were due before begin()'s `measureFrom` are warm-up: they count as nothing. Its worker's
/// thread, but for channel().
class Recorder final {
public:
    /// `bodyKept`: bytes of the body of an answer that is kept as an example. `headKept`: bytes
    /// beside these that are held of an answer in pieces, until it is whole.
    Recorder(bool hasSchedule, std::size_t bodyKept, std::size_t headKept);

    void begin(Nanoseconds now, Nanoseconds measureFrom);

    /// Forgets what was counted in the warm-up, as soon as it is over.
    void leaveWarmUp(Nanoseconds now);

    [[nodiscard]] IntervalChannel& channel() { return m_channel; }

    void onConnected(Nanoseconds took) { m_counts->connect.record(took); }

    void onHandshake(Nanoseconds took, bool wasResumed);

    void onOpened() { ++m_counts->connections.opened; }

    void onConnectFailed() { ++m_counts->connections.failed; }

    void onRetried() { ++m_counts->connections.retried; }

    /// `isFirst`: it was not sent before, and is not sent again behind a redirect.
    void onSent(const Call& call, bool isFirst);

    void onBytesOut(std::size_t bytes) { m_counts->bytes.out += bytes; }

    void onBytesIn(std::size_t bytes) { m_counts->bytes.in += bytes; }

    /// Whether an answer whose head came at `now` is likely to be an example: a good one, or one
    /// that its status makes a failure.
    [[nodiscard]] bool wantsHead(const Call& call, std::optional<FailureKind> fault,
                                 Nanoseconds now) const;
    /// Part of an answer has come, and is not its end.
    void onPiece(Call& call, std::string_view bytes);
    /// No more of the answer that comes is needed for an example.
    [[nodiscard]] bool hasExcerpt(const Call& call) const;
    /// The whole answer to `call` has been read; `fault`: why it is not ok; `end`: its last piece.
    void onAnswer(const Call& call, std::optional<FailureKind> fault, std::string_view end,
                  Nanoseconds now);
    /// The request of `call` ended without an answer that counts, or was never sent. `end`:
    /// what came last of it, where it came just now.
    void onFailure(const Call& call, FailureKind kind, std::string_view end, Nanoseconds now);
    /// The request of `call` is over: what was kept of its answer is not needed any more.
    void forget(Call& call);
    /// A request was due and no connection ever took it.
    void onDropped(Nanoseconds due);

    [[nodiscard]] bool isDue(Nanoseconds now) const { return now >= m_nextTick; }

    [[nodiscard]] Nanoseconds nextTick() const { return m_nextTick; }

    /// Hands the figures so far over, unless the reader is late; the last ones always.
    void handOver(Nanoseconds now, std::uint32_t connectionsOpen, Nanoseconds waited, bool isLast);

private:
    void addAnswersAtOnce();
    void keepExample(const Call& call, std::optional<FailureKind> failure, std::string_view end,
                     Nanoseconds now);

    /// Whether what was due at `due` is more than warm-up.
    [[nodiscard]] bool isMeasured(Nanoseconds due) {
        if (due < m_measureFrom)
            return false;
        if (m_isWarmingUp)
            leaveWarmUp(due);
        return true;
    }

    Nanoseconds m_measureFrom{0};
    const bool m_hasSchedule;
    const std::size_t m_bodyKept;
    const std::size_t m_excerptBytes; ///< head and body
    bool m_isWarmingUp = true;
    IntervalChannel m_channel;
    std::unique_ptr<Interval> m_interval; ///< the one that is filled, of m_channel
    Counts* m_counts;                     ///< of m_interval
    Histogram m_atOnce; ///< service of ok answers that came in one piece, until the hand-over
    Examples m_examples;
    std::vector<std::string> m_excerpts; ///< storage of Call::excerpt that is free
    Nanoseconds m_nextTick{0};
    Nanoseconds m_cpuBefore{0};
    Nanoseconds m_runDelayBefore{0};
};

} // namespace squall
