#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "core/base/clock.h"
#include "core/stats/failures.h"
#include "core/stats/interval.h"
#include "core/stats/sparsehistogram.h"

namespace squall {

/// One second of a run, or several of a long one.
struct SeriesPoint {
    Nanoseconds end{0}; ///< from the start of the run
    std::uint64_t requests = 0;
    std::uint64_t ok = 0;
    std::uint64_t failed = 0;
    std::array<std::uint64_t, failureClassCount> failures{}; ///< `failed` by FailureClass
    Nanoseconds p50{0}; ///< of responseOf(); 0 when there was none
    Nanoseconds p95{0};
    Nanoseconds p99{0};
    std::uint32_t connections = 0;
    SparseHistogram service;  ///< of ok requests, from when sent
    SparseHistogram response; ///< the same from when due; empty in a closed model
};

/// As of the counts of a whole run.
[[nodiscard]] inline const SparseHistogram& responseOf(const SeriesPoint& point) {
    return point.response.count() > 0 ? point.response : point.service;
}

/// Turns the intervals of all workers into one point per second. Intervals may come late by up to
/// one second. At most 1800 points and 8 MB: past that, neighbours are merged, their histograms
/// too, and each point then stands for twice the time with the exact figures of that time. One
/// thread.
class SeriesBuilder final {
public:
    static constexpr std::size_t maxPoints = 1800;
    static constexpr std::size_t maxBytes = 7'900'000; ///< with room for one point more

    /// `at`: the interval's end, from the start of the run.
    void add(const Interval& interval, Nanoseconds at);

    /// Closes the seconds that are still open; the last one ends at `end`, and takes in what is
    /// left of less than a tenth of a second behind it.
    void finish(Nanoseconds end);

    /// The seconds that are closed, oldest first.
    [[nodiscard]] const std::vector<SeriesPoint>& points() const { return m_points; }

    /// The same behind finish(), after which nothing is left here.
    [[nodiscard]] std::vector<SeriesPoint> takePoints() { return std::exchange(m_points, {}); }

private:
    struct Open {
        std::int64_t second = -1;
        SeriesPoint point;
        Histogram service;
        Histogram response;
    };

    [[nodiscard]] Open& openAt(std::int64_t index);
    void close(Open& open, Nanoseconds end);
    void append(SeriesPoint point);
    void halve();
    void joinSliver();
    [[nodiscard]] bool isFull() const;

    std::vector<SeriesPoint> m_points;
    std::array<std::unique_ptr<Open>, 2> m_open = {std::make_unique<Open>(),
                                                   std::make_unique<Open>()};
    std::int64_t m_lastSecond = -1;
    int m_secondsPerPoint = 1;
    int m_secondsInLast = 0; ///< of m_points.back()
};

} // namespace squall
