#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>

#include "core/base/clock.h"

namespace squall {

/// Counts of durations in log-linear buckets (the layout of HdrHistogram: Tene,
/// http://hdrhistogram.org): 16 ns wide up to 4 µs, then 128 buckets to each doubling, so a value
/// between 1 µs and 73 minutes is kept with an error of at most 1 %. Larger values are counted in
/// the last bucket and in overflowed(). Fixed size of 32 KiB; record() touches one bucket and
/// never allocates. Buckets add: percentiles are read from merged histograms, never averaged.
/// One thread at a time.
class Histogram final {
public:
    static constexpr std::size_t bucketCount = 4096;
    static constexpr Nanoseconds unit{16};

    /// A bucket with what is in it, as compact copies keep it. 2^52 values would take a million
    /// requests a second 142 years.
    struct Bucket {
        std::uint64_t index : 12 = 0;
        std::uint64_t count : 52 = 0;

        bool operator==(const Bucket&) const = default;
    };

    /// What is known of the values beside the buckets that they fell into.
    struct Exact {
        std::uint64_t overflowed = 0;
        double sum = 0; ///< in nanoseconds
        Nanoseconds min = Nanoseconds::max();
        Nanoseconds max{0};

        void merge(const Exact& other);
        bool operator==(const Exact&) const = default;
    };

    void record(Nanoseconds value) {
        const std::size_t index = indexOf(value);
        ++m_counts[index];
        ++m_count;
        m_overflowed += value >= firstPastRange ? 1 : 0;
        m_sum += static_cast<double>(value.count());
        m_min = value < m_min ? value : m_min;
        m_max = value > m_max ? value : m_max;
        m_low = index < m_low ? index : m_low;
        m_high = index > m_high ? index : m_high;
    }

    /// As record(value), `count` times.
    void record(Nanoseconds value, std::uint64_t count);

    void merge(const Histogram& other);
    /// Adds the values of a compact copy, which were `exact` beside their buckets.
    void merge(std::span<const Bucket> buckets, const Exact& exact);
    void clear();

    /// Gives back the exact extremes to a histogram that was read from its buckets alone. Either is
    /// left as it is when `smallest` is not in the first bucket used, or `largest` in the last;
    /// both are when they contradict each other.
    void restoreExtremes(Nanoseconds smallest, Nanoseconds largest);

    /// The same for the mean, unless it is further from that of the buckets than they are wide.
    void restoreMean(Nanoseconds mean);

    [[nodiscard]] std::uint64_t count() const { return m_count; }

    /// Smallest and largest value as recorded, not rounded to a bucket. Zero when empty.
    [[nodiscard]] Nanoseconds min() const { return m_count ? m_min : Nanoseconds{0}; }

    [[nodiscard]] Nanoseconds max() const { return m_max; }

    [[nodiscard]] Nanoseconds mean() const;
    [[nodiscard]] Nanoseconds standardDeviation() const;

    /// The value that `percent` (0 to 100) of all values do not exceed: nearest rank, the middle of
    /// its bucket, within [min(), max()]. Zero when empty.
    [[nodiscard]] Nanoseconds percentile(double percent) const;

    /// The bucket of the value of this rank: 1 is the smallest, count() the largest.
    [[nodiscard]] std::size_t indexAtRank(std::uint64_t rank) const;

    /// Values past the last bucket; they are in count() and max() too.
    [[nodiscard]] std::uint64_t overflowed() const { return m_overflowed; }

    [[nodiscard]] Exact exact() const { return {m_overflowed, m_sum, m_min, m_max}; }

    [[nodiscard]] std::uint64_t countAt(std::size_t index) const { return m_counts[index]; }

    /// Buckets outside [firstUsed(), lastUsed()] are empty. firstUsed() > lastUsed() when all are.
    [[nodiscard]] std::size_t firstUsed() const { return m_low; }

    [[nodiscard]] std::size_t lastUsed() const { return m_high; }

    [[nodiscard]] static std::size_t indexOf(Nanoseconds value);
    /// The bucket holds values in [lowestOf(index), lowestOf(index + 1)).
    [[nodiscard]] static Nanoseconds lowestOf(std::size_t index);
    [[nodiscard]] static Nanoseconds middleOf(std::size_t index);
    /// The nearest rank of a percentile of `count` values, from 1 to `count`.
    [[nodiscard]] static std::uint64_t rankOf(double percent, std::uint64_t count);

private:
    static constexpr Nanoseconds firstPastRange{std::int64_t{1} << 42};

    std::array<std::uint64_t, bucketCount> m_counts{};
    std::uint64_t m_count = 0;
    std::uint64_t m_overflowed = 0;
    double m_sum = 0;
    Nanoseconds m_min = Nanoseconds::max();
    Nanoseconds m_max{0};
    std::size_t m_low = bucketCount;
    std::size_t m_high = 0;

    static_assert(bucketCount == 1 << 12, "the bits of Bucket::index");
};

inline std::size_t Histogram::indexOf(Nanoseconds value) {
    if (value >= firstPastRange)
        return bucketCount - 1;
    const auto units = static_cast<std::uint64_t>(value.count() < 0 ? 0 : value.count()) >> 4;
    if (units < 256)
        return units;
    const int shift = 56 - __builtin_clzll(units);
    return (static_cast<std::size_t>(shift) << 7) + (units >> shift);
}

} // namespace squall
