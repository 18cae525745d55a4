#include "core/stats/histogram.h"

#include <algorithm>
#include <cmath>

namespace squall {

void Histogram::merge(const Histogram& other) {
    for (std::size_t i = other.m_low; i <= other.m_high && i < bucketCount; ++i)
        m_counts[i] += other.m_counts[i];
    m_count += other.m_count;
    m_overflowed += other.m_overflowed;
    m_sum += other.m_sum;
    m_min = std::min(m_min, other.m_min);
    m_max = std::max(m_max, other.m_max);
    m_low = std::min(m_low, other.m_low);
    m_high = std::max(m_high, other.m_high);
}

void Histogram::clear() {
    for (std::size_t i = m_low; i <= m_high && i < bucketCount; ++i)
        m_counts[i] = 0;
    m_count = 0;
    m_overflowed = 0;
    m_sum = 0;
    m_min = Nanoseconds::max();
    m_max = Nanoseconds{0};
    m_low = bucketCount;
    m_high = 0;
}

Nanoseconds Histogram::mean() const {
    return m_count ? Nanoseconds(std::llround(m_sum / static_cast<double>(m_count)))
                   : Nanoseconds{0};
}

Nanoseconds Histogram::standardDeviation() const {
    if (m_count < 2)
        return Nanoseconds{0};
    const double mean = m_sum / static_cast<double>(m_count);
    double squares = 0;
    for (std::size_t i = m_low; i <= m_high; ++i) {
        const double distance = static_cast<double>(middleOf(i).count()) - mean;
        squares += distance * distance * static_cast<double>(m_counts[i]);
    }
    return Nanoseconds(std::llround(std::sqrt(squares / static_cast<double>(m_count))));
}

Nanoseconds Histogram::percentile(double percent) const {
    if (m_count == 0)
        return Nanoseconds{0};
    const double exactRank = percent / 100.0 * static_cast<double>(m_count);
    // 99.9 % of 1000 is 999.0000000000001 in binary; the rank meant is 999.
    const auto rank = static_cast<std::uint64_t>(std::ceil(exactRank - 1e-9 * exactRank));
    if (rank >= m_count)
        return m_max;
    std::uint64_t seen = 0;
    for (std::size_t i = m_low; i <= m_high; ++i) {
        seen += m_counts[i];
        if (seen >= std::max<std::uint64_t>(rank, 1))
            return std::clamp(middleOf(i), m_min, m_max);
    }
    return m_max;
}

Nanoseconds Histogram::lowestOf(std::size_t index) {
    if (index < 256)
        return unit * static_cast<std::int64_t>(index);
    const std::size_t shift = (index >> 7) - 1;
    const std::size_t within = (index & 127) + 128;
    return unit * static_cast<std::int64_t>(within << shift);
}

Nanoseconds Histogram::middleOf(std::size_t index) {
    return (lowestOf(index) + lowestOf(index + 1)) / 2;
}

} // namespace squall
