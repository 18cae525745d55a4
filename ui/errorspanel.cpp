#include "ui/errorspanel.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include <QResizeEvent>
#include <QScrollArea>
#include <QStringList>
#include <QVBoxLayout>

#include "ui/copytable.h"
#include "ui/emptypage.h"
#include "ui/exchangeview.h"
#include "ui/failurewords.h"
#include "ui/format.h"
#include "ui/scrollpage.h"

namespace squall {

namespace {

/// When failures of a kind happened, from the start of the run; nothing where that is not known.
struct Times {
    std::optional<Nanoseconds> first;
    std::optional<Nanoseconds> last; ///< to the second
};

// Examples are the first ones of their class. Seconds are counted by class: where another kind
// shares it they tell nothing.
Times timesOf(FailureKind kind, const RunResult& result) {
    Times times;
    const std::vector<Exchange>& examples = result.examples.failed();
    const auto first = std::ranges::find(examples, std::optional(kind), &Exchange::failure);
    if (first != examples.end())
        times.first = first->at;
    const auto kinds = result.counts.failures.entries();
    if (std::ranges::count(kinds, kind.group, [](const auto& e) { return e.kind.group; }) > 1)
        return times;
    for (const SeriesPoint& point : result.series) {
        if (point.failures[static_cast<std::size_t>(kind.group)] > 0)
            times.last = point.end;
    }
    return times;
}

TableCell timeCell(std::optional<Nanoseconds> time) {
    return time ? TableCell(format::duration(*time), static_cast<double>(time->count()))
                : TableCell(QStringLiteral("–"));
}

} // namespace

ErrorsPanel::ErrorsPanel(QWidget* parent)
    : QStackedWidget(parent)
    , m_empty(new EmptyPage(this))
    , m_page(new QWidget(this))
    , m_table(new CopyTable(
          {tr("Error"), tr("What to look at"), tr("Count"), tr("Share"), tr("First"), tr("Last")},
          m_page))
    , m_exchange(new ExchangeView(m_page)) {
    setObjectName(QStringLiteral("errorsPanel"));
    m_table->setObjectName(QStringLiteral("errorList"));
    m_table->setAccessibleName(tr("Errors by kind"));
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setWideColumn(1);
    m_table->setLeastRows(2);
    auto* const rows = new QVBoxLayout(m_page);
    rows->setContentsMargins(2, 12, 2, 4);
    rows->addWidget(m_table, 2);
    rows->addWidget(m_exchange, 3);
    addWidget(m_empty);
    QScrollArea* const area = makeScrollPage(m_page, this);
    area->setFocusPolicy(Qt::NoFocus); // what is in there takes it
    addWidget(area);
    connect(m_empty, &EmptyPage::activated, this, &ErrorsPanel::submitAsked);
    connect(m_table, &CopyTable::itemSelectionChanged, this, &ErrorsPanel::showExample);
}

// Words come before times where room is short.
void ErrorsPanel::resizeEvent(QResizeEvent* event) {
    QStackedWidget::resizeEvent(event);
    const bool isWide = event->size().width() > 100 * fontMetrics().averageCharWidth();
    m_table->setColumnShown(4, isWide);
    m_table->setColumnShown(5, isWide);
}

void ErrorsPanel::render(const RunView& view) {
    const FailureCounts& failures = view.progress.counts.failures;
    const std::uint64_t total = failures.total();
    if (total == 0)
        renderEmpty(view);
    setCurrentIndex(total == 0 ? 0 : 1);
    const std::string id = view.resultId();
    const bool isOther = std::exchange(m_shownId, id) != id;
    if (total != m_shown || isOther)
        renderKinds(failures, view.result);
    if (!isOther)
        return;
    m_examples = view.result != nullptr ? view.result->examples.failed() : std::vector<Exchange>();
    if (m_table->currentRow() < 0 && total > 0)
        m_table->selectRow(0);
    showExample();
}

void ErrorsPanel::renderKinds(const FailureCounts& failures, const RunResult* result) {
    m_shown = failures.total();
    std::vector<FailureCounts::Entry> entries(failures.entries().begin(), failures.entries().end());
    std::ranges::stable_sort(entries, std::greater{}, &FailureCounts::Entry::count);
    m_kinds.clear();
    QList<QList<TableCell>> rows;
    for (const FailureCounts::Entry& entry : entries) {
        const FailureWords words = wordsFor(entry.kind);
        m_kinds.push_back(entry.kind);
        const auto count = static_cast<double>(entry.count);
        const Times times = result != nullptr ? timesOf(entry.kind, *result) : Times{};
        rows << QList<TableCell>{words.what,
                                 words.remedy,
                                 {format::count(entry.count), count},
                                 {format::share(entry.count, m_shown), count},
                                 timeCell(times.first),
                                 timeCell(times.last)};
    }
    m_table->setRows(rows, 2);
}

// Examples are kept by class: where there is none of the very kind, one of its class will do.
void ErrorsPanel::showExample() {
    const auto row =
        static_cast<std::size_t>(m_table->givenRow(std::max(m_table->currentRow(), 0)));
    if (row >= m_kinds.size() || m_examples.empty())
        return m_exchange->show(nullptr, tr("An example is shown here when the run has ended."));
    const FailureKind kind = m_kinds[row];
    auto found =
        std::ranges::find_if(m_examples, [kind](const Exchange& e) { return e.failure == kind; });
    if (found == m_examples.end())
        found = std::ranges::find_if(
            m_examples, [kind](const Exchange& e) { return e.failure->group == kind.group; });
    m_exchange->show(found != m_examples.end() ? &*found : nullptr,
                     tr("No example of this kind was kept."));
}

void ErrorsPanel::renderEmpty(const RunView& view) {
    if (view.isActive())
        m_empty->setWords(tr("No request has failed so far."), {});
    else if (view.result != nullptr)
        m_empty->setWords(tr("No request failed in this run."), tr("Submit again"));
    else
        m_empty->setWords(tr("Requests that fail are listed here by kind."), tr("Submit"));
}

} // namespace squall
