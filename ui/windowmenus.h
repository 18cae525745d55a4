#pragma once

#include <QKeySequence>
#include <QObject>

#include "core/run/runresult.h"

class QAction;
class QMainWindow;
class QMenu;

namespace squall {

/// The menus and keys of the window. A held key does nothing.
class WindowMenus final : public QObject {
    Q_OBJECT

public:
    /// Fills the menu bar of `window`, whose child this becomes.
    explicit WindowMenus(QMainWindow* window, int tabs);

    void render(RunState state);

signals:
    void submitAsked();
    void cancelAsked();
    void quitAsked();
    void urlAsked();
    void tabAsked(int index);
    void shortcutsAsked();
    void aboutAsked();

private:
    using Signal = void (WindowMenus::*)();

    QAction* add(QMenu* menu, const QString& text, const QString& name,
                 const QList<QKeySequence>& keys, Signal signal);

    QAction* m_submit = nullptr;
    QAction* m_cancel = nullptr;
};

} // namespace squall
