#include "app/windowlaunches.h"

#include <cstdint>
#include <utility>

#include "app/options.h"
#include "core/results/report.h"
#include "core/results/resultreader.h"
#include "core/run/demoprocess.h"
#include "core/run/planfile.h"
#include "ui/format.h"
#include "ui/helpdialogs.h"
#include "ui/mainwindow.h"

namespace squall {

namespace {

constexpr std::uint64_t firstRequests = 10'000;

void bringToFront(QWidget& window, const QByteArray& token) {
    if (!window.isVisible())
        return window.show();
    if (!token.isEmpty())
        qputenv("XDG_ACTIVATION_TOKEN", token); // where Qt's Wayland plugin looks for it
    window.setWindowState(window.windowState() & ~Qt::WindowMinimized);
    window.raise();
    window.activateWindow();
}

} // namespace

WindowLaunches::WindowLaunches(MainWindow* window, const DemoProcess* demo)
    : m_window(window)
    , m_demo(demo) {
    connect(&window->controller(), &RunController::changed, this, &WindowLaunches::fillIn);
}

void WindowLaunches::take(const Launch& launch) {
    bringToFront(*m_window, launch.activationToken);
    if (launch.target.isEmpty())
        return;
    m_target = launch.target.toStdString();
    fillIn();
}

void WindowLaunches::fillIn() {
    if (!m_target || m_window->controller().isActive())
        return;
    const std::string target = *std::exchange(m_target, std::nullopt);
    if (target.starts_with('/') && reportFormatOf(target) == ReportFormat::Bundle)
        return openRun(target);
    const Result<TestPlan> plan = planOf(target);
    if (plan)
        return m_window->setPlan(*plan);
    showProblem(m_window, tr("The plan cannot be opened."), format::sentence(plan.error().detail));
}

void WindowLaunches::openRun(const std::string& path) {
    const Result<RunResult> run = readResultFile(path);
    if (run)
        return m_window->showRun(*run);
    showProblem(m_window, tr("The run cannot be opened."),
                format::sentence(path + ": " + run.error().detail));
}

Result<TestPlan> WindowLaunches::planOf(const std::string& target) const {
    TestPlan plan;
    plan.requests = firstRequests;
    plan.url = target;
    plan.routing.proxy = systemProxy;
    if (target.starts_with('/')) {
        Result<TestPlan> read = readPlanFile(target);
        if (!read)
            return read;
        plan = *std::move(read);
    }
    plan.url = m_demo->resolved(plan.url);
    return plan;
}

} // namespace squall
