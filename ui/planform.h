#pragma once

#include <optional>

#include <QObject>

#include "core/plan/testplan.h"
#include "ui/fieldproblems.h"

namespace squall {

class DemoProcess;
class OptionsPanel;
class PlanEditor;

/// All fields of a plan together: fills them in, reads them, and says in place what is wrong. What
/// has no field stays as it was filled in. GUI thread.
class PlanForm final : public QObject {
    Q_OBJECT

public:
    /// All live as long as this; `demo`, which may be null, is what "demo:" leads to.
    PlanForm(PlanEditor* editor, OptionsPanel* options, const DemoProcess* demo, QObject* parent);

    /// The user and password of an address move to fields of their own.
    void fill(TestPlan plan);

    /// What stands in the fields; where one is wrong, what it was before.
    [[nodiscard]] TestPlan plan() const;

    /// Nothing when a field cannot be read, which is said in place.
    [[nodiscard]] std::optional<TestPlan> exactPlan();

    /// Nothing when the plan could not run either; as above. Its address is one of http.
    [[nodiscard]] std::optional<TestPlan> runnablePlan();

    /// Says in place what keeps the plan from running.
    void check();

    [[nodiscard]] bool hasProblems() const { return !m_problems.empty(); }

    /// Marks a field as wrong until it is edited.
    void blame(PlanField field, const QString& words);

    void focusFirstProblem();

    void render(bool isEditable);

signals:
    void changed();                                ///< render() has something new to show
    void planEdited(const squall::TestPlan& plan); ///< and every field can be read

private:
    void onEdited(PlanField field);
    void onChanged();
    void finishTyping();
    TestPlan findProblems();
    [[nodiscard]] TestPlan readFields(FieldProblems& problems) const;
    [[nodiscard]] std::optional<TestPlan> unlessWrong(TestPlan plan);

    PlanEditor* const m_editor;
    OptionsPanel* const m_options;
    const DemoProcess* const m_demo;
    TestPlan m_plan; ///< as it was filled in
    FieldProblems m_problems;
};

} // namespace squall
