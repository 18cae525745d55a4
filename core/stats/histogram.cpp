#include "core/stats/histogram.h"

#include <algorithm>
#include <cmath>

namespace squall {

void Histogram::Exact::merge(const Exact& other) {
    overflowed += other.overflowed;
    sum += other.sum;
    min = std::min(min, other.min);
    max = std::max(max, other.max);
}

void Histogram::record(Nanoseconds value, std::uint64_t count) {
    if (count == 0)
        return;
    const std::size_t index = indexOf(value);
    m_counts[index] += count;
    m_count += count;
    m_overflowed += value >= firstPastRange ? count : 0;
    m_sum += static_cast<double>(value.count()) * static_cast<double>(count);
    m_min = std::min(m_min, value);
    m_max = std::max(m_max, value);
    m_low = std::min(m_low, index);
    m_high = std::max(m_high, index);
}

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

void Histogram::merge(std::span<const Bucket> buckets, const Exact& exact) {
    if (buckets.empty())
        return;
    for (const Bucket bucket : buckets) {
        m_counts[bucket.index] += bucket.count;
        m_count += bucket.count;
    }
    m_overflowed += exact.overflowed;
    m_sum += exact.sum;
    m_min = std::min(m_min, exact.min);
    m_max = std::max(m_max, exact.max);
    m_low = std::min<std::size_t>(m_low, buckets.front().index);
    m_high = std::max<std::size_t>(m_high, buckets.back().index);
}

void Histogram::restoreExtremes(Nanoseconds smallest, Nanoseconds largest) {
    if (m_count == 0)
        return;
    const Nanoseconds min = indexOf(smallest) == m_low ? smallest : m_min;
    const Nanoseconds max = indexOf(largest) == m_high ? largest : m_max;
    if (min > max)
        return;
    m_min = min;
    m_max = max;
}

void Histogram::restoreMean(Nanoseconds mean) {
    const auto exact = static_cast<double>(mean.count());
    const auto count = static_cast<double>(m_count);
    const double width = std::max(exact / 128, static_cast<double>(unit.count()));
    if (std::abs(exact * count - m_sum) <= width * count)
        m_sum = exact * count;
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
    const std::uint64_t rank = rankOf(percent, m_count);
    return rank == m_count ? m_max : std::clamp(middleOf(indexAtRank(rank)), m_min, m_max);
}

std::uint64_t Histogram::rankOf(double percent, std::uint64_t count) {
    const double exactRank = percent / 100.0 * static_cast<double>(count);
    // 99.9 % of 1000 is 999.0000000000001 in binary; the rank meant is 999.
    const auto rank = static_cast<std::uint64_t>(std::ceil(exactRank - 1e-9 * exactRank));
    return std::min(std::max<std::uint64_t>(rank, 1), count);
}

std::size_t Histogram::indexAtRank(std::uint64_t rank) const {
    std::uint64_t seen = 0;
    for (std::size_t i = m_low; i <= m_high; ++i) {
        seen += m_counts[i];
        if (seen >= rank)
            return i;
    }
    return m_high;
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
