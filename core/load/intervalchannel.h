#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <utility>

#include "core/base/spscqueue.h"
#include "core/stats/interval.h"

namespace squall {

/// Carries figures from one worker to the thread that shows them. A fixed number of intervals goes
/// round: filled ones forward, empty ones back; so neither side allocates, blocks or loses
/// anything. Where the reader is late, the worker goes on filling the interval that it has.
class IntervalChannel final {
public:
    IntervalChannel() {
        for (std::size_t i = 0; i < pool; ++i)
            static_cast<void>(m_empty.tryPush(std::make_unique<Interval>()));
    }

    /// Worker: an interval to fill; null while all are on their way or being read.
    [[nodiscard]] std::unique_ptr<Interval> takeEmpty() {
        return m_empty.tryPop().value_or(nullptr);
    }

    /// Worker: hands a filled interval over. Always succeeds, since the queue holds the whole pool.
    void handOver(std::unique_ptr<Interval> filled) {
        static_cast<void>(m_filled.tryPush(std::move(filled)));
    }

    /// Reader: the oldest filled interval; null when all have been read.
    [[nodiscard]] std::unique_ptr<Interval> takeFilled() {
        return m_filled.tryPop().value_or(nullptr);
    }

    /// Reader: gives an interval back, to be filled again.
    void giveBack(std::unique_ptr<Interval> read) {
        read->clear();
        static_cast<void>(m_empty.tryPush(std::move(read)));
    }

private:
    static constexpr std::size_t pool = 4;

    SpscQueue<std::unique_ptr<Interval>, pool> m_filled; // worker to reader
    SpscQueue<std::unique_ptr<Interval>, pool> m_empty;  // reader to worker
};

} // namespace squall
