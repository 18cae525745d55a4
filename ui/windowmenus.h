#pragma once

#include <QKeySequence>
#include <QObject>

#include "ui/runview.h"

class QAction;
class QMainWindow;
class QMenu;
class QTabWidget;
class QUndoStack;

namespace squall {

/// The menus and keys of the window. A held key does nothing.
class WindowMenus final : public QObject {
    Q_OBJECT

public:
    /// Fills the menu bar of `window`, whose child this becomes.
    explicit WindowMenus(QMainWindow* window, QTabWidget* tabs, QUndoStack* changes);

    void render(const RunView& view);

    /// Files that were opened or saved, the last ones first.
    void setRecentPlans(const QStringList& paths);

signals:
    void openAsked();
    void recentAsked(const QString& path);
    void saveAsked();
    void saveAsAsked();
    void exportAsked();
    void quitAsked();
    void undoAsked();
    void redoAsked();
    void copyRunAsked();
    void copyCurlAsked();
    void settingsAsked();
    void submitAsked();
    void tryAsked();
    void capacityAsked();
    void cancelAsked();
    void urlAsked();
    void shortcutsAsked();
    void aboutAsked();

private:
    using Signal = void (WindowMenus::*)();

    void addFileMenu(QMainWindow* window);
    void addEditMenu(QMainWindow* window);
    void addRunMenu(QMainWindow* window);
    void addViewMenu(QMainWindow* window, QTabWidget* tabs);
    void addHelpMenu(QMainWindow* window);
    QAction* add(QMenu* menu, const QString& text, const QString& name,
                 const QList<QKeySequence>& keys, Signal signal);

    QMenu* m_recent = nullptr;
    QAction* m_open = nullptr;
    QAction* m_export = nullptr;
    QAction* m_submit = nullptr;
    QAction* m_try = nullptr;
    QAction* m_capacity = nullptr;
    QAction* m_cancel = nullptr;
    QAction* m_undo = nullptr;
    QAction* m_redo = nullptr;
    QUndoStack* const m_changes;
};

} // namespace squall
