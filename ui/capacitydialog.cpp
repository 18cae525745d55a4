#include "ui/capacitydialog.h"

#include <algorithm>
#include <cmath>

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "core/run/capacityrun.h"
#include "ui/copytable.h"
#include "ui/format.h"
#include "ui/loadwords.h"
#include "ui/theme.h"
#include "ui/timechart.h"

namespace squall {

CapacityDialog::CapacityDialog(TestPlan plan, const QString& bound, QWidget* parent)
    : QDialog(parent)
    , m_plan(std::move(plan))
    , m_bound(new QLineEdit(bound, this))
    , m_button(new QPushButton(this))
    , m_words(new QLabel(this))
    , m_table(new CopyTable({tr("Due/s"), tr("Good/s"), QStringLiteral("p50"),
                             QStringLiteral("p99"), tr("Errors"), tr("Outcome")},
                            this))
    , m_curve(new TimeChart(tr("p99 by the rate that was due"), this)) {
    setObjectName(QStringLiteral("capacityDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Find the capacity"));
    resize(760, 560);
    m_bound->setObjectName(QStringLiteral("capacityBound"));
    m_button->setObjectName(QStringLiteral("capacityButton"));
    m_button->setDefault(true);
    m_bound->setMinimumHeight(m_button->sizeHint().height());
    m_words->setObjectName(QStringLiteral("capacityWords"));
    m_words->setTextFormat(Qt::PlainText);
    m_words->setWordWrap(true);
    m_table->setObjectName(QStringLiteral("capacityTable"));
    m_table->setAccessibleName(tr("Rates that were tried"));
    m_curve->setObjectName(QStringLiteral("capacityCurve"));
    m_curve->setInteractions({});
    m_curve->xAxis->setTicker(QSharedPointer<QCPAxisTicker>::create());
    m_curve->setValueWords(
        [](double value) { return format::span(Nanoseconds(std::llround(value))); }, true);
    m_curve->addGraph();

    auto* const label = new QLabel(tr("&Bound that the target must keep:"), this);
    label->setBuddy(m_bound);
    auto* const row = new QHBoxLayout;
    row->addWidget(label);
    row->addWidget(m_bound, 1);
    row->addWidget(m_button);
    auto* const rows = new QVBoxLayout(this);
    rows->setContentsMargins(16, 14, 16, 14);
    rows->setSpacing(10);
    rows->addLayout(row);
    rows->addWidget(m_words);
    rows->addWidget(m_curve, 2);
    rows->addWidget(m_table, 3);
    m_table->setWideColumn(5);
    connect(m_button, &QPushButton::clicked, this, &CapacityDialog::activate);
    m_words->setText(tr("Rates are tried from low to high, a few seconds each, until the bound "
                        "breaks; it takes about a minute."));
    render();
}

CapacityDialog::~CapacityDialog() = default;

void CapacityDialog::done(int result) {
    m_search.reset();
    QDialog::done(result);
}

void CapacityDialog::activate() {
    if (m_isSearching)
        m_search->cancel();
    else
        start();
}

void CapacityDialog::start() {
    const auto bound = parseThreshold(m_bound->text().trimmed().toStdString());
    if (!bound) {
        m_words->setText(format::sentence(bound.error().detail));
        m_bound->setFocus();
        return;
    }
    m_words->clear();
    m_isSearching = true;
    m_search = std::make_unique<CapacityRun>(m_plan, std::vector{*bound});
    connect(m_search.get(), &CapacityRun::stepEnded, this, &CapacityDialog::render);
    connect(m_search.get(), &CapacityRun::finished, this, &CapacityDialog::onFinished);
    render();
    m_search->start();
}

void CapacityDialog::onFinished() {
    m_isSearching = false;
    const std::optional<Error> error = m_search->error();
    if (error) {
        const format::Explanation words = format::explain(*error);
        m_words->setText(words.cause + QLatin1Char(' ') + words.remedy);
    } else {
        m_words->setText(format::sentence(m_search->result().sentence()));
    }
    render();
    if (error && error->code == ErrorCode::PublicTarget)
        emit consentNeeded(format::visible(QString::fromStdString(error->detail)));
}

void CapacityDialog::allowPublic() {
    m_plan.allowPublic = true;
}

QString CapacityDialog::load() const {
    return loadwords::ofSearch(m_plan, m_bound->text().trimmed());
}

void CapacityDialog::render() {
    m_button->setText(m_isSearching ? tr("Stop") : tr("Start"));
    m_bound->setEnabled(!m_isSearching);
    const CapacityResult result = m_search ? m_search->result() : CapacityResult{};
    QList<QStringList> rows;
    for (const CapacityStep& step : result.steps) {
        if (step.outcome == StepOutcome::NothingSent) // the words above say why
            continue;
        rows << QStringList{
            format::magnitude(step.rate),
            format::magnitude(step.okPerSecond),
            format::duration(step.p50),
            format::duration(step.p99),
            format::share(static_cast<std::uint64_t>(std::llround(step.errorShare * 1e6)),
                          1'000'000),
            step.outcome == StepOutcome::Kept ? tr("kept") : format::sentence(step.why)};
    }
    m_table->setRows(rows, 0);
    renderCurve(result);
}

void CapacityDialog::renderCurve(const CapacityResult& result) {
    QCPGraph* const line = m_curve->graph(0);
    line->data()->clear();
    for (const CapacityStep& step : result.steps) {
        if (step.p99 > Nanoseconds{0})
            line->addData(step.rate, static_cast<double>(step.p99.count()));
    }
    line->setPen(QPen(theme::accent(palette()), 2));
    line->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, 6));
    // Whole decades, which one point has too, and none.
    bool isFound = false;
    const QCPRange rates = line->getKeyRange(isFound);
    const QCPRange times = line->getValueRange(isFound);
    m_curve->xAxis->setRange(0, isFound ? rates.upper * 1.06 : 100);
    if (isFound)
        m_curve->yAxis->setRange(std::pow(10, std::floor(std::log10(times.lower / 1.05))),
                                 std::pow(10, std::ceil(std::log10(times.upper * 1.05))));
    else
        m_curve->yAxis->setRange(1e6, 1e8);
    m_curve->setSentence(m_words->text());
    m_curve->replot(QCustomPlot::rpQueuedReplot);
}

} // namespace squall
