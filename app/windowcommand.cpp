#include "app/windowcommand.h"

#include <cstdio>
#include <filesystem>
#include <string>

#include <QApplication>
#include <QIcon>

#include "app/desktopservice.h"
#include "app/singleinstance.h"
#include "app/unixsignals.h"
#include "app/windowlaunches.h"
#include "core/results/historyrecorder.h"
#include "core/results/historystore.h"
#include "core/run/demoprocess.h"
#include "ui/appearance.h"
#include "ui/mainwindow.h"
#include "ui/settings.h"

namespace squall {

namespace {

QIcon programIcon() {
    QIcon icon;
    for (const int size : {16, 22, 24, 32, 48, 64, 128, 256})
        icon.addFile(QStringLiteral(":/icons/hicolor/%1x%1/apps/org.squall.Squall.png").arg(size));
    return icon;
}

/// What this process was started with. The one that takes it may stand in another folder.
Launch thisLaunch(const WindowCommand& command) {
    const bool isFile = isPlanFile(command.url) || isBundleFile(command.url);
    const std::string target =
        isFile ? std::filesystem::absolute(command.url).string() : command.url;
    return {QString::fromStdString(target), qgetenv("XDG_ACTIVATION_TOKEN")};
}

} // namespace

int showWindow(const WindowCommand& command) {
    QGuiApplication::setDesktopFileName(QStringLiteral("org.squall.Squall"));
    QApplication::setWindowIcon(programIcon());
    const Launch launch = thisLaunch(command);
    SingleInstance instance(SingleInstance::pathOfSession());
    if (instance.handOver(launch))
        return exitDone;

    appearance::applyLanguage();
    appearance::applyTheme();
    DemoProcess demo;
    if (const auto reserved = demo.reserve(); !reserved)
        std::fprintf(stderr, "squall: %s\n", reserved.error().detail.c_str());
    HistoryRecorder history(HistoryStore::usualPath(), settings::historyBound());
    MainWindow window(&demo);
    window.setHistory(&history);
    WindowLaunches launches(&window, &demo);
    QObject::connect(&instance, &SingleInstance::launched, &launches, &WindowLaunches::take);
    DesktopService service([&launches](const Launch& later) { launches.take(later); }, &launches);
    service.offer();
    UnixSignals interrupts;
    QObject::connect(&interrupts, &UnixSignals::interrupted, &window, &MainWindow::quitNow);
    launches.take(launch);
    return QApplication::exec();
}

} // namespace squall
