#include <csignal>
#include <cstdio>
#include <string>
#include <vector>

#include <QApplication>
#include <QCoreApplication>

#include "app/complaint.h"
#include "app/democommand.h"
#include "app/options.h"
#include "app/runcommand.h"
#include "app/windowcommand.h"
#include "core/base/version.h"

namespace {

using namespace squall;

bool hasDisplay() {
    return !qEnvironmentVariableIsEmpty("DISPLAY") ||
           !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY") ||
           !qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM");
}

void nameApplication() {
    QCoreApplication::setApplicationName(QStringLiteral("Squall"));
    QCoreApplication::setOrganizationName(QStringLiteral("Squall"));
    QCoreApplication::setApplicationVersion(QStringLiteral(SQUALL_VERSION));
}

/// Runs a command that needs Qt's application object.
template <typename Application, typename Options>
int runCommand(int (*command)(const Options&), const Options& options, int argc, char** argv) {
    const Application application(argc, argv);
    nameApplication();
    return command(options);
}

/// What the window would do first, for those who have none.
Command withoutDisplay(const WindowCommand& command) {
    std::fputs("squall: there is no display here, so this run shows in the terminal.\n"
               "        For the window start squall in a desktop session, over ssh -X, or under\n"
               "        xvfb-run. For more in the terminal see squall run --help.\n",
               stderr);
    return parseCommandLine({"run", "-n", "10k", command.url.empty() ? "demo:" : command.url});
}

int run(const Command& command, int argc, char** argv) {
    if (const auto* usage = std::get_if<UsageError>(&command)) {
        complain(usage->line);
        return exitUsage;
    }
    if (const auto* print = std::get_if<PrintCommand>(&command))
        return std::fputs(print->text.c_str(), stdout) >= 0 ? exitDone : exitInternal;
    if (const auto* pages = std::get_if<PagesCommand>(&command))
        return writePages(*pages);
    if (const auto* demo = std::get_if<DemoCommandOptions>(&command))
        return runDemo(*demo);
    if (const auto* compare = std::get_if<CompareCommand>(&command))
        return runCommand<QCoreApplication>(runCompare, *compare, argc, argv);
    if (const auto* history = std::get_if<HistoryCommand>(&command))
        return runCommand<QCoreApplication>(runHistory, *history, argc, argv);
    if (const auto* terminal = std::get_if<RunCommand>(&command))
        return runCommand<QCoreApplication>(runInTerminal, *terminal, argc, argv);
    const auto& window = std::get<WindowCommand>(command);
    return hasDisplay() ? runCommand<QApplication>(showWindow, window, argc, argv)
                        : run(withoutDisplay(window), argc, argv);
}

} // namespace

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN); // a reader that is gone is an error of writing, no end
    return run(squall::parseCommandLine({argv + 1, argv + argc}), argc, argv);
}
