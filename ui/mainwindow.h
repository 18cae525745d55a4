#pragma once

#include <functional>
#include <memory>

#include <QElapsedTimer>
#include <QMainWindow>

#include "core/plan/testplan.h"
#include "ui/runcontroller.h"
#include "ui/runstarter.h"

namespace squall {

class DemoProcess;
class DesktopNotices;
class HistoryRecorder;
class PlanActions;
class WindowParts;

/// The one window. What it shows is a function of RunController's state and of what stands in its
/// fields; render() and renderFigures() are the only places that set widgets. GUI thread.
class MainWindow final : public QMainWindow {
    Q_OBJECT

public:
    /// Asks whether to stop the run and quit, and calls `onAnswer` once, then or later.
    using CloseQuestion = std::function<void(std::function<void(bool stop)> onAnswer)>;

    /// `demo` has reserved its port; its address is filled in. It may be null, and must outlive
    /// the window.
    explicit MainWindow(DemoProcess* demo, QWidget* parent = nullptr);
    ~MainWindow() override;

    /// Fills the fields in. What has no field is kept for the run.
    void setPlan(const TestPlan& plan);

    /// Fills the fields in from a plan file; one that cannot be used is said in a dialog.
    void openPlan(const QString& path);

    /// What stands in the fields; where one is wrong, what it was before.
    [[nodiscard]] TestPlan plan() const;

    /// Keeps every run from now on and shows those that were kept; it outlives the window.
    void setHistory(HistoryRecorder* recorder);

    /// A run of before, with its plan in the fields, unless one is active.
    void showRun(RunResult result);

    /// As the button does, without its guard against double clicks. Wrong fields are named in
    /// place.
    void submit();

    /// Ends a run that is active, leaving no engine thread, and closes the window without asking.
    void quitNow();

    /// In place of a dialog.
    void setCloseQuestion(CloseQuestion question);
    void setPublicQuestion(RunStarter::PublicQuestion question);

    [[nodiscard]] const RunController& controller() const { return m_controller; }

protected:
    void closeEvent(QCloseEvent* event) override;
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void makeParts();
    void connectParts();
    void connectMenus();
    void connectActions();
    void speakAnew();
    void onLanguageChosen();

    void activateButton();
    void askToSubmit();
    void onStateChanged();
    void onProgressed();
    void onCloseAnswered(bool stop);
    void endWithSession();
    void copyDetails();
    void exportRun(const RunResult& result);
    [[nodiscard]] bool isGuarded() const;

    void render();
    void renderFigures(const RunView& view);

    DemoProcess* const m_demo;
    HistoryRecorder* m_history = nullptr;
    RunController m_controller;
    CloseQuestion m_closeQuestion;
    RunState m_shown = RunState::Idle;
    QElapsedTimer m_sinceSubmit;
    QElapsedTimer m_sinceRole; ///< since the button changed its meaning
    QElapsedTimer m_sinceFigures;
    bool m_isAsking = false;
    bool m_isQuitting = false;
    bool m_wasShown = false;
    bool m_keepsFocus = false;    ///< the button had it before it was disabled
    bool m_isLanguageDue = false; ///< another one, when the run has ended
    bool m_willSpeakAnew = false;

    PlanActions* m_actions = nullptr;
    RunStarter* m_starter = nullptr;
    DesktopNotices* m_notices = nullptr;
    std::unique_ptr<WindowParts> m_parts;
};

} // namespace squall
