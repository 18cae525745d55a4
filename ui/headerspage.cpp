#include "ui/headerspage.h"

#include <QStringList>

#include "ui/headerstable.h"

namespace squall {

HeadersPage::HeadersPage(QWidget* parent)
    : PlanPage(parent)
    , m_table(new HeadersTable(this)) {
    m_table->setToolTip(tr("A header a row; Delete takes the selected ones away, and lines of "
                           "\"Name: value\" can be pasted"));
    place(m_table, QStringLiteral("headersTable"), tr("Headers:"), PlanField::Headers,
          Width::Whole);
    connect(m_table, &HeadersTable::headersChanged, this,
            [this] { emit edited(PlanField::Headers); });
}

void HeadersPage::setPlan(const TestPlan& plan) {
    m_table->setHeaders(plan.headers);
}

void HeadersPage::readInto(TestPlan& plan, FieldProblems&) const {
    plan.headers = m_table->headers();
}

QStringList HeadersPage::summary() const {
    const int count = static_cast<int>(m_table->headers().size());
    if (count == 0)
        return {};
    return {count == 1 ? tr("1 header") : tr("%1 headers", nullptr, count).arg(count)};
}

} // namespace squall
