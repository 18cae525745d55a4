#include "core/net/timerwheel.h"

#include <algorithm>

namespace squall {

TimerWheel::TimerWheel(Nanoseconds now)
    : m_tick(now.count() / tickLength.count()) {
    for (Timer& slot : m_slots)
        slot.m_next = slot.m_previous = &slot;
}

void TimerWheel::link(Timer& timer) {
    timer.unlink();
    const auto horizon = m_tick + static_cast<std::int64_t>(slotCount) - 1;
    timer.m_tick = std::clamp(tickOf(timer.m_due), m_tick + 1, horizon);
    Timer& slot = m_slots[static_cast<std::size_t>(timer.m_tick) % slotCount];
    timer.m_previous = slot.m_previous;
    timer.m_next = &slot;
    slot.m_previous->m_next = &timer;
    slot.m_previous = &timer;
}

} // namespace squall
