#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/base/clock.h"
#include "core/stats/interval.h"
#include "core/stats/series.h"
#include "core/stats/sparsehistogram.h"

namespace squall {

/// What happened in a slice of a run.
struct TimelinePoint {
    Nanoseconds begin{0}; ///< from the start of the run
    Nanoseconds end{0};
    std::uint64_t completed = 0;
    std::uint64_t failed = 0;
    std::array<std::uint64_t, failureClassCount> failures{}; ///< `failed` by FailureClass
    SparseHistogram latency;                                 ///< of ok requests

    [[nodiscard]] double rate() const; ///< completed per second
};

/// A run cut into slices of a tenth of a second or more, for charts: taken from the totals that a
/// poll has drained, never from requests. At most maxPoints; past that, neighbours are merged,
/// their histograms too, so that a percentile of any span is exact to a bucket. One thread.
class Timeline final {
public:
    /// About as many as a chart has pixels across: more only cost time to draw.
    static constexpr std::size_t maxPoints = 300;
    static constexpr Nanoseconds shortestSlice = std::chrono::milliseconds(100);

    /// Of a run that has ended. `isOpenModel`: its latency is that from when requests were due.
    [[nodiscard]] static Timeline of(const std::vector<SeriesPoint>& series);

    void clear();

    /// `counts`: totals at `at`, which only grow until clear(). Closes a slice when it is long
    /// enough, or when nothing more is to come (`isLast`): a shorter one then joins the one before.
    /// True when there is more than before.
    bool add(Nanoseconds at, const Counts& counts, const Histogram& latency, bool isLast);

    [[nodiscard]] const std::vector<TimelinePoint>& points() const { return m_points; }

    /// All that overlaps [begin, end), as one; empty when nothing does.
    [[nodiscard]] TimelinePoint span(Nanoseconds begin, Nanoseconds end) const;

private:
    void append(TimelinePoint slice);
    void halve();

    std::vector<TimelinePoint> m_points;
    std::size_t m_slicesPerPoint = 1;
    std::size_t m_slicesInLast = 0;
    Nanoseconds m_at{0}; ///< end of the last slice
    Ledger m_ledger;     ///< totals at m_at
    std::array<std::uint64_t, failureClassCount> m_failures{};
    Histogram m_latency;
};

} // namespace squall
