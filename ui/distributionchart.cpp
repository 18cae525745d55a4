#include "ui/distributionchart.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <QVBoxLayout>

#include "ui/format.h"
#include "ui/percentiles.h"
#include "ui/theme.h"
#include "ui/timechart.h"

namespace squall {

namespace {

constexpr int steps = 240;

/// p50 is 0.3 nines, p90 one, p99 two.
double percentOf(double nines) {
    return 100 * (1 - std::pow(10, -nines));
}

double ninesOf(double percent) {
    return -std::log10(1 - percent / 100);
}

/// Up to where ten requests lie beyond.
double lastNines(std::uint64_t count) {
    return std::max(std::log10(static_cast<double>(std::max<std::uint64_t>(count, 1)) / 10), 0.0);
}

QString latencyWords(double nanoseconds) {
    return format::span(Nanoseconds(std::llround(nanoseconds)));
}

QSharedPointer<QCPAxisTicker> percentileTicker() {
    const auto ticker = QSharedPointer<QCPAxisTickerText>::create();
    for (const double percent : {50.0, 90.0, 99.0, 99.9, 99.99, 99.999})
        ticker->addTick(ninesOf(percent), QStringLiteral("p%1").arg(percent));
    return ticker;
}

} // namespace

DistributionChart::DistributionChart(QWidget* parent)
    : QWidget(parent)
    , m_chart(new TimeChart(tr("Latency by percentile"), this))
    , m_ok(m_chart->addGraph())
    , m_failed(m_chart->addGraph()) {
    m_chart->setObjectName(QStringLiteral("distributionChart"));
    m_chart->setValueWords(&latencyWords, true);
    m_chart->xAxis->setTicker(percentileTicker());
    m_chart->setInteractions({});
    m_chart->setFocusPolicy(Qt::TabFocus);
    m_ok->setName(tr("ok"));
    m_failed->setName(tr("failed"));
    m_chart->showLegend();
    auto* const rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->addWidget(m_chart);
    setMinimumSize(200, 140);
    applyTheme();
    connect(m_chart, &TimeChart::hovered, this, &DistributionChart::hover);
}

void DistributionChart::applyTheme() {
    m_ok->setPen(QPen(theme::accent(palette()), 2));
    m_failed->setPen(QPen(theme::bad(palette()), 2, Qt::DashLine));
}

void DistributionChart::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyTheme();
}

void DistributionChart::showDistribution(const Histogram& ok, const Histogram& failed) {
    draw(m_ok, ok);
    draw(m_failed, failed);
    double least = std::numeric_limits<double>::max();
    double most = 0;
    for (QCPGraph* const line : {m_ok, m_failed}) {
        for (const QCPGraphData& datum : *line->data()) {
            least = std::min(least, datum.value);
            most = std::max(most, datum.value);
        }
    }
    if (most > 0)
        m_chart->yAxis->setRange(least / 1.3, most * 1.3);
    const double end = std::max({lastNines(ok.count()), lastNines(failed.count()), 1.0});
    m_chart->xAxis->setRange(0, end * 1.02);
    m_failed->removeFromLegend();
    if (failed.count() > 0)
        m_failed->addToLegend();
    m_chart->setSentence(
        ok.count() == 0
            ? tr("No request was ok.")
            : tr("Half of the ok requests took at most %1, the slowest took %2.")
                  .arg(format::duration(ok.percentile(50)), format::duration(ok.max())));
    hover(std::numeric_limits<double>::quiet_NaN());
}

void DistributionChart::draw(QCPGraph* line, const Histogram& latencies) {
    line->data()->clear();
    const double end = lastNines(latencies.count());
    for (int i = 0; i <= steps && latencies.count() > 0; ++i) {
        const double nines = end * i / steps;
        const Nanoseconds value = latencies.percentile(percentOf(nines));
        line->addData(nines, std::max(static_cast<double>(value.count()), 1.0));
    }
}

void DistributionChart::hover(double nines) {
    const bool isOn = nines >= 0 && nines <= m_chart->xAxis->range().upper;
    m_chart->setCrosshair(isOn ? nines : std::numeric_limits<double>::quiet_NaN());
    const auto nearest = m_ok->data()->findBegin(nines);
    const bool hasValue = isOn && nearest != m_ok->data()->constEnd();
    m_chart->setReadout(hasValue ? QStringLiteral("p%1 %2").arg(
                                       QLocale().toString(percentOf(nines), 'g', 5),
                                       format::duration(Nanoseconds(std::llround(nearest->value))))
                                 : QString());
    m_chart->replot(QCustomPlot::rpQueuedReplot);
}

} // namespace squall
