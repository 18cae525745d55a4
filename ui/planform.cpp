#include "ui/planform.h"

#include <QPointer>
#include <QWidget>

#include "core/http/url.h"
#include "core/run/demoprocess.h"
#include "ui/format.h"
#include "ui/optionspanel.h"
#include "ui/planeditor.h"

namespace squall {

PlanForm::PlanForm(PlanEditor* editor, OptionsPanel* options, const DemoProcess* demo,
                   QObject* parent)
    : QObject(parent)
    , m_editor(editor)
    , m_options(options)
    , m_demo(demo) {
    connect(m_editor, &PlanEditor::edited, this, &PlanForm::onEdited);
    connect(m_options, &OptionsPanel::edited, this, &PlanForm::onEdited);
    connect(m_editor, &PlanEditor::changed, this, &PlanForm::changed);
    connect(m_options, &OptionsPanel::changed, this, &PlanForm::onChanged);
    connect(m_options, &OptionsPanel::loadChosen, m_editor, &PlanEditor::setStaged);
}

void PlanForm::fill(TestPlan plan) {
    if (const auto url = parseUrl(plan.url); url && !url->userInfo.empty() && plan.user.empty()) {
        plan.user = url->userInfo;
        plan.url = url->toString();
    }
    m_plan = plan;
    m_editor->setPlan(plan);
    m_options->setPlan(plan);
    m_problems.clear();
    emit changed();
}

TestPlan PlanForm::readFields(FieldProblems& problems) const {
    TestPlan plan = m_plan;
    m_editor->readInto(plan, problems);
    m_options->readInto(plan, problems);
    return plan;
}

TestPlan PlanForm::plan() const {
    FieldProblems ignored;
    return readFields(ignored);
}

std::optional<TestPlan> PlanForm::exactPlan() {
    finishTyping();
    m_problems.clear();
    return unlessWrong(readFields(m_problems));
}

std::optional<TestPlan> PlanForm::runnablePlan() {
    finishTyping();
    return unlessWrong(findProblems());
}

void PlanForm::check() {
    findProblems();
    emit changed();
}

TestPlan PlanForm::findProblems() {
    FieldProblems problems;
    TestPlan plan = readFields(problems);
    if (const auto url = parseUrl(plan.url); problems.empty() && url && !url->userInfo.empty()) {
        fill(plan);
        plan = readFields(problems);
    }
    if (m_demo != nullptr)
        plan.url = m_demo->resolved(plan.url);
    for (const PlanProblem& problem : validate(plan))
        problems.emplace(problem.field, format::problem(problem));
    m_problems = problems;
    return plan;
}

std::optional<TestPlan> PlanForm::unlessWrong(TestPlan plan) {
    emit changed();
    if (m_problems.empty())
        return plan;
    focusFirstProblem();
    return std::nullopt;
}

// A cell of a table takes over what is typed into it when it loses the focus.
void PlanForm::finishTyping() {
    QWidget* const window = m_editor->window();
    const QPointer<QWidget> focused = window->focusWidget();
    window->setFocus();
    if (focused != nullptr && focused->isVisible())
        focused->setFocus();
}

void PlanForm::blame(PlanField field, const QString& words) {
    m_problems[field] = words;
}

void PlanForm::focusFirstProblem() {
    for (const auto& [field, words] : m_problems) {
        if (m_editor->focusField(field) || m_options->focusField(field))
            return;
    }
}

void PlanForm::onEdited(PlanField field) {
    m_problems.erase(field);
    onChanged();
}

void PlanForm::onChanged() {
    FieldProblems problems;
    const TestPlan plan = readFields(problems);
    if (problems.empty())
        emit planEdited(plan);
    emit changed();
}

void PlanForm::render(bool isEditable) {
    m_editor->render(isEditable, m_options->isStaged(), m_problems);
    m_options->render(isEditable, m_problems);
}

} // namespace squall
