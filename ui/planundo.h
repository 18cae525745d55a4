#pragma once

#include <QTimer>
#include <QUndoStack>

#include "core/plan/testplan.h"

namespace squall {

/// The changes of a plan, to be taken back one by one. What is typed in one go is one step. GUI
/// thread.
class PlanUndo final : public QObject {
    Q_OBJECT

public:
    explicit PlanUndo(QObject* parent = nullptr);

    /// The stack, as it goes, would tell those who listen and are half gone themselves.
    ~PlanUndo() override { m_stack.blockSignals(true); }

    /// `plan` is what the fields hold now. A step is made when nothing has changed for a moment.
    void noteSoon(const TestPlan& plan);

    /// As above, at once.
    void note(const TestPlan& plan);

    /// One step back or forth; what was just typed is one already.
    void undo();
    void redo();

    /// Forgets every step.
    void clear(const TestPlan& plan);

    [[nodiscard]] QUndoStack* stack() { return &m_stack; }

signals:
    void restored(const squall::TestPlan& plan); ///< put this into the fields

private:
    class Step;

    void restore(const TestPlan& plan);

    QUndoStack m_stack;
    QTimer m_pause;
    TestPlan m_current;
    TestPlan m_next = m_current; // a second list of statuses is more than g++ 12 can follow
    bool m_isRestoring = false;
};

} // namespace squall
