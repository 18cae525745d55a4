#pragma once

#include <QElapsedTimer>
#include <QObject>

#include "ui/runview.h"

class QWidget;

namespace squall {

/// What the desktop hears of a run over the session bus: its progress on the icon in the taskbar
/// (com.canonical.Unity.LauncherEntry, at most once a second), and a notification at the end of one
/// that took long while nobody looked. Without a bus nothing happens. GUI thread.
class DesktopNotices final : public QObject {
    Q_OBJECT

public:
    static constexpr Nanoseconds longRun = std::chrono::seconds(10);

    /// `window`: nobody looks while it is not active.
    explicit DesktopNotices(QWidget* window);

    void render(const RunView& view, const QString& url);

private:
    void showProgress(const RunView& view);
    void notify(const RunView& view, const QString& url);

    QWidget* const m_window;
    RunState m_shown = RunState::Idle;
    QElapsedTimer m_sinceProgress;
    bool m_isProgressShown = false;
};

} // namespace squall
