#pragma once

#include <optional>
#include <string>

#include <QObject>

#include "app/singleinstance.h"
#include "core/base/error.h"
#include "core/plan/testplan.h"

namespace squall {

class DemoProcess;
class MainWindow;

/// Shows in the window what somebody wants to see who starts Squall, for the first time or again.
/// GUI thread.
class WindowLaunches final : public QObject {
    Q_OBJECT

public:
    /// Both must outlive it.
    WindowLaunches(MainWindow* window, const DemoProcess* demo);

    /// Brings the window to the front, filled in. While a run is active its fields stay as they
    /// are, and are filled in when it has ended.
    void take(const Launch& launch);

private:
    void fillIn();
    void openRun(const std::string& path);
    [[nodiscard]] Result<TestPlan> planOf(const std::string& target) const;

    MainWindow* m_window;
    const DemoProcess* m_demo;
    std::optional<std::string> m_target; ///< yet to be filled in
};

} // namespace squall
