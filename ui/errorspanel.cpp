#include "ui/errorspanel.h"

#include <algorithm>
#include <vector>

#include <QStringList>

#include "ui/copytable.h"
#include "ui/emptypage.h"
#include "ui/failurewords.h"
#include "ui/format.h"

namespace squall {

ErrorsPanel::ErrorsPanel(QWidget* parent)
    : QStackedWidget(parent)
    , m_empty(new EmptyPage(this))
    , m_table(new CopyTable({tr("Error"), tr("What to look at"), tr("Count"), tr("Share")}, this)) {
    setObjectName(QStringLiteral("errorsPanel"));
    m_table->setObjectName(QStringLiteral("errorList"));
    m_table->setAccessibleName(tr("Errors by kind"));
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setWideColumn(1);
    addWidget(m_empty);
    addWidget(m_table);
    connect(m_empty, &EmptyPage::activated, this, &ErrorsPanel::submitAsked);
}

void ErrorsPanel::render(const RunView& view) {
    const FailureCounts& failures = view.progress.counts.failures;
    const std::uint64_t total = failures.total();
    if (total == 0)
        renderEmpty(view);
    setCurrentIndex(total == 0 ? 0 : 1);
    if (total == m_shown)
        return;
    m_shown = total;
    std::vector<FailureCounts::Entry> entries(failures.entries().begin(), failures.entries().end());
    std::ranges::stable_sort(entries, std::greater{}, &FailureCounts::Entry::count);
    QList<QStringList> rows;
    for (const FailureCounts::Entry& entry : entries) {
        const FailureWords words = wordsFor(entry.kind);
        rows << QStringList{words.what, words.remedy, format::count(entry.count),
                            format::share(entry.count, total)};
    }
    m_table->setRows(rows, 2);
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
