#pragma once

#include <cstdint>
#include <memory>

#include "core/base/clock.h"
#include "core/load/connection.h"
#include "core/load/intervalchannel.h"
#include "core/stats/interval.h"

namespace squall {

/// Counts what happens to one worker's requests, and hands the figures over every 20 ms. Requests
/// that were due before `measureFrom` are warm-up: they count as nothing. Its worker's thread, but
/// for channel().
class Recorder final {
public:
    Recorder(Nanoseconds measureFrom, bool hasSchedule);

    void begin(Nanoseconds now);

    /// Forgets what was counted in the warm-up, as soon as it is over.
    void leaveWarmUp(Nanoseconds now);

    [[nodiscard]] IntervalChannel& channel() { return m_channel; }

    void onConnected(Nanoseconds took) { m_counts->connect.record(took); }

    void onHandshake(Nanoseconds took, bool wasResumed);

    void onOpened() { ++m_counts->connections.opened; }

    void onConnectFailed() { ++m_counts->connections.failed; }

    void onRetried() { ++m_counts->connections.retried; }

    void onSent(const Connection& connection);

    void onBytesOut(std::size_t bytes) { m_counts->bytes.out += bytes; }

    void onBytesIn(std::size_t bytes) { m_counts->bytes.in += bytes; }

    /// The whole answer of `connection` has been read.
    void onAnswer(const Connection& connection, Nanoseconds now);
    /// The request of `connection` ended without an answer that counts, or was never sent.
    void onFailure(const Connection& connection, FailureKind kind, Nanoseconds now);
    /// A request was due and no connection ever took it.
    void onDropped(Nanoseconds due);

    [[nodiscard]] bool isDue(Nanoseconds now) const { return now >= m_nextTick; }

    [[nodiscard]] Nanoseconds nextTick() const { return m_nextTick; }

    /// Hands the figures so far over, unless the reader is late; the last ones always.
    void handOver(Nanoseconds now, std::uint32_t connectionsOpen, Nanoseconds waited, bool isLast);

private:
    void addAnswersAtOnce();

    /// Whether what was due at `due` is more than warm-up.
    [[nodiscard]] bool isMeasured(Nanoseconds due) {
        if (due < m_measureFrom)
            return false;
        if (m_isWarmingUp)
            leaveWarmUp(due);
        return true;
    }

    const Nanoseconds m_measureFrom;
    const bool m_hasSchedule;
    bool m_isWarmingUp = true;
    IntervalChannel m_channel;
    std::unique_ptr<Interval> m_interval; ///< the one that is filled, of m_channel
    Counts* m_counts;                     ///< of m_interval
    Histogram m_atOnce; ///< service of ok answers that came in one piece, until the hand-over
    Nanoseconds m_nextTick{0};
    Nanoseconds m_cpuBefore{0};
    Nanoseconds m_runDelayBefore{0};
};

} // namespace squall
