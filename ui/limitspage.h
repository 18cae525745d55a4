#pragma once

#include "ui/planpage.h"

class QCheckBox;

namespace squall {

class FieldEdit;
class SizeEdit;
class TimeEdit;

/// How long things may take and be, what the run must keep, and what stops it early.
class LimitsPage final : public PlanPage {
    Q_OBJECT

public:
    explicit LimitsPage(QWidget* parent = nullptr);

    void setPlan(const TestPlan& plan) override;
    void readInto(TestPlan& plan, FieldProblems& problems) const override;
    [[nodiscard]] QStringList summary() const override;

private:
    TimeEdit* const m_timeout;
    TimeEdit* const m_connectTimeout;
    TimeEdit* const m_idleTimeout;
    SizeEdit* const m_maxBody;
    FieldEdit* const m_thresholds;
    FieldEdit* const m_abortOn;
    QCheckBox* const m_keepAlive;
};

} // namespace squall
