#include "ui/windowparts.h"

#include <utility>

#include <QMainWindow>
#include <QMenuBar>
#include <QStatusBar>
#include <QVBoxLayout>

#include "core/run/demoprocess.h"
#include "ui/optionspanel.h"
#include "ui/planform.h"
#include "ui/runstatus.h"
#include "ui/submitbutton.h"
#include "ui/windowmenus.h"

namespace squall {

WindowParts::WindowParts(QMainWindow* window, const DemoProcess* demo, QUndoStack* changes)
    : m_window(window)
    , m_central(new QWidget(window))
    , button(new SubmitButton(m_central))
    , editor(new PlanEditor(demo != nullptr ? demo->url() : std::string(), button, m_central))
    , options(new OptionsPanel(m_central))
    , form(new PlanForm(editor, options, demo, window))
    , status(new RunStatus(window->statusBar(), m_central))
    , tabs(new RunTabs(m_central))
    , menus(new WindowMenus(window, tabs, changes)) {
    button->setObjectName(QStringLiteral("submitButton"));
    arrange();
    window->setCentralWidget(m_central);
    m_central->show();
    orderTabs();
}

// At once: two of a name would stand beside each other otherwise.
WindowParts::~WindowParts() {
    delete form;
    delete menus;
    delete m_window->takeCentralWidget();
    delete m_window->menuBar();
    delete m_window->statusBar();
}

void WindowParts::arrange() {
    auto* const rows = new QVBoxLayout(m_central);
    rows->setContentsMargins(18, 12, 18, 6);
    rows->setSpacing(8);
    rows->addWidget(editor);
    rows->addSpacing(2);
    rows->addWidget(status);
    rows->addWidget(options);
    rows->addWidget(tabs, 1);
}

void WindowParts::orderTabs() {
    QList<QWidget*> order = editor->fields();
    order << button << options->fields() << status->fields() << tabs << editor->tryButton();
    for (qsizetype i = 1; i < order.size(); ++i)
        QWidget::setTabOrder(order[i - 1], order[i]);
}

WindowParts::Kept WindowParts::kept() const {
    const QWidget* const focused = m_window->focusWidget();
    return {.plan = form->plan(),
            .amount = editor->kept(),
            .options = FieldTexts::of(*options),
            .isUnfolded = options->isUnfolded(),
            .hasProblems = form->hasProblems(),
            .page = options->page(),
            .tabs = tabs->kept(),
            .focused = focused != nullptr ? focused->objectName() : QString()};
}

void WindowParts::restore(Kept kept) {
    form->fill(std::move(kept.plan));
    editor->restore(kept.amount);
    kept.options.putBack(*options);
    if (kept.hasProblems)
        form->check();
    options->setUnfolded(kept.isUnfolded);
    options->setPage(kept.page);
    tabs->restore(std::move(kept.tabs));
    auto* const focused =
        kept.focused.isEmpty() ? nullptr : m_window->findChild<QWidget*>(kept.focused);
    (focused != nullptr ? focused : button)->setFocus();
}

} // namespace squall
