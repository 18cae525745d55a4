#include "core/load/pacer.h"

namespace squall {

Pacer::Pacer(Ramp rate, Arrivals arrivals, std::uint32_t index, std::uint32_t workers,
             std::uint64_t seed, Nanoseconds begin)
    : m_rate(std::move(rate))
    , m_arrivals(arrivals)
    , m_step(workers)
    , m_begin(begin)
    , m_area(arrivals == Arrivals::Constant ? static_cast<double>(index) - m_step : 0)
    , m_random(seed + index) {
    advance();
}

void Pacer::advance() {
    m_area += m_arrivals == Arrivals::Constant
                  ? m_step
                  : m_step * std::exponential_distribution<double>()(m_random);
    const Nanoseconds time = m_rate.timeOfArea(m_area);
    m_due = time == Nanoseconds::max() ? time : m_begin + time;
}

} // namespace squall
