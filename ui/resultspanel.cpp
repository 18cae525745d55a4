#include "ui/resultspanel.h"

#include <QLabel>
#include <QResizeEvent>
#include <QScrollArea>
#include <QStringList>
#include <QVBoxLayout>

#include "ui/copytable.h"
#include "ui/distributionchart.h"
#include "ui/emptypage.h"
#include "ui/format.h"
#include "ui/percentiles.h"
#include "ui/scrollpage.h"
#include "ui/sentences.h"
#include "ui/theme.h"

namespace squall {

namespace {

QLabel* makeWords(QWidget* parent, double size, QFont::Weight weight) {
    auto* const label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setFont(theme::scaled(label->font(), size, weight));
    return label;
}

QString percentileName(double percent) {
    return QStringLiteral("p%1").arg(percent);
}

QColor colorOf(const RunResult& result, const QPalette& palette) {
    if (result.counts.ledger.ok == 0)
        return theme::badWords(palette);
    switch (result.verdict.validity) {
    case Validity::Valid:
        return theme::mixed(theme::good(palette), palette.color(QPalette::WindowText), 0.25);
    case Validity::GeneratorLimited:
        return theme::badWords(palette);
    case Validity::Inconclusive:
        break;
    }
    return palette.color(QPalette::WindowText);
}

} // namespace

ResultsPanel::ResultsPanel(QWidget* parent)
    : QStackedWidget(parent)
    , m_empty(new EmptyPage(this))
    , m_verdict(makeWords(this, 1.3, QFont::DemiBold))
    , m_thresholds(makeWords(this, 1.0, QFont::Medium))
    , m_ledger(makeWords(this, 1.05, QFont::Normal))
    , m_facts(makeWords(this, 1.0, QFont::Normal))
    , m_reasons(makeWords(this, 0.95, QFont::Normal))
    , m_percentiles(
          new CopyTable({tr("Percentile"), tr("Latency"), tr("From sent"), tr("First byte"),
                         tr("Transfer"), tr("Connect"), QStringLiteral("TLS"), tr("Failed")},
                        this))
    , m_statuses(new CopyTable({tr("Status"), tr("Meaning"), tr("Answers"), tr("Share")}, this))
    , m_distribution(new DistributionChart(this))
    , m_page(makePage()) {
    setObjectName(QStringLiteral("resultView"));
    m_verdict->setObjectName(QStringLiteral("verdictLabel"));
    m_thresholds->setObjectName(QStringLiteral("thresholdsLabel"));
    m_ledger->setObjectName(QStringLiteral("ledgerLabel"));
    m_percentiles->setObjectName(QStringLiteral("percentileTable"));
    m_statuses->setObjectName(QStringLiteral("statusTable"));
    m_percentiles->setAccessibleName(tr("Percentiles"));
    explainHeadings();
    m_statuses->setAccessibleName(tr("Answers by status code"));
    addWidget(m_empty);
    addWidget(m_page);
    connect(m_empty, &EmptyPage::activated, this, &ResultsPanel::submitAsked);
}

void ResultsPanel::explainHeadings() {
    const QStringList words = {
        {},
        tr("Of ok requests, from when they were due, or sent where none is due"),
        tr("Of ok requests, from when they were sent"),
        tr("Of ok requests, from sent to the first byte of the answer"),
        tr("Of ok requests, from the first byte to the last"),
        tr("Of connections, the TCP handshake"),
        tr("Of connections, the TLS handshake"),
        tr("Of failed requests, from when they were sent")};
    for (int column = 1; column < words.size(); ++column)
        m_percentiles->horizontalHeaderItem(column)->setToolTip(words[column]);
}

QWidget* ResultsPanel::makePage() {
    auto* const content = new QWidget;
    auto* const rows = new QVBoxLayout(content);
    rows->setContentsMargins(2, 14, 2, 8);
    rows->setSpacing(6);
    for (QWidget* const words : {m_verdict, m_thresholds, m_ledger, m_facts, m_reasons})
        rows->addWidget(words);
    rows->addSpacing(8);
    m_tables = new QBoxLayout(QBoxLayout::LeftToRight);
    m_tables->setSpacing(14);
    m_tables->addWidget(m_percentiles, 4, Qt::AlignTop);
    auto* const beside = new QVBoxLayout;
    beside->setSpacing(10);
    beside->addWidget(m_statuses);
    beside->addWidget(m_distribution, 1);
    m_tables->addLayout(beside, 3);
    rows->addLayout(m_tables);
    rows->addStretch();
    m_percentiles->setHeightToContents();
    m_statuses->setHeightToContents();
    m_statuses->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_statuses->setWideColumn(1);

    QScrollArea* const area = makeScrollPage(content, this);
    area->setObjectName(QStringLiteral("resultArea"));
    area->setAccessibleName(tr("Result of the run"));
    return area;
}

void ResultsPanel::resizeEvent(QResizeEvent* event) {
    QStackedWidget::resizeEvent(event);
    arrangeTables();
}

// Beside each other where every heading has its room.
void ResultsPanel::arrangeTables() {
    constexpr int least = 340; // for the curve
    const int headings = m_percentiles->widthOfHeadings();
    const bool isWide = width() >= headings + least;
    m_tables->setDirection(isWide ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    m_percentiles->setMinimumWidth(isWide ? headings : 0);
}

void ResultsPanel::render(const RunView& view) {
    if (view.result != nullptr) {
        if (!isShown(*view.result))
            renderResult(*view.result);
        setCurrentWidget(m_page);
        return;
    }
    if (view.isActive())
        m_empty->setWords(tr("The result appears here when the run has ended."), {});
    else if (view.state == RunState::Failed)
        m_empty->setWords(tr("Nothing was sent, so there is no result."), tr("Submit again"));
    else
        m_empty->setWords(tr("There is no result yet."), tr("Submit"));
    setCurrentWidget(m_empty);
}

bool ResultsPanel::isShown(const RunResult& result) const {
    return m_shownId == result.id && m_shownPalette == palette().cacheKey();
}

void ResultsPanel::renderResult(const RunResult& result) {
    m_shownId = result.id;
    m_shownPalette = palette().cacheKey();
    m_verdict->setText(sentences::headline(result));
    theme::setWordsColor(m_verdict, colorOf(result, palette()));
    m_thresholds->setText(sentences::thresholds(result));
    m_thresholds->setVisible(!m_thresholds->text().isEmpty());
    m_ledger->setText(sentences::ledger(result));
    m_facts->setText(sentences::facts(result));
    QStringList reasons;
    for (const std::string& reason : result.verdict.reasons)
        reasons << format::sentence(reason);
    for (const std::string& warning : result.warnings)
        reasons << format::sentence(warning);
    if (result.plan.warmUp > Nanoseconds{0})
        reasons << tr("The warm-up of %1 is left out of every figure.")
                       .arg(format::span(result.plan.warmUp));
    if (!result.peer.proxy.empty())
        reasons << tr("Through the proxy %1")
                       .arg(format::visible(QString::fromStdString(result.peer.proxy)));
    if (!result.peer.tls.version.empty())
        reasons << sentences::tlsFacts(result.peer.tls);
    m_reasons->setText(reasons.join(QLatin1Char('\n')));
    m_reasons->setVisible(!reasons.isEmpty());
    theme::setWordsColor(m_facts, theme::quietWords(palette()));
    theme::setWordsColor(m_reasons, theme::quietWords(palette()));
    renderPercentiles(result);
    renderStatuses(result.counts);
    m_distribution->showDistribution(result.response(), result.counts.failed);
}

// In an open model latency counts from when a request was due, and from when it was sent beside it.
void ResultsPanel::renderPercentiles(const RunResult& result) {
    const Counts& counts = result.counts;
    const std::array histograms = {&result.response(), &counts.service, &counts.firstByte,
                                   &counts.transfer,   &counts.connect, &counts.tls,
                                   &counts.failed};
    const auto row = [&histograms](const QString& name, const auto& cell) {
        QList<TableCell> cells = {name};
        for (const Histogram* const histogram : histograms)
            cells << (histogram->count() == 0 ? TableCell(QStringLiteral("–")) : cell(*histogram));
        return cells;
    };
    const auto time = [](Nanoseconds value) {
        return TableCell(format::duration(value), static_cast<double>(value.count()));
    };
    QList<QList<TableCell>> rows;
    rows << row(tr("min"), [time](const Histogram& h) { return time(h.min()); });
    for (const double percent : shownPercentiles)
        rows << row(percentileName(percent), [time, percent](const Histogram& h) {
            return hasEnoughFor(percent, h.count()) ? time(h.percentile(percent))
                                                    : TableCell(tr("too few"));
        });
    rows << row(tr("max"), [time](const Histogram& h) { return time(h.max()); });
    rows << row(tr("mean"), [time](const Histogram& h) { return time(h.mean()); });
    rows << row(tr("count"),
                [](const Histogram& h) { return TableCell(format::count(h.count())); });
    m_percentiles->setRows(rows);
    m_percentiles->setColumnShown(2, isOpenModel(result.plan));
    m_percentiles->setColumnShown(6, counts.tls.count() > 0);
    m_percentiles->setColumnShown(7, counts.failed.count() > 0);
    arrangeTables();
}

void ResultsPanel::renderStatuses(const Counts& counts) {
    std::uint64_t answers = 0;
    for (const std::uint64_t count : counts.statuses)
        answers += count;
    QList<QList<TableCell>> rows;
    for (std::size_t status = 0; status < counts.statuses.size(); ++status) {
        const std::uint64_t count = counts.statuses[status];
        if (count == 0)
            continue;
        const std::string_view phrase = reasonPhrase(static_cast<int>(status));
        const auto number = static_cast<double>(count);
        rows << QList<TableCell>{{QString::number(status), static_cast<double>(status)},
                                 QString::fromLatin1(phrase.data(), qsizetype(phrase.size())),
                                 {format::count(count), number},
                                 {format::share(count, answers), number}};
    }
    m_statuses->setRows(rows, 2);
    m_statuses->setVisible(!rows.isEmpty());
}

} // namespace squall
