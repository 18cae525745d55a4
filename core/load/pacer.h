#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "core/base/clock.h"
#include "core/plan/testplan.h"

namespace squall {

/// A quantity that moves linearly from one point in time to the next: the rate of a run in stages,
/// or its connections. Times are from its start; before the first point it is that point's value,
/// after the last one it is over.
class Ramp final {
public:
    struct Point {
        Nanoseconds at{0};
        double value = 0;
    };

    /// At least one point, in order of time. A single one means: that value, without end.
    explicit Ramp(std::vector<Point> points)
        : m_points(std::move(points)) {}

    [[nodiscard]] double valueAt(Nanoseconds time) const;

    /// The time at which the area under the ramp reaches `area` (value times seconds); max() when
    /// it never does. For areas that grow from call to call, so that no piece is looked at twice.
    [[nodiscard]] Nanoseconds timeOfArea(double area);

private:
    std::vector<Point> m_points;
    std::size_t m_piece = 0; ///< index of the point that begins the piece reached so far
    double m_areaBefore = 0; ///< under all pieces before it
};

/// The rate of an open model, from the start of its warm-up: which runs at the rate that the plan
/// begins with.
[[nodiscard]] Ramp rateOf(const TestPlan& plan);

/// When the requests of one worker are due in an open model, whatever the server does. Worker
/// `index` of `workers` sends each `workers`-th request of the whole schedule (constant) or draws
/// its own share of it (Poisson: the sum of independent Poisson processes is one). One thread.
class Pacer final {
public:
    Pacer(Ramp rate, Arrivals arrivals, std::uint32_t index, std::uint32_t workers,
          std::uint64_t seed, Nanoseconds begin);

    /// When the next request is due (CLOCK_MONOTONIC); max() when there is none any more.
    [[nodiscard]] Nanoseconds due() const { return m_due; }

    /// On to the next one.
    void advance();

private:
    Ramp m_rate;
    const Arrivals m_arrivals;
    const double m_step; ///< area between two requests of this worker
    const Nanoseconds m_begin;
    double m_area;
    Nanoseconds m_due{0};
    std::mt19937_64 m_random;
};

} // namespace squall
