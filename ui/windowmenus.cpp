#include "ui/windowmenus.h"

#include <QAction>
#include <QFileInfo>
#include <QMainWindow>
#include <QMenuBar>
#include <QShortcut>
#include <QTabWidget>
#include <QUndoStack>

#include "ui/format.h"

namespace squall {

WindowMenus::WindowMenus(QMainWindow* window, QTabWidget* tabs, QUndoStack* changes)
    : QObject(window)
    , m_changes(changes) {
    addFileMenu(window);
    addEditMenu(window);
    addRunMenu(window);
    addViewMenu(window, tabs);
    addHelpMenu(window);
    // It goes with the menus: a second one of that key would be none.
    const auto* const toUrl = new QShortcut(QKeySequence(tr("Ctrl+L")), window->menuBar());
    connect(toUrl, &QShortcut::activated, this, &WindowMenus::urlAsked);
}

void WindowMenus::addFileMenu(QMainWindow* window) {
    QMenu* const file = window->menuBar()->addMenu(tr("&File"));
    m_open = add(file, tr("&Open Plan…"), QStringLiteral("openAction"),
                 {QKeySequence(tr("Ctrl+O"))}, &WindowMenus::openAsked);
    m_recent = file->addMenu(tr("&Recent Plans"));
    m_recent->setObjectName(QStringLiteral("recentMenu"));
    add(file, tr("&Save Plan"), QStringLiteral("saveAction"), {QKeySequence(tr("Ctrl+S"))},
        &WindowMenus::saveAsked);
    add(file, tr("Save Plan &As…"), QStringLiteral("saveAsAction"),
        {QKeySequence(tr("Ctrl+Shift+S"))}, &WindowMenus::saveAsAsked);
    file->addSeparator();
    m_export = add(file, tr("&Export Result…"), QStringLiteral("exportAction"),
                   {QKeySequence(tr("Ctrl+E"))}, &WindowMenus::exportAsked);
    file->addSeparator();
    add(file, tr("&Quit"), QStringLiteral("quitAction"), {QKeySequence(tr("Ctrl+Q"))},
        &WindowMenus::quitAsked)
        ->setMenuRole(QAction::QuitRole);
}

void WindowMenus::addEditMenu(QMainWindow* window) {
    QMenu* const edit = window->menuBar()->addMenu(tr("&Edit"));
    m_undo = add(edit, tr("&Undo Change of the Plan"), QStringLiteral("undoAction"),
                 {QKeySequence(tr("Ctrl+Z"))}, &WindowMenus::undoAsked);
    m_redo = add(edit, tr("&Redo Change of the Plan"), QStringLiteral("redoAction"),
                 {QKeySequence(tr("Ctrl+Shift+Z"))}, &WindowMenus::redoAsked);
    edit->addSeparator();
    add(edit, tr("Copy as &squall run"), QStringLiteral("copyRunAction"), {},
        &WindowMenus::copyRunAsked);
    add(edit, tr("Copy as &curl"), QStringLiteral("copyCurlAction"), {},
        &WindowMenus::copyCurlAsked);
    edit->addSeparator();
    add(edit, tr("Se&ttings…"), QStringLiteral("settingsAction"), {}, &WindowMenus::settingsAsked)
        ->setMenuRole(QAction::PreferencesRole);
}

void WindowMenus::addRunMenu(QMainWindow* window) {
    QMenu* const run = window->menuBar()->addMenu(tr("&Run"));
    m_submit = add(
        run, tr("&Submit"), QStringLiteral("submitAction"),
        {QKeySequence(tr("Ctrl+Return")), QKeySequence(tr("Ctrl+Enter")), QKeySequence(tr("F5"))},
        &WindowMenus::submitAsked);
    m_try = add(run, tr("Try &Once"), QStringLiteral("tryOnceAction"), {QKeySequence(tr("Ctrl+T"))},
                &WindowMenus::tryAsked);
    m_capacity = add(run, tr("Find Ca&pacity…"), QStringLiteral("capacityAction"), {},
                     &WindowMenus::capacityAsked);
    m_cancel = add(run, tr("&Cancel"), QStringLiteral("cancelAction"), {QKeySequence(tr("Esc"))},
                   &WindowMenus::cancelAsked);
}

// An action for each tab, with Ctrl and its number.
void WindowMenus::addViewMenu(QMainWindow* window, QTabWidget* tabs) {
    QMenu* const view = window->menuBar()->addMenu(tr("&View"));
    for (int tab = 0; tab < tabs->count(); ++tab) {
        QAction* const action = view->addAction(tabs->tabText(tab));
        QList<QKeySequence> keys = {QKeySequence(QStringLiteral("Ctrl+%1").arg(tab + 1))};
        if (tabs->widget(tab)->objectName() == QStringLiteral("historyPanel"))
            keys << QKeySequence(tr("Ctrl+H"));
        action->setShortcuts(keys);
        connect(action, &QAction::triggered, tabs, [tabs, tab] { tabs->setCurrentIndex(tab); });
    }
}

void WindowMenus::addHelpMenu(QMainWindow* window) {
    QMenu* const help = window->menuBar()->addMenu(tr("&Help"));
    add(help, tr("&Keyboard Shortcuts"), QStringLiteral("shortcutsAction"),
        {QKeySequence(tr("F1"))}, &WindowMenus::shortcutsAsked);
    help->addSeparator();
    add(help, tr("&About Squall"), QStringLiteral("aboutAction"), {}, &WindowMenus::aboutAsked)
        ->setMenuRole(QAction::AboutRole);
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

void WindowMenus::setRecentPlans(const QStringList& paths) {
    m_recent->clear();
    for (const QString& path : paths) {
        QString name = format::visible(QFileInfo(path).fileName());
        QAction* const action = m_recent->addAction(name.replace(QLatin1Char('&'), "&&"));
        action->setToolTip(format::visible(path));
        connect(action, &QAction::triggered, this, [this, path] { emit recentAsked(path); });
    }
    m_recent->setEnabled(!paths.isEmpty());
}

void WindowMenus::render(const RunView& view) {
    const bool isActive = view.isActive();
    m_open->setEnabled(!isActive);
    m_recent->setEnabled(!isActive && !m_recent->isEmpty());
    m_undo->setEnabled(!isActive && m_changes->canUndo());
    m_redo->setEnabled(!isActive && m_changes->canRedo());
    m_export->setEnabled(view.result != nullptr);
    m_submit->setEnabled(!isActive);
    m_try->setEnabled(!isActive);
    m_capacity->setEnabled(!isActive);
    m_cancel->setEnabled(isActive && view.state != RunState::Cancelling);
}

} // namespace squall
