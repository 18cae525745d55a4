#include "ui/charts.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <QLocale>

#include "core/plan/ramp.h"
#include "ui/failurewords.h"
#include "ui/format.h"
#include "ui/linegraph.h"
#include "ui/percentiles.h"
#include "ui/theme.h"
#include "ui/timechart.h"

namespace squall {

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

double seconds(Nanoseconds time) {
    return std::chrono::duration<double>(time).count();
}

double middle(const TimelinePoint& point) {
    return (seconds(point.begin) + seconds(point.end)) / 2;
}

/// One value a slice, drawn from the begin of the first to the end of the last.
template <typename ValueOf>
void drawLine(QCPGraph* line, const TimelinePoints& points, ValueOf valueOf) {
    QVector<QCPGraphData> data;
    data.reserve(static_cast<qsizetype>(points.size()) + 2);
    for (const TimelinePoint& point : points) {
        const double value = valueOf(point);
        if (&point == &points.front())
            data.append({seconds(point.begin), value});
        data.append({middle(point), value});
        if (&point == &points.back())
            data.append({seconds(point.end), value});
    }
    line->data()->set(data, true);
}

/// The next of 1, 2, 5, 10, 20, 50 ... that is not below `value`.
double roundedUp(double value) {
    if (value <= 0)
        return 1;
    const double decade = std::pow(10, std::floor(std::log10(value)));
    for (const double step : {1.0, 2.0, 5.0}) {
        if (step * decade >= value * 0.999999)
            return step * decade;
    }
    return 10 * decade;
}

QString durationWords(double nanoseconds) {
    return format::span(Nanoseconds(std::llround(nanoseconds)));
}

QString amountWords(double value) {
    return value < 10 ? QLocale().toString(value, 'g', 3) : format::magnitude(value);
}

QString percentileWords(double percent, Nanoseconds value) {
    return QStringLiteral("p%1 %2").arg(percent).arg(format::duration(value));
}

} // namespace

RateLines::RateLines(TimeChart* chart)
    : m_chart(chart)
    , m_rate(new LineGraph(chart))
    , m_target(new LineGraph(chart)) {
    chart->setValueWords(&amountWords);
    m_rate->setAntialiasedFill(false); // its edge is under the line
    applyTheme();
}

void RateLines::applyTheme() {
    const QColor accent = theme::accent(m_chart->palette());
    QColor shade = accent;
    shade.setAlphaF(0.14f);
    m_rate->setPen(QPen(accent, 2));
    m_rate->setBrush(shade);
    m_target->setPen(QPen(theme::caution(m_chart->palette()), 1.5, Qt::DashLine));
}

void RateLines::draw(const TimelinePoints& points, const TestPlan& plan) {
    drawLine(m_rate, points, [](const TimelinePoint& point) { return point.rate(); });
    drawTarget(plan, points.empty() ? 0 : seconds(points.back().end));
    double most = 0;
    for (QCPGraph* const line : {m_rate, m_target}) {
        for (const QCPGraphData& datum : *line->data())
            most = std::max(most, datum.value);
    }
    m_chart->yAxis->setRange(0, roundedUp(most) * 1.02);
}

void RateLines::drawTarget(const TestPlan& plan, double until) {
    m_target->data()->clear();
    if (!isOpenModel(plan))
        return;
    constexpr int steps = 200;
    const Ramp rate = rampOf(plan);
    for (int i = 0; i <= steps; ++i) {
        const double at = until * i / steps;
        const Nanoseconds time(std::llround(at * 1e9));
        m_target->addData(at, rate.valueAt(time + plan.warmUp));
    }
}

QString RateLines::wordsAt(const TimelinePoint& point) {
    return format::rate(point.rate());
}

QString RateLines::sentence(const TimelinePoints& points) {
    if (points.empty())
        return tr("There are no figures yet.");
    const auto most = std::ranges::max_element(points, {}, &TimelinePoint::rate);
    return tr("%1 now, %2 at most over %3.")
        .arg(format::rate(points.back().rate()), format::rate(most->rate()),
             format::duration(points.back().end));
}

LatencyLines::LatencyLines(TimeChart* chart)
    : m_chart(chart) {
    chart->setValueWords(&durationWords, true);
    for (QCPGraph*& line : m_lines)
        line = new LineGraph(chart);
    chart->showLegend();
    showValues(nullptr);
    applyTheme();
}

void LatencyLines::applyTheme() {
    constexpr std::array styles = {Qt::SolidLine, Qt::DashLine, Qt::DashDotLine, Qt::DotLine};
    for (std::size_t i = 0; i < m_lines.size(); ++i)
        m_lines[i]->setPen(QPen(theme::series(i, m_chart->palette()), 2, styles[i]));
}

void LatencyLines::showValues(const TimelinePoint* point) {
    for (std::size_t i = 0; i < m_lines.size(); ++i) {
        const bool hasValue = point != nullptr && hasEnoughFor(percents[i], point->latency.count());
        m_lines[i]->setName(
            hasValue ? percentileWords(percents[i], point->latency.percentile(percents[i]))
                     : QStringLiteral("p%1").arg(percents[i]));
    }
}

void LatencyLines::draw(const TimelinePoints& points) {
    double least = std::numeric_limits<double>::max();
    double most = 0;
    for (std::size_t i = 0; i < m_lines.size(); ++i) {
        drawLine(m_lines[i], points, [&](const TimelinePoint& point) {
            if (!hasEnoughFor(percents[i], point.latency.count()))
                return nothing;
            const auto value = static_cast<double>(
                std::max<std::int64_t>(point.latency.percentile(percents[i]).count(), 1));
            least = std::min(least, value);
            most = std::max(most, value);
            return value;
        });
    }
    if (most > 0)
        m_chart->yAxis->setRange(std::pow(10, std::floor(std::log10(least / 1.05))),
                                 std::pow(10, std::ceil(std::log10(most * 1.05))));
    else
        m_chart->yAxis->setRange(1e5, 1e7);
}

QString LatencyLines::wordsAt(const TimelinePoint& point) {
    QStringList words;
    for (const double percent : percents) {
        if (hasEnoughFor(percent, point.latency.count()))
            words << percentileWords(percent, point.latency.percentile(percent));
    }
    return words.isEmpty() ? tr("too few") : words.join(QStringLiteral("   "));
}

QString LatencyLines::sentence(const TimelinePoints& points) {
    if (points.empty())
        return tr("There are no figures yet.");
    return tr("Now: %1.").arg(wordsAt(points.back()));
}

ErrorBars::ErrorBars(TimeChart* chart)
    : m_chart(chart) {
    chart->setValueWords(&amountWords);
    QCPBars* below = nullptr;
    for (QCPBars*& bars : m_bars) {
        bars = new QCPBars(chart->xAxis, chart->yAxis);
        bars->setWidthType(QCPBars::wtPlotCoords);
        bars->setAntialiased(false);
        if (below != nullptr)
            bars->moveAbove(below);
        below = bars;
    }
    applyTheme();
}

void ErrorBars::applyTheme() {
    constexpr std::array hatchings = {Qt::BDiagPattern,  Qt::FDiagPattern,  Qt::DiagCrossPattern,
                                      Qt::Dense4Pattern, Qt::HorPattern,    Qt::VerPattern,
                                      Qt::CrossPattern,  Qt::Dense6Pattern, Qt::Dense2Pattern,
                                      Qt::SolidPattern};
    static_assert(hatchings.size() == failureClassCount);
    for (std::size_t i = 0; i < m_bars.size(); ++i) {
        const QColor color = theme::series(i + 3, m_chart->palette());
        m_bars[i]->setPen(QPen(color, 1));
        m_bars[i]->setBrush(QBrush(color, hatchings[i]));
    }
}

void ErrorBars::draw(const TimelinePoints& points) {
    double most = 0;
    for (std::size_t group = 0; group < m_bars.size(); ++group) {
        QVector<QCPBarsData> data;
        for (const TimelinePoint& point : points) {
            const double length = seconds(point.end - point.begin);
            most = std::max(most, static_cast<double>(point.failed) / length);
            if (point.failures[group] > 0)
                data.append({middle(point), static_cast<double>(point.failures[group]) / length});
        }
        m_bars[group]->data()->set(data, true);
        if (!points.empty())
            m_bars[group]->setWidth(seconds(points.front().end - points.front().begin) * 0.9);
    }
    m_chart->yAxis->setRange(0, roundedUp(most) * 1.02);
}

QString ErrorBars::wordsAt(const TimelinePoint& point) {
    QStringList words;
    const double length = seconds(point.end - point.begin);
    for (std::size_t group = 0; group < failureClassCount; ++group) {
        if (point.failures[group] > 0)
            words << QStringLiteral("%1 %2").arg(
                classWord(static_cast<FailureClass>(group)),
                format::rate(static_cast<double>(point.failures[group]) / length));
    }
    return words.isEmpty() ? tr("none") : words.join(QStringLiteral("   "));
}

QString ErrorBars::sentence(const TimelinePoints& points) {
    std::uint64_t failed = 0;
    for (const TimelinePoint& point : points)
        failed += point.failed;
    if (failed == 0)
        return tr("No request has failed.");
    return tr("%1 so far; now %2.").arg(format::errors(failed), wordsAt(points.back()));
}

} // namespace squall
