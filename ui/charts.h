#pragma once

#include <array>
#include <vector>

#include <QCoreApplication>
#include <QString>

#include "core/plan/testplan.h"
#include "core/stats/failures.h"
#include "ui/timeline.h"

class QCPBars;
class QCPColorMap;
class QCPGraph;

namespace squall {

class TimeChart;

// What is drawn in the charts of a run. Each draws into a TimeChart that it does not own, whenever
// it is told the points, and says what it shows in words: at a point, and as a whole. Time is in
// seconds, latency in nanoseconds. GUI thread.

using TimelinePoints = std::vector<TimelinePoint>;

/// Requests per second, with the rate that the plan asks for.
class RateLines final {
    Q_DECLARE_TR_FUNCTIONS(squall::RateLines)

public:
    explicit RateLines(TimeChart* chart);

    void draw(const TimelinePoints& points, const TestPlan& plan);
    void applyTheme();

    [[nodiscard]] static QString wordsAt(const TimelinePoint& point);
    [[nodiscard]] static QString sentence(const TimelinePoints& points);

private:
    void drawTarget(const TestPlan& plan, double until);

    TimeChart* const m_chart;
    QCPGraph* const m_rate;
    QCPGraph* const m_target;
};

/// p50, p90, p99 and p99.9 of each slice, on a logarithmic axis. Where a slice has too few requests
/// for a percentile there is a gap.
class LatencyLines final {
    Q_DECLARE_TR_FUNCTIONS(squall::LatencyLines)

public:
    static constexpr std::array<double, 4> percents = {50, 90, 99, 99.9};

    explicit LatencyLines(TimeChart* chart);

    void draw(const TimelinePoints& points);
    void applyTheme();
    /// The values of a slice beside the names of the lines; null: the names alone.
    void showValues(const TimelinePoint* point);

    [[nodiscard]] static QString wordsAt(const TimelinePoint& point);
    [[nodiscard]] static QString sentence(const TimelinePoints& points);

private:
    TimeChart* const m_chart;
    std::array<QCPGraph*, percents.size()> m_lines{};
};

/// Failed requests per second, stacked by class, each with a hatching of its own.
class ErrorBars final {
    Q_DECLARE_TR_FUNCTIONS(squall::ErrorBars)

public:
    explicit ErrorBars(TimeChart* chart);

    void draw(const TimelinePoints& points);
    void applyTheme();

    [[nodiscard]] static QString wordsAt(const TimelinePoint& point);
    [[nodiscard]] static QString sentence(const TimelinePoints& points);

private:
    TimeChart* const m_chart;
    std::array<QCPBars*, failureClassCount> m_bars{};
};

/// How many requests took how long, as colour: the logarithm of the count, in cividis.
class HeatMap final {
    Q_DECLARE_TR_FUNCTIONS(squall::HeatMap)

public:
    explicit HeatMap(TimeChart* chart);

    void draw(const TimelinePoints& points);

    void applyTheme() {}

    [[nodiscard]] static QString wordsAt(const TimelinePoint& point);
    [[nodiscard]] static QString sentence(const TimelinePoints& points);

private:
    TimeChart* const m_chart;
    QCPColorMap* const m_map;
};

} // namespace squall
