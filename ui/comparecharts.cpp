#include "ui/comparecharts.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include "ui/format.h"
#include "ui/theme.h"
#include "ui/timechart.h"

namespace squall {

namespace {

constexpr std::size_t linesPerRun = 4;
constexpr std::array lineStyles = {Qt::SolidLine, Qt::SolidLine, Qt::DotLine, Qt::SolidLine};

double seconds(Nanoseconds time) {
    return std::chrono::duration<double>(time).count();
}

QString durationWords(double nanoseconds) {
    return format::span(Nanoseconds(std::llround(nanoseconds)));
}

/// "90 %", "99 %", "99.9 %" at 1, 2, 3.
class NinesTicker final : public QCPAxisTickerFixed {
public:
    NinesTicker() { setTickStep(1); }

private:
    QString getTickLabel(double tick, const QLocale& locale, QChar, int) override {
        const double percent = 100 - std::pow(10, 2 - tick);
        return locale.toString(percent, 'g', 6) + QStringLiteral(" %");
    }
};

TimeChart* makeChart(const QString& caption, const char* name, QWidget* parent) {
    auto* const chart = new TimeChart(caption, parent);
    chart->setObjectName(QLatin1String(name));
    chart->setInteractions({});
    return chart;
}

} // namespace

CompareCharts::CompareCharts(QWidget* parent)
    : QWidget(parent)
    , m_names(new QHBoxLayout)
    , m_rate(makeChart(tr("Good requests per second"), "compareRateChart", this))
    , m_latency(makeChart(tr("Latency: p50, and p99 dotted"), "compareLatencyChart", this))
    , m_distribution(makeChart(tr("Latency by percentile"), "compareDistributionChart", this)) {
    m_rate->setValueWords([](double value) { return format::magnitude(value); });
    m_latency->setValueWords(&durationWords, true);
    m_distribution->setValueWords(&durationWords, true);
    m_distribution->xAxis->setTicker(QSharedPointer<NinesTicker>::create());
    auto* const columns = new QHBoxLayout;
    for (TimeChart* const chart : {m_rate, m_latency, m_distribution})
        columns->addWidget(chart, 1);
    auto* const rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->addLayout(m_names);
    rows->addLayout(columns, 1);
}

void CompareCharts::clear() {
    for (TimeChart* const chart : {m_rate, m_latency, m_distribution})
        chart->clearGraphs();
    m_lines.clear();
}

void CompareCharts::show(const std::vector<RunResult>& runs, const QStringList& names) {
    clear();
    double longest = 1;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        drawRun(runs[i]);
        longest = std::max(longest, seconds(runs[i].elapsed));
    }
    for (TimeChart* const chart : {m_rate, m_latency, m_distribution}) {
        chart->yAxis->rescale();
        chart->setTimeRange(0, longest);
    }
    describe(runs, names);
    m_shownNames = names;
    m_rate->yAxis->setRange(0, m_rate->yAxis->range().upper * 1.05);
    for (QCPAxis* const axis : {m_latency->yAxis, m_distribution->yAxis})
        axis->setRange(axis->range().lower / 1.15, axis->range().upper * 1.15);
    m_distribution->xAxis->rescale();
    applyTheme();
}

/// The same in words.
void CompareCharts::describe(const std::vector<RunResult>& runs, const QStringList& names) {
    QStringList rates;
    QStringList latencies;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const RunResult& run = runs[i];
        const QString& name = names[static_cast<qsizetype>(i)];
        const Histogram& latency = run.response();
        rates << tr("%1: %2 good requests")
                     .arg(name, format::rate(run.perSecond(run.counts.ledger.ok)));
        latencies << tr("%1: p50 %2, p99 %3")
                         .arg(name, format::duration(latency.percentile(50)),
                              format::duration(latency.percentile(99)));
    }
    m_rate->setSentence(rates.join(QStringLiteral("; ")));
    for (TimeChart* const chart : {m_latency, m_distribution})
        chart->setSentence(latencies.join(QStringLiteral("; ")));
}

void CompareCharts::drawRun(const RunResult& run) {
    QCPGraph* const rate = m_rate->addGraph();
    QCPGraph* const median = m_latency->addGraph();
    QCPGraph* const tail = m_latency->addGraph();
    QCPGraph* const distribution = m_distribution->addGraph();
    m_lines.insert(m_lines.end(), {rate, median, tail, distribution});
    if (run.series.size() == 1) { // no line yet
        for (QCPGraph* const graph : {rate, median, tail})
            graph->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, 6));
    }
    double begin = 0;
    for (const SeriesPoint& point : run.series) {
        const double end = seconds(point.end);
        const SparseHistogram& latency = responseOf(point);
        rate->addData((begin + end) / 2,
                      end > begin ? static_cast<double>(point.ok) / (end - begin) : 0);
        if (latency.count() > 0) {
            median->addData((begin + end) / 2, static_cast<double>(latency.percentile(50).count()));
            tail->addData((begin + end) / 2, static_cast<double>(latency.percentile(99).count()));
        }
        begin = end;
    }
    // Up to where ten values lie beyond.
    constexpr int stepsPerNine = 20;
    const auto count = static_cast<double>(run.response().count());
    const double nines = std::max(std::log10(std::max(count / 10, 1.0)), 0.0);
    for (int step = 0; count > 0 && step <= nines * stepsPerNine; ++step) {
        const double at = static_cast<double>(step) / stepsPerNine;
        const double percent = 100 - std::pow(10, 2 - at);
        distribution->addData(at, static_cast<double>(run.response().percentile(percent).count()));
    }
}

void CompareCharts::showNames() {
    while (const std::unique_ptr<QLayoutItem> item{m_names->takeAt(0)})
        delete item->widget();
    for (qsizetype i = 0; i < m_shownNames.size(); ++i) {
        auto* const stroke = new QLabel(QStringLiteral("━━"), this);
        auto* const name = new QLabel(m_shownNames[i], this);
        QPalette colours = palette();
        colours.setColor(QPalette::WindowText,
                         theme::series(static_cast<std::size_t>(i), palette()));
        stroke->setPalette(colours);
        for (QLabel* const label : {stroke, name})
            label->setTextFormat(Qt::PlainText);
        name->setMinimumWidth(1);
        m_names->addWidget(stroke);
        m_names->addWidget(name);
    }
    m_names->addStretch();
}

void CompareCharts::applyTheme() {
    showNames();
    for (std::size_t i = 0; i < m_lines.size(); ++i)
        m_lines[i]->setPen(
            QPen(theme::series(i / linesPerRun, palette()), 2, lineStyles[i % linesPerRun]));
    for (TimeChart* const chart : {m_rate, m_latency, m_distribution})
        chart->replot(QCustomPlot::rpQueuedReplot);
}

void CompareCharts::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyTheme();
}

} // namespace squall
