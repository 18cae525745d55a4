#include "core/load/requestsource.h"

#include <algorithm>
#include <cmath>

namespace squall {

RequestSource::RequestSource(const WorkOrder& order, Budget& budget, std::uint32_t index,
                             std::uint32_t reserved, std::uint64_t block)
    // An open model draws one by one: its workers take turns to the last request.
    : m_order(order)
    , m_budget(budget)
    , m_index(index)
    , m_block(order.rate ? 1 : block)
    , m_reserved(order.rate || order.connections ? 0 : budget.draw(reserved)) {}

void RequestSource::begin() {
    if (m_order.rate)
        m_pacer.emplace(*m_order.rate, m_order.arrivals, m_index, m_order.workers, m_order.seed,
                        m_order.begin);
}

std::optional<Nanoseconds> RequestSource::take(Nanoseconds now) {
    const Nanoseconds due = m_pacer ? m_pacer->due() : now;
    if (due > now)
        return std::nullopt;
    const bool isWarmUp = due < m_order.measureFrom;
    if (!isWarmUp && !draw())
        return std::nullopt;
    if (m_pacer)
        m_pacer->advance();
    return due;
}

std::size_t RequestSource::usable(std::size_t connections, Nanoseconds now) const {
    if (!m_order.connections)
        return connections;
    const double total = std::ceil(m_order.connections->valueAt(now - m_order.begin));
    const double share = std::ceil((total - m_index) / m_order.workers);
    return static_cast<std::size_t>(std::clamp(share, 0.0, static_cast<double>(connections)));
}

std::optional<Nanoseconds> RequestSource::takeReserved(Nanoseconds now) {
    if (m_reserved == 0)
        return take(now);
    --m_reserved;
    if (now < m_order.measureFrom)
        ++m_drawn; // a warm-up request costs nothing, so this one is for later
    return now;
}

Nanoseconds RequestSource::nextDue() const {
    return m_isEmpty ? Nanoseconds::max() : m_pacer->due();
}

std::uint64_t RequestSource::waiting(Nanoseconds now) const {
    if (nextDue() > now)
        return 0;
    const double perSecond = m_order.rate->valueAt(now - m_order.begin) / m_order.workers;
    const double waited = std::chrono::duration<double>(now - nextDue()).count();
    return static_cast<std::uint64_t>(std::ceil(waited * perSecond)) + 1;
}

bool RequestSource::draw() {
    if (m_drawn == 0)
        m_drawn = m_budget.draw(m_block);
    m_isEmpty = m_drawn == 0;
    if (m_isEmpty)
        return false;
    --m_drawn;
    return true;
}

} // namespace squall
