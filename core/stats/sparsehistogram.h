#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/base/clock.h"
#include "core/stats/histogram.h"

namespace squall {

/// A copy of a Histogram that keeps only the buckets with something in them: 8 bytes each, of which
/// one second of a server under load fills 300 to 600, beside 64 bytes. It answers as the full one
/// does, and merging loses nothing. A value.
class SparseHistogram final {
public:
    SparseHistogram() = default;
    explicit SparseHistogram(const Histogram& histogram);

    /// What came into a histogram between two moments, which only grew meanwhile. Extremes are
    /// those of the buckets, within those of `after`.
    [[nodiscard]] static SparseHistogram between(const Histogram& before, const Histogram& after);

    [[nodiscard]] static SparseHistogram merged(const SparseHistogram& one,
                                                const SparseHistogram& other);

    void mergeInto(Histogram& histogram) const { histogram.merge(m_buckets, m_exact); }

    [[nodiscard]] std::uint64_t count() const { return m_count; }

    /// Exact, as in Histogram; zero when empty.
    [[nodiscard]] Nanoseconds min() const { return m_count ? m_exact.min : Nanoseconds{0}; }

    [[nodiscard]] Nanoseconds max() const { return m_exact.max; }

    [[nodiscard]] std::uint64_t overflowed() const { return m_exact.overflowed; }

    /// As Histogram::percentile().
    [[nodiscard]] Nanoseconds percentile(double percent) const;

    /// By index, none empty.
    [[nodiscard]] std::span<const Histogram::Bucket> buckets() const { return m_buckets; }

    bool operator==(const SparseHistogram&) const = default;

private:
    void add(std::uint64_t index, std::uint64_t count);

    std::vector<Histogram::Bucket> m_buckets;
    std::uint64_t m_count = 0;
    Histogram::Exact m_exact;
};

} // namespace squall
