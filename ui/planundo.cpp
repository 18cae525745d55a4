#include "ui/planundo.h"

#include <utility>

#include <QScopedValueRollback>

namespace squall {

namespace {

constexpr std::chrono::milliseconds pause{600};

} // namespace

/// From one plan to another.
class PlanUndo::Step final : public QUndoCommand {
public:
    Step(PlanUndo* owner, TestPlan before, TestPlan after)
        : QUndoCommand(PlanUndo::tr("Change of the Plan"))
        , m_owner(owner)
        , m_before(std::move(before))
        , m_after(std::move(after)) {}

    void undo() override { m_owner->restore(m_before); }

    /// Called once when the step is made, too, when the fields hold it already.
    void redo() override {
        if (std::exchange(m_isMade, true))
            m_owner->restore(m_after);
    }

private:
    PlanUndo* const m_owner;
    const TestPlan m_before;
    const TestPlan m_after;
    bool m_isMade = false;
};

PlanUndo::PlanUndo(QObject* parent)
    : QObject(parent) {
    m_pause.setSingleShot(true);
    m_pause.setInterval(pause);
    connect(&m_pause, &QTimer::timeout, this, [this] { note(m_next); });
}

void PlanUndo::noteSoon(const TestPlan& plan) {
    if (m_isRestoring)
        return;
    m_next = plan;
    m_pause.start();
}

void PlanUndo::note(const TestPlan& plan) {
    m_pause.stop();
    if (m_isRestoring || plan == m_current)
        return;
    const TestPlan before = std::exchange(m_current, plan);
    m_stack.push(new Step(this, before, plan));
}

void PlanUndo::undo() {
    if (m_pause.isActive())
        note(m_next);
    m_stack.undo();
}

void PlanUndo::redo() {
    if (m_pause.isActive())
        note(m_next);
    m_stack.redo();
}

void PlanUndo::clear(const TestPlan& plan) {
    m_pause.stop();
    m_stack.clear();
    m_current = plan;
}

void PlanUndo::restore(const TestPlan& plan) {
    const QScopedValueRollback restoring(m_isRestoring, true);
    m_pause.stop();
    m_current = plan;
    emit restored(plan);
}

} // namespace squall
