#pragma once

#include "ui/loadwords.h"
#include "ui/planpage.h"

class QComboBox;

namespace squall {

class CountEdit;
class FieldEdit;
class StagesPreview;
class TimeEdit;

/// How hard: as fast as connections allow, at a rate, or in stages; and with how many connections
/// and threads.
class LoadPage final : public PlanPage {
    Q_OBJECT

public:
    explicit LoadPage(QWidget* parent = nullptr);

    void setPlan(const TestPlan& plan) override;
    void readInto(TestPlan& plan, FieldProblems& problems) const override;
    [[nodiscard]] QStringList summary() const override;
    void render(bool isEditable, const FieldProblems& problems) override;

    /// The load ends with its last stage.
    [[nodiscard]] bool isStaged() const;

signals:
    void loadChosen(bool isStaged); ///< by the user

private:
    using Model = loadwords::Model;

    void placeFields();
    void readModel(TestPlan& plan, FieldProblems& problems) const;
    [[nodiscard]] Model model() const;

    QComboBox* const m_model;
    CountEdit* const m_connections;
    FieldEdit* const m_rate;
    QComboBox* const m_arrivals;
    FieldEdit* const m_stages;
    StagesPreview* const m_preview;
    TimeEdit* const m_warmUp;
    FieldEdit* const m_threads;
};

} // namespace squall
