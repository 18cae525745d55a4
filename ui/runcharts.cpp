#include "ui/runcharts.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <QCheckBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QResizeEvent>

#include "ui/format.h"
#include "ui/percentiles.h"
#include "ui/theme.h"
#include "ui/timechart.h"

namespace squall {

namespace {

constexpr double shortestAxis = 1;
constexpr double shortestZoom = 0.02;
constexpr int chartWidth = 330;  ///< that one needs beside another
constexpr int chartHeight = 105; ///< above another
constexpr int lowest = 90;       ///< below this a chart says nothing

Nanoseconds timeOf(double seconds) {
    return Nanoseconds(std::llround(seconds * 1e9));
}

} // namespace

RunCharts::RunCharts(QWidget* parent)
    : QWidget(parent)
    , m_rateChart(addChart(QStringLiteral("rateChart"), tr("Requests per second")))
    , m_latencyChart(addChart(QStringLiteral("latencyChart"), tr("Latency")))
    , m_errorChart(addChart(QStringLiteral("errorChart"), tr("Errors per second")))
    , m_heatChart(addChart(QStringLiteral("heatChart"), tr("Latency of ok requests")))
    , m_rate(m_rateChart)
    , m_latency(m_latencyChart)
    , m_errors(m_errorChart)
    , m_heat(m_heatChart) {
    m_charts = {m_rateChart, m_latencyChart, m_errorChart, m_heatChart};
    m_grid = new QGridLayout;
    m_grid->setSpacing(8);
    auto* const rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(4);
    rows->addLayout(m_grid, 1);
    rows->addWidget(makeFoot());
    for (TimeChart* const chart : m_charts)
        connectChart(chart);
    connect(m_rateChart, &TimeChart::themeApplied, this, [this] { m_rate.applyTheme(); });
    connect(m_latencyChart, &TimeChart::themeApplied, this, [this] { m_latency.applyTheme(); });
    connect(m_errorChart, &TimeChart::themeApplied, this, [this] { m_errors.applyTheme(); });
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    m_rateChart->setFocusPolicy(Qt::TabFocus); // its keys move them all
    draw({});
}

TimeChart* RunCharts::addChart(const QString& name, const QString& caption) {
    auto* const chart = new TimeChart(caption, this);
    chart->setObjectName(name);
    chart->setToolTip(tr("Wheel: zoom. Drag: figures of a span. Shift and drag: move. "
                         "Double click: show everything."));
    return chart;
}

QWidget* RunCharts::makeFoot() {
    auto* const foot = new QWidget(this);
    m_foot = foot;
    m_marked = new QLabel(foot);
    m_marked->setObjectName(QStringLiteral("spanLabel"));
    m_marked->setTextFormat(Qt::PlainText);
    m_marked->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_marked->setMinimumWidth(1);
    m_follow = new QCheckBox(tr("Follo&w"), foot);
    m_follow->setObjectName(QStringLiteral("followBox"));
    m_follow->setToolTip(tr("Keep the whole run in view while it goes on"));
    m_follow->setChecked(true);
    connect(m_follow, &QCheckBox::toggled, this, &RunCharts::follow);
    auto* const columns = new QHBoxLayout(foot);
    columns->setContentsMargins(2, 0, 2, 0);
    columns->addWidget(m_marked, 1);
    columns->addWidget(m_follow);
    return foot;
}

void RunCharts::connectChart(TimeChart* chart) {
    connect(chart, &TimeChart::hovered, this, &RunCharts::hover);
    connect(chart, &TimeChart::spanMarked, this, &RunCharts::mark);
    connect(chart, &TimeChart::timeRangeMoved, this, &RunCharts::move);
    connect(chart, &TimeChart::everythingAsked, this, [this] {
        m_follow->setChecked(true);
        follow();
    });
}

void RunCharts::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    arrange(event->size());
}

// The charts see to themselves.
void RunCharts::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_marked != nullptr)
        theme::setWordsColor(m_marked, theme::quietWords(palette()));
}

// As many as there is room for: the rate first, then latency, errors and the heat map.
void RunCharts::arrange(QSize size) {
    const int across = size.width() >= 2 * chartWidth ? 2 : 1;
    const int height = size.height() - m_foot->sizeHint().height();
    const int down = std::clamp(height / chartHeight, height >= lowest ? 1 : 0,
                                static_cast<int>(m_charts.size()) / across);
    if (across == m_chartsAcross && down == m_chartsDown)
        return;
    m_chartsAcross = across;
    m_chartsDown = down;
    for (int i = 0; i < static_cast<int>(m_charts.size()); ++i) {
        TimeChart* const chart = m_charts[static_cast<std::size_t>(i)];
        m_grid->removeWidget(chart);
        const bool isShown = i < across * down;
        chart->setVisible(isShown);
        if (isShown)
            m_grid->addWidget(chart, i / across, i % across);
    }
    m_foot->setVisible(down > 0);
    layout()->activate();
}

void RunCharts::render(const RunView& view) {
    const bool isOther = std::exchange(m_shown, view.state) != view.state;
    if (isOther && view.state == RunState::Preparing) {
        m_isFollowing = true;
        m_timeline.clear();
        m_follow->setChecked(true);
        mark(0, 0);
        draw(view.plan);
    }
    const bool isUnderWay = view.state >= RunState::Running && view.state != RunState::Failed;
    if (isUnderWay && (take(view) || isOther))
        draw(view.plan);
    if (hasEnded(view.state))
        m_isFollowing = false;
    m_shownId = view.resultId();
}

/// True when there is more to draw, or something else.
bool RunCharts::take(const RunView& view) {
    const Counts& counts = view.progress.counts;
    if (m_isFollowing)
        return view.measured() > Nanoseconds{0} &&
               m_timeline.add(view.measured(), counts, responseOf(counts), hasEnded(view.state));
    if (view.result == nullptr || view.result->id == m_shownId)
        return false;
    m_timeline = Timeline::of(view.result->series);
    m_follow->setChecked(true);
    mark(0, 0);
    return true;
}

void RunCharts::restore(Kept kept) {
    m_timeline = std::move(kept.timeline);
    m_shownId = std::move(kept.id);
    m_shown = RunState::Idle; // for render() to draw it
}

void RunCharts::draw(const TestPlan& plan) {
    const TimelinePoints& points = m_timeline.points();
    m_warmUp = std::chrono::duration<double>(plan.warmUp).count();
    for (TimeChart* const chart : m_charts)
        chart->setWarmUp(m_warmUp);
    m_rate.draw(points, plan);
    m_latency.draw(points);
    m_errors.draw(points);
    m_heat.draw(points);
    m_latencyChart->setSentence(LatencyLines::sentence(points));
    m_errorChart->setSentence(ErrorBars::sentence(points));
    m_heatChart->setSentence(HeatMap::sentence(points));
    renderReadouts();
    renderMarked();
    follow();
}

// A long warm-up, of which there is nothing to see, leaves most of the room to the rest, once there
// is any.
double RunCharts::begin() const {
    constexpr double most = 0.15;
    return m_timeline.points().empty() ? -m_warmUp : -std::min(m_warmUp, most * end());
}

double RunCharts::end() const {
    const auto& points = m_timeline.points();
    const double last =
        points.empty() ? 0 : std::chrono::duration<double>(points.back().end).count();
    return hasEnded(m_shown) && last > 0 ? last : std::max(last, shortestAxis);
}

void RunCharts::follow() {
    if (m_follow->isChecked())
        show(begin(), end());
    else
        replotAll();
}

/// By the user, within the run.
void RunCharts::move(double from, double to) {
    m_follow->setChecked(false);
    const double size = std::clamp(to - from, shortestZoom, end() - begin());
    const double left = std::clamp(from, begin(), end() - size);
    show(left, left + size);
}

void RunCharts::show(double from, double to) {
    for (TimeChart* const chart : m_charts)
        chart->setTimeRange(from, to);
    replotAll();
}

// Nobody sees a window that is minimised; showEvent() comes when it is back.
void RunCharts::replotAll() {
    if (window()->isMinimized())
        return;
    for (TimeChart* const chart : m_charts) {
        if (chart->isVisible())
            chart->replot(hasEnded(m_shown) ? QCustomPlot::rpRefreshHint
                                            : QCustomPlot::rpQueuedReplot);
    }
}

void RunCharts::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    replotAll();
}

void RunCharts::hover(double seconds) {
    const bool isInside = !std::isnan(seconds) && seconds >= 0 && seconds <= end();
    m_crosshair = isInside ? seconds : std::nan("");
    for (TimeChart* const chart : m_charts)
        chart->setCrosshair(m_crosshair);
    renderReadouts();
    replotAll();
}

/// What is beneath the crosshair; without one the last slice, and in the end the whole run.
void RunCharts::renderReadouts() {
    const auto& points = m_timeline.points();
    const bool isOn = !std::isnan(m_crosshair);
    const Nanoseconds at = timeOf(isOn ? m_crosshair : 0);
    TimelinePoint shown = isOn ? m_timeline.span(at, at + Nanoseconds(1)) : TimelinePoint{};
    const bool hasPoint = shown.end > shown.begin;
    if (!hasPoint && !points.empty())
        shown =
            hasEnded(m_shown) ? m_timeline.span(Nanoseconds{0}, Nanoseconds::max()) : points.back();
    m_rateChart->setReadout(points.empty() ? QString() : RateLines::wordsAt(shown));
    m_errorChart->setReadout(ErrorBars::wordsAt(shown));
    m_latency.showValues(hasPoint ? &shown : nullptr);
    m_heatChart->setReadout(hasPoint ? HeatMap::wordsAt(shown) : QString());
    if (!hasPoint)
        m_rateChart->setSentence(RateLines::sentence(points));
    else if (m_rateChart->hasFocus()) // moved by keys: for those who hear it
        m_rateChart->setSentence(
            QStringList{format::duration(shown.begin), RateLines::wordsAt(shown),
                        LatencyLines::wordsAt(shown), format::errors(shown.failed)}
                .join(QStringLiteral(", ")));
}

void RunCharts::mark(double from, double to) {
    m_markFrom = std::max(from, 0.0);
    m_markTo = std::min(to, end());
    for (TimeChart* const chart : m_charts)
        chart->setMarked(m_markFrom, m_markTo);
    renderMarked();
    replotAll();
}

void RunCharts::renderMarked() {
    const TimelinePoint span = m_timeline.span(timeOf(m_markFrom), timeOf(m_markTo));
    theme::setWordsColor(m_marked, theme::quietWords(palette()));
    if (m_markTo <= m_markFrom || span.end <= span.begin) {
        if (!m_timeline.points().empty())
            m_marked->setText(tr("Drag over a chart for the figures of that span alone."));
        else if (m_shown == RunState::Running && m_warmUp > 0)
            m_marked->setText(tr("The warm-up is left out: figures appear when it is over."));
        else
            m_marked->setText(tr("Requests per second and latency appear here during a run."));
        return;
    }
    QStringList parts = {
        tr("%1 to %2").arg(format::duration(span.begin), format::duration(span.end)),
        format::requests(span.completed), format::rate(span.rate()), format::errors(span.failed)};
    for (const double percent : {50.0, 95.0, 99.0}) {
        if (hasEnoughFor(percent, span.latency.count()))
            parts << QStringLiteral("p%1 %2").arg(percent).arg(
                format::duration(span.latency.percentile(percent)));
    }
    if (span.latency.count() > 0)
        parts << tr("max %1").arg(format::duration(span.latency.max()));
    m_marked->setText(parts.join(QStringLiteral(" · ")));
}

} // namespace squall
