#include "ui/headerspage.h"

#include <algorithm>

#include <QStringList>

#include "core/plan/secrets.h"
#include "ui/format.h"
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
    m_removed.clear();
    std::vector<HeaderField> headers = plan.headers;
    for (HeaderField& header : headers) {
        if (header.value != masked || !isSecretHeader(header.name))
            continue;
        m_removed.push_back(header.name);
        header.value.clear();
    }
    m_table->setHeaders(headers);
}

void HeadersPage::readInto(TestPlan& plan, FieldProblems& problems) const {
    plan.headers = m_table->headers();
    for (HeaderField& header : plan.headers) {
        if (!header.value.empty() || std::ranges::find(m_removed, header.name) == m_removed.end())
            continue;
        header.value = masked; // so that setPlan() knows it again
        problems.emplace(PlanField::Headers,
                         tr("Type the value of %1 again, or take the header away.")
                             .arg(format::visible(QString::fromStdString(header.name))));
    }
}

QStringList HeadersPage::summary() const {
    const int count = static_cast<int>(m_table->headers().size());
    if (count == 0)
        return {};
    return {count == 1 ? tr("1 header") : tr("%1 headers", nullptr, count).arg(count)};
}

} // namespace squall
