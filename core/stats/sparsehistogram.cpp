#include "core/stats/sparsehistogram.h"

#include <algorithm>
#include <cstddef>

namespace squall {

namespace {

constexpr std::uint64_t indexBits = (std::uint64_t{1} << 12) - 1;
constexpr std::uint64_t countBits = (std::uint64_t{1} << 52) - 1;

} // namespace

SparseHistogram::SparseHistogram(const Histogram& histogram)
    : m_exact(histogram.exact()) {
    std::size_t used = 0;
    for (std::size_t i = histogram.firstUsed(); i <= histogram.lastUsed(); ++i)
        used += histogram.countAt(i) > 0 ? 1 : 0;
    m_buckets.reserve(used);
    for (std::size_t i = histogram.firstUsed(); i <= histogram.lastUsed(); ++i) {
        if (histogram.countAt(i) > 0)
            add(i, histogram.countAt(i));
    }
}

SparseHistogram SparseHistogram::between(const Histogram& before, const Histogram& after) {
    SparseHistogram slice;
    for (std::size_t i = after.firstUsed(); i <= after.lastUsed(); ++i) {
        if (after.countAt(i) > before.countAt(i))
            slice.add(i, after.countAt(i) - before.countAt(i));
    }
    if (slice.m_buckets.empty())
        return slice;
    const auto edge = [](std::uint64_t index) {
        return Histogram::lowestOf(static_cast<std::size_t>(index));
    };
    slice.m_exact.overflowed = after.overflowed() - before.overflowed();
    slice.m_exact.sum = after.exact().sum - before.exact().sum;
    slice.m_exact.min = std::max(edge(slice.m_buckets.front().index), after.min());
    slice.m_exact.max = std::min(edge(slice.m_buckets.back().index + 1), after.max());
    return slice;
}

void SparseHistogram::add(std::uint64_t index, std::uint64_t count) {
    m_buckets.push_back({.index = index & indexBits, .count = count & countBits});
    m_count += count;
}

SparseHistogram SparseHistogram::merged(const SparseHistogram& one, const SparseHistogram& other) {
    SparseHistogram both;
    both.m_buckets.reserve(one.m_buckets.size() + other.m_buckets.size());
    auto left = one.m_buckets.begin();
    auto right = other.m_buckets.begin();
    while (left != one.m_buckets.end() || right != other.m_buckets.end()) {
        const bool takesLeft = right == other.m_buckets.end() ||
                               (left != one.m_buckets.end() && left->index <= right->index);
        const bool takesRight = left == one.m_buckets.end() ||
                                (right != other.m_buckets.end() && right->index <= left->index);
        const std::uint64_t index = takesLeft ? left->index : right->index;
        std::uint64_t count = takesLeft ? left++->count : 0;
        count += takesRight ? right++->count : 0;
        both.add(index, count);
    }
    both.m_buckets.shrink_to_fit(); // neighbouring seconds share most of their buckets
    both.m_exact = one.m_exact;
    both.m_exact.merge(other.m_exact);
    return both;
}

Nanoseconds SparseHistogram::percentile(double percent) const {
    if (m_count == 0)
        return Nanoseconds{0};
    const std::uint64_t rank = Histogram::rankOf(percent, m_count);
    if (rank == m_count)
        return m_exact.max;
    std::uint64_t seen = 0;
    for (const Histogram::Bucket bucket : m_buckets) {
        seen += bucket.count;
        if (seen >= rank)
            return std::clamp(Histogram::middleOf(bucket.index), m_exact.min, m_exact.max);
    }
    return m_exact.max;
}

} // namespace squall
