#include "ui/comparepanel.h"

#include <cmath>
#include <utility>

#include <QCoreApplication>
#include <QDateTime>
#include <QEvent>
#include <QLabel>
#include <QLocale>
#include <QVBoxLayout>

#include "core/results/runcomparison.h"
#include "ui/comparecharts.h"
#include "ui/copytable.h"
#include "ui/emptypage.h"
#include "ui/format.h"
#include "ui/theme.h"

namespace squall {

namespace {

constexpr int shownCautions = 3; ///< the others are in the tooltip

/// The user's word, or when it began.
QString nameOf(const RunResult& run) {
    if (!run.plan.label.empty())
        return format::visible(QString::fromStdString(run.plan.label));
    const auto since =
        std::chrono::duration_cast<std::chrono::milliseconds>(run.started.time_since_epoch());
    return QLocale().toString(QDateTime::fromMSecsSinceEpoch(since.count()),
                              QStringLiteral("d MMM HH:mm:ss"));
}

bool isShare(const Difference& difference) {
    return difference.figure == ComparedFigure::ErrorShare;
}

QString valueWords(const Difference& difference, std::optional<double> value) {
    if (!value)
        return QStringLiteral("–");
    if (isShare(difference))
        return format::share(static_cast<std::uint64_t>(std::llround(*value * 1e9)), 1'000'000'000);
    return difference.figure == ComparedFigure::Throughput
               ? format::rate(*value)
               : format::duration(Nanoseconds(std::llround(*value)));
}

QString signedWords(double change) {
    const double percent = change * 100;
    const int decimals = std::abs(percent) < 0.0995 ? 2 : std::abs(percent) < 99.5 ? 1 : 0;
    return (percent < 0 ? QString() : QStringLiteral("+")) +
           QLocale().toString(percent, 'f', decimals);
}

/// What is said of a comparison, in the user's language.
class CompareWords final {
    Q_DECLARE_TR_FUNCTIONS(squall::ComparePanel)

public:
    static QString figure(ComparedFigure figure) {
        switch (figure) {
        case ComparedFigure::Throughput:
            return tr("Good requests/s");
        case ComparedFigure::P50:
            return QStringLiteral("p50");
        case ComparedFigure::P95:
            return QStringLiteral("p95");
        case ComparedFigure::P99:
            return QStringLiteral("p99");
        case ComparedFigure::ErrorShare:
            break;
        }
        return tr("Share of errors");
    }

    static QString change(Change change) {
        switch (change) {
        case Change::Better:
            return tr("better");
        case Change::Worse:
            return tr("worse");
        case Change::NoneSeen:
            return tr("no difference seen");
        case Change::CannotTell:
            break;
        }
        return tr("cannot tell");
    }

    static QString word(const Difference& difference) {
        if (difference.word != Change::CannotTell)
            return change(difference.word);
        if (!difference.hasInterval)
            return tr("cannot tell: too few requests");
        if (difference.runsToTell > 0)
            return tr("cannot tell; %1 runs of each in turns would", nullptr,
                      format::pluralOf(difference.runsToTell))
                .arg(format::count(difference.runsToTell));
        return difference.isOpen() ? tr("cannot tell; longer runs would")
                                   : tr("cannot tell; more than 1000 runs of each would");
    }

    static QString interval(const Difference& difference) {
        if (!difference.hasInterval)
            return QStringLiteral("–");
        const QString unit =
            isShare(difference) ? tr(" pp", "percentage points") : QStringLiteral(" %");
        if (std::isinf(difference.high))
            return tr("from %1").arg(signedWords(difference.low) + unit);
        return tr("%1 to %2").arg(signedWords(difference.low), signedWords(difference.high) + unit);
    }

    static QStringList row(const Difference& difference, const QString& run) {
        const QString unit =
            isShare(difference) ? tr(" pp", "percentage points") : QStringLiteral(" %");
        const QString name = figure(difference.figure);
        return {run.isEmpty() ? name : tr("%1, %2").arg(name, run),
                valueWords(difference, difference.base),
                valueWords(difference, difference.now),
                difference.hasInterval && std::isfinite(difference.change)
                    ? signedWords(difference.change) + unit
                    : QStringLiteral("–"),
                interval(difference),
                word(difference)};
    }
};

} // namespace

ComparePanel::ComparePanel(QWidget* parent)
    : QStackedWidget(parent)
    , m_empty(new EmptyPage(this))
    , m_headline(new QLabel(this))
    , m_cautions(new QLabel(this))
    , m_table(new CopyTable(
          {tr("Figure"), tr("Base"), tr("New"), tr("Change"), tr("Interval (99 %)"), tr("Word")},
          this))
    , m_charts(new CompareCharts(this))
    , m_page(makePage()) {
    setObjectName(QStringLiteral("comparePanel"));
    addWidget(m_empty);
    addWidget(m_page);
    m_empty->setWords(tr("Choose two runs in the history to see whether one is better."),
                      tr("Show history"));
    connect(m_empty, &EmptyPage::activated, this, &ComparePanel::historyAsked);
}

QWidget* ComparePanel::makePage() {
    m_headline->setObjectName(QStringLiteral("compareHeadline"));
    m_headline->setFont(theme::scaled(m_headline->font(), 1.2, QFont::DemiBold));
    m_cautions->setObjectName(QStringLiteral("compareCautions"));
    for (QLabel* const label : {m_headline, m_cautions}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    m_table->setObjectName(QStringLiteral("compareTable"));
    m_table->setAccessibleName(tr("Differences"));
    m_table->setWideColumn(5);
    m_charts->setObjectName(QStringLiteral("compareCharts"));
    auto* const page = new QWidget(this);
    auto* const rows = new QVBoxLayout(page);
    rows->setContentsMargins(2, 12, 2, 4);
    rows->addWidget(m_headline);
    rows->addWidget(m_cautions);
    rows->addWidget(m_table, 3);
    rows->addWidget(m_charts, 4);
    return page;
}

void ComparePanel::show(std::vector<RunResult> compared) {
    m_runs = std::move(compared);
    const std::vector<RunResult>& runs = m_runs;
    QStringList names;
    QStringList headlines;
    QStringList cautions;
    QList<QStringList> rows;
    for (const RunResult& run : runs) {
        const QString name = nameOf(run);
        const auto before = names.count(name) + names.filter(name + QStringLiteral(" (")).size();
        names << (before == 0 ? name : QStringLiteral("%1 (%2)").arg(name).arg(before + 1));
    }
    for (std::size_t i = 1; i < runs.size(); ++i) {
        const RunComparison comparison = compareRuns(runs.front(), runs[i]);
        const QString& name = names[static_cast<qsizetype>(i)];
        headlines << tr("%1 against %2: %3")
                         .arg(name, names.front(),
                              CompareWords::change(overall(comparison.figures)));
        for (const Difference& difference : comparison.figures)
            rows << CompareWords::row(difference, runs.size() > 2 ? name : QString());
        for (const std::string& caution : comparison.cautions)
            cautions << format::sentence(caution);
    }
    cautions.removeDuplicates();
    m_headline->setText(headlines.join(QLatin1Char('\n')));
    m_cautions->setToolTip(cautions.join(QLatin1Char('\n')));
    if (const auto more = cautions.size() - shownCautions; more > 0)
        cautions = cautions.mid(0, shownCautions) << tr("and %1 more").arg(more);
    m_cautions->setText(cautions.join(QLatin1Char('\n')));
    m_cautions->setVisible(!cautions.isEmpty());
    theme::setWordsColor(m_cautions, theme::quietWords(palette()));
    m_table->setRows(rows);
    m_charts->show(runs, names);
    setCurrentWidget(m_page);
}

void ComparePanel::changeEvent(QEvent* event) {
    QStackedWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        theme::setWordsColor(m_cautions, theme::quietWords(palette()));
}

} // namespace squall
