#include "ui/runtabs.h"

#include <utility>

#include <QHeaderView>
#include <QTableView>

#include "ui/comparepanel.h"
#include "ui/dashboard.h"
#include "ui/errorspanel.h"
#include "ui/format.h"
#include "ui/historypanel.h"
#include "ui/resultspanel.h"
#include "ui/samplespanel.h"

namespace squall {

RunTabs::RunTabs(QWidget* parent)
    : QTabWidget(parent)
    , m_dashboard(new Dashboard(this))
    , m_results(new ResultsPanel(this))
    , m_errors(new ErrorsPanel(this))
    , m_samples(new SamplesPanel(this))
    , m_history(new HistoryPanel(this))
    , m_compare(new ComparePanel(this)) {
    setObjectName(QStringLiteral("tabs"));
    setAccessibleName(tr("Figures of the run"));
    setDocumentMode(true);
    setMinimumHeight(1); // in a low window it gives way before the fields do
    addTab(m_dashboard, tr("Live"));
    addTab(m_results, tr("Results"));
    addTab(m_errors, tr("Errors"));
    addTab(m_samples, tr("Samples"));
    addTab(m_history, tr("History"));
    addTab(m_compare, tr("Compare"));
    connect(m_results, &ResultsPanel::submitAsked, this, &RunTabs::submitAsked);
    connect(m_errors, &ErrorsPanel::submitAsked, this, &RunTabs::submitAsked);
    connect(m_samples, &SamplesPanel::submitAsked, this, &RunTabs::submitAsked);
    connect(m_history, &HistoryPanel::submitAsked, this, &RunTabs::submitAsked);
    connect(m_history, &HistoryPanel::opened, this, &RunTabs::opened);
    connect(m_history, &HistoryPanel::exportAsked, this, &RunTabs::exportAsked);
    connect(m_history, &HistoryPanel::compareAsked, this, [this](const auto& runs) {
        m_compare->show(runs);
        setCurrentWidget(m_compare);
    });
    connect(m_compare, &ComparePanel::historyAsked, this, &RunTabs::showHistory);
}

RunTabs::Kept RunTabs::kept() const {
    Kept kept = {.tab = currentIndex(),
                 .charts = m_dashboard->charts()->kept(),
                 .compared = m_compare->shown(),
                 .sorting = {}};
    for (const QTableView* const table : findChildren<QTableView*>())
        kept.sorting[table->objectName()] = {table->horizontalHeader()->sortIndicatorSection(),
                                             table->horizontalHeader()->sortIndicatorOrder()};
    return kept;
}

void RunTabs::restore(Kept kept) {
    m_dashboard->charts()->restore(std::move(kept.charts));
    if (!kept.compared.empty())
        m_compare->show(std::move(kept.compared));
    for (const QTableView* const table : findChildren<QTableView*>()) {
        if (const auto found = kept.sorting.find(table->objectName()); found != kept.sorting.end())
            table->horizontalHeader()->setSortIndicator(found->second.first, found->second.second);
    }
    setCurrentIndex(kept.tab);
}

void RunTabs::setHistory(HistoryRecorder* recorder) {
    m_history->setRecorder(recorder);
}

void RunTabs::showResults() {
    setCurrentWidget(m_results);
}

void RunTabs::showHistory() {
    setCurrentWidget(m_history);
}

void RunTabs::render(const RunView& view) {
    m_results->render(view);
    m_samples->render(view);
}

void RunTabs::renderFigures(const RunView& view) {
    m_dashboard->render(view);
    m_errors->render(view);
    const std::uint64_t failed = view.progress.counts.ledger.failed;
    setTabText(indexOf(m_errors),
               failed == 0 ? tr("Errors") : tr("Errors (%1)").arg(format::count(failed)));
}

} // namespace squall
