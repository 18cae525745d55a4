#pragma once

#include "ui/planpage.h"

class QComboBox;

namespace squall {

class FieldEdit;

/// What is asked: the method, and the user's word for the run.
class RequestPage final : public PlanPage {
    Q_OBJECT

public:
    explicit RequestPage(QWidget* parent = nullptr);

    void setPlan(const TestPlan& plan) override;
    void readInto(TestPlan& plan, FieldProblems& problems) const override;
    [[nodiscard]] QStringList summary() const override;

private:
    QComboBox* const m_method;
    FieldEdit* const m_label;
};

} // namespace squall
