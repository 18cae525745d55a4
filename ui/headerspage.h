#pragma once

#include "ui/planpage.h"

namespace squall {

class HeadersTable;

/// The headers of every request.
class HeadersPage final : public PlanPage {
    Q_OBJECT

public:
    explicit HeadersPage(QWidget* parent = nullptr);

    void setPlan(const TestPlan& plan) override;
    void readInto(TestPlan& plan, FieldProblems& problems) const override;
    [[nodiscard]] QStringList summary() const override;

private:
    HeadersTable* const m_table;
    std::vector<std::string> m_removed; ///< headers whose values are secrets that were not kept
};

} // namespace squall
