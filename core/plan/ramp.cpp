#include "core/plan/ramp.h"

#include <algorithm>
#include <cmath>

namespace squall {

namespace {

double secondsOf(Nanoseconds time) {
    return std::chrono::duration<double>(time).count();
}

Nanoseconds timeOf(double seconds) {
    return Nanoseconds(std::llround(seconds * 1e9));
}

} // namespace

double Ramp::valueAt(Nanoseconds time) const {
    if (time <= m_points.front().at || m_points.size() == 1)
        return m_points.front().value;
    for (std::size_t i = 1; i < m_points.size(); ++i) {
        const Point& from = m_points[i - 1];
        const Point& to = m_points[i];
        if (time > to.at)
            continue;
        const double part = secondsOf(time - from.at) / secondsOf(to.at - from.at);
        return from.value + (to.value - from.value) * part;
    }
    return m_points.back().value;
}

Nanoseconds Ramp::timeOfArea(double area) {
    if (m_points.size() == 1)
        return m_points[0].value > 0 ? m_points[0].at + timeOf(area / m_points[0].value)
                                     : Nanoseconds::max();
    for (; m_piece + 1 < m_points.size(); ++m_piece) {
        const Point& from = m_points[m_piece];
        const Point& to = m_points[m_piece + 1];
        const double length = secondsOf(to.at - from.at);
        const double whole = (from.value + to.value) / 2 * length;
        const double rest = area - m_areaBefore;
        if (rest > whole) {
            m_areaBefore += whole;
            continue;
        }
        // rest = from t + slope t²/2, solved for t without losing digits when the slope is small.
        const double slope = length > 0 ? (to.value - from.value) / length : 0;
        const double root = std::sqrt(std::max(from.value * from.value + 2 * slope * rest, 0.0));
        const double sum = from.value + root;
        return from.at + timeOf(sum > 0 ? 2 * rest / sum : length);
    }
    return Nanoseconds::max();
}

Ramp rampOf(const TestPlan& plan) {
    std::vector<Ramp::Point> points = {{Nanoseconds{0}, plan.rate.value_or(0)}};
    if (plan.stages.empty())
        return Ramp(std::move(points));
    if (plan.warmUp > Nanoseconds{0})
        points.push_back({plan.warmUp, points.back().value});
    for (const Stage& stage : plan.stages)
        points.push_back({points.back().at + stage.length, stage.target});
    return Ramp(std::move(points));
}

} // namespace squall
