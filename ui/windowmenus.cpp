#include "ui/windowmenus.h"

#include <QAction>
#include <QMainWindow>
#include <QMenuBar>
#include <QShortcut>

namespace squall {

WindowMenus::WindowMenus(QMainWindow* window, int tabs)
    : QObject(window) {
    QMenu* const file = window->menuBar()->addMenu(tr("&File"));
    add(file, tr("&Quit"), QStringLiteral("quitAction"), {QKeySequence(tr("Ctrl+Q"))},
        &WindowMenus::quitAsked)
        ->setMenuRole(QAction::QuitRole);

    QMenu* const run = window->menuBar()->addMenu(tr("&Run"));
    m_submit = add(
        run, tr("&Submit"), QStringLiteral("submitAction"),
        {QKeySequence(tr("Ctrl+Return")), QKeySequence(tr("Ctrl+Enter")), QKeySequence(tr("F5"))},
        &WindowMenus::submitAsked);
    m_cancel = add(run, tr("&Cancel"), QStringLiteral("cancelAction"), {QKeySequence(tr("Esc"))},
                   &WindowMenus::cancelAsked);

    QMenu* const help = window->menuBar()->addMenu(tr("&Help"));
    add(help, tr("&Keyboard Shortcuts"), QStringLiteral("shortcutsAction"),
        {QKeySequence(tr("F1"))}, &WindowMenus::shortcutsAsked);
    help->addSeparator();
    add(help, tr("&About Squall"), QStringLiteral("aboutAction"), {}, &WindowMenus::aboutAsked)
        ->setMenuRole(QAction::AboutRole);

    const auto* const toUrl = new QShortcut(QKeySequence(tr("Ctrl+L")), window);
    connect(toUrl, &QShortcut::activated, this, &WindowMenus::urlAsked);
    for (int tab = 0; tab < tabs; ++tab) {
        const QKeySequence keys(QStringLiteral("Ctrl+%1").arg(tab + 1));
        const auto* const toTab = new QShortcut(keys, window);
        connect(toTab, &QShortcut::activated, this, [this, tab] { emit tabAsked(tab); });
    }
}

QAction* WindowMenus::add(QMenu* menu, const QString& text, const QString& name,
                          const QList<QKeySequence>& keys, Signal signal) {
    QAction* const action = menu->addAction(text);
    action->setObjectName(name);
    action->setShortcuts(keys);
    action->setAutoRepeat(false);
    connect(action, &QAction::triggered, this, signal);
    return action;
}

void WindowMenus::render(RunState state) {
    const bool isActive = state != RunState::Idle && !hasEnded(state);
    m_submit->setEnabled(!isActive);
    m_cancel->setEnabled(isActive && state != RunState::Cancelling);
}

} // namespace squall
