#pragma once

#include <array>
#include <cstdint>

#include "core/base/clock.h"

namespace squall {

/// Intrusive timer: a member or base of whatever waits. Unlinks itself when it ends.
class Timer {
public:
    Timer() = default;
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;

    ~Timer() { unlink(); }

private:
    friend class TimerWheel;

    void unlink() {
        if (m_next == nullptr)
            return;
        m_previous->m_next = m_next;
        m_next->m_previous = m_previous;
        m_next = m_previous = nullptr;
    }

    Timer* m_previous = nullptr;
    Timer* m_next = nullptr;
    Nanoseconds m_due{0};    ///< what was asked for; Nanoseconds::max() when disarmed
    std::int64_t m_tick = 0; ///< where it is linked: never after m_due
};

/// Hashed timing wheel (Varghese and Lauck, 1987), made for deadlines that move with every request:
/// putting a deadline off is one store, and the timer is linked anew only when its old place comes
/// by, every four seconds at most. Resolution 1 ms: a timer fires up to 1 ms late, never early.
/// One thread.
class TimerWheel final {
public:
    explicit TimerWheel(Nanoseconds now);

    /// `timer` fires at `due`, instead of whatever was set before.
    void arm(Timer& timer, Nanoseconds due) {
        timer.m_due = due;
        if (timer.m_next == nullptr || tickOf(due) < timer.m_tick)
            link(timer);
    }

    void disarm(Timer& timer) { timer.m_due = Nanoseconds::max(); }

    /// Calls `fire(Timer&)` for every timer that is due, disarmed before; `fire` may arm it again.
    template <typename Fire>
    void advance(Nanoseconds now, Fire fire) {
        const std::int64_t end = now.count() / tickLength.count();
        while (m_tick < end) {
            ++m_tick;
            Timer& slot = m_slots[static_cast<std::size_t>(m_tick) % slotCount];
            // Those linked from here on go to later slots, so that this ends.
            while (slot.m_next != &slot) {
                Timer& timer = *slot.m_next;
                timer.unlink();
                if (timer.m_due == Nanoseconds::max())
                    continue;
                if (tickOf(timer.m_due) > m_tick) {
                    link(timer);
                    continue;
                }
                timer.m_due = Nanoseconds::max();
                fire(timer);
            }
        }
    }

private:
    static constexpr Nanoseconds tickLength{1'000'000};
    static constexpr std::size_t slotCount = 4096;

    [[nodiscard]] static std::int64_t tickOf(Nanoseconds due) {
        return due.count() / tickLength.count() + 1;
    }

    void link(Timer& timer);

    std::int64_t m_tick;
    std::array<Timer, slotCount> m_slots;
};

} // namespace squall
