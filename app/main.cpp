#include <csignal>
#include <cstdio>
#include <string>
#include <vector>

#include <QApplication>
#include <QCoreApplication>

#include "app/democommand.h"
#include "app/options.h"
#include "app/runcommand.h"
#include "app/unixsignals.h"
#include "core/base/version.h"
#include "core/run/demoprocess.h"
#include "ui/mainwindow.h"

namespace {

using namespace squall;

constexpr std::uint64_t demoRequests = 10'000;

bool hasDisplay() {
    return qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY") ||
           qEnvironmentVariableIsSet("QT_QPA_PLATFORM");
}

void nameApplication() {
    QCoreApplication::setApplicationName(QStringLiteral("Squall"));
    QCoreApplication::setOrganizationName(QStringLiteral("Squall"));
    QCoreApplication::setApplicationVersion(QStringLiteral(SQUALL_VERSION));
}

int runTerminalCommand(const RunCommand& command, int argc, char** argv) {
    const QCoreApplication application(argc, argv);
    nameApplication();
    return runInTerminal(command);
}

/// What the window would do first, for those who have none.
int runWithoutDisplay(const WindowCommand& command, int argc, char** argv) {
    std::fputs("squall: there is no display here, so this run shows in the terminal.\n"
               "        For the window start squall in a desktop session, over ssh -X, or under\n"
               "        xvfb-run. For more in the terminal see squall run --help.\n",
               stderr);
    RunCommand run;
    run.usesDemo = command.url.empty();
    run.plan.url = run.usesDemo ? "127.0.0.1" : command.url;
    run.plan.requests = demoRequests;
    if (const auto problems = validate(run.plan); !problems.empty()) {
        std::fprintf(stderr, "squall: URL: %s\n", problems.front().message.c_str());
        return exitUsage;
    }
    return runTerminalCommand(run, argc, argv);
}

int showWindow(const WindowCommand& command, int argc, char** argv) {
    const QApplication application(argc, argv);
    nameApplication();
    DemoProcess demo;
    if (const auto reserved = demo.reserve(); !reserved)
        std::fprintf(stderr, "squall: %s\n", reserved.error().detail.c_str());
    MainWindow window(&demo);
    if (!command.url.empty()) {
        TestPlan plan;
        plan.url = command.url;
        plan.requests = demoRequests;
        window.setPlan(plan);
    }
    UnixSignals interrupts;
    QObject::connect(&interrupts, &UnixSignals::interrupted, &window, &MainWindow::quitNow);
    window.show();
    return QApplication::exec();
}

int run(const Command& command, int argc, char** argv) {
    if (const auto* usage = std::get_if<UsageError>(&command)) {
        std::fprintf(stderr, "squall: %s\n", usage->line.c_str());
        return exitUsage;
    }
    if (const auto* print = std::get_if<PrintCommand>(&command))
        return std::fputs(print->text.c_str(), stdout) >= 0 ? exitDone : exitInternal;
    if (const auto* demo = std::get_if<DemoCommandOptions>(&command))
        return runDemo(*demo);
    if (const auto* compare = std::get_if<CompareCommand>(&command))
        return runCompare(*compare);
    if (const auto* terminal = std::get_if<RunCommand>(&command))
        return runTerminalCommand(*terminal, argc, argv);
    const auto& window = std::get<WindowCommand>(command);
    return hasDisplay() ? showWindow(window, argc, argv) : runWithoutDisplay(window, argc, argv);
}

} // namespace

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN); // a reader that is gone is an error of writing, no end
    return run(squall::parseCommandLine({argv + 1, argv + argc}), argc, argv);
}
