#pragma once

#include <cstddef>
#include <utility>
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

/// The rate of an open model, or the number of connections of a closed one in stages, from the
/// start of its warm-up: which runs at what the plan begins with.
[[nodiscard]] Ramp rampOf(const TestPlan& plan);

} // namespace squall
