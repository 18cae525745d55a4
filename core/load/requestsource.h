#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "core/base/clock.h"
#include "core/load/budget.h"
#include "core/load/pacer.h"
#include "core/load/workorder.h"

namespace squall {

/// Where one worker's requests come from: the budget that all workers share, and in an open model
/// the schedule. Warm-up requests are not taken from the budget. Its worker's thread.
class RequestSource final {
public:
    /// `order` and `budget` outlive it. Closed model: `reserved` requests are drawn at once, for
    /// the connections that are still to be made.
    RequestSource(const WorkOrder& order, Budget& budget, std::uint32_t index,
                  std::uint32_t reserved, std::uint64_t block);

    /// Open model: the schedule starts at the order's `begin`.
    void begin();

    /// When the next request is due, or nothing when there is none by `now`. In a closed model a
    /// request is due when it is asked for.
    [[nodiscard]] std::optional<Nanoseconds> take(Nanoseconds now);

    /// Closed model in stages: how many of this worker's `connections` are used at `now`; otherwise
    /// all. Worker i has the i-th of every so many.
    [[nodiscard]] std::size_t usable(std::size_t connections, Nanoseconds now) const;

    /// One of those that were reserved.
    [[nodiscard]] std::optional<Nanoseconds> takeReserved(Nanoseconds now);

    [[nodiscard]] bool isOpenModel() const { return m_order.rate.has_value(); }

    /// No request is left.
    [[nodiscard]] bool isEmpty() const { return m_isEmpty; }

    /// Open model: when the next request is due; max() when no more is to come.
    [[nodiscard]] Nanoseconds nextDue() const;

    /// Open model: about how many requests are due at `now` and not taken.
    [[nodiscard]] std::uint64_t waiting(Nanoseconds now) const;

private:
    [[nodiscard]] bool draw();

    const WorkOrder& m_order;
    Budget& m_budget;
    const std::uint32_t m_index;
    const std::uint64_t m_block;
    std::optional<Pacer> m_pacer; ///< from begin() on, in an open model
    std::uint64_t m_reserved;     ///< drawn, for takeReserved() alone
    std::uint64_t m_drawn = 0;
    bool m_isEmpty = false; ///< the budget has nothing left
};

} // namespace squall
