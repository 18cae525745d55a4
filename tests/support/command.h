#pragma once

#include <QByteArray>
#include <QProcess>
#include <QStringList>

namespace squall::test {

/// What a command has left behind.
struct Ended {
    int exitCode = -1; ///< -1 too when it took longer than half a minute
    QByteArray out;
    QByteArray err;
};

/// Runs a program to its end. Its history and settings are below `home`, if that is given.
[[nodiscard]] inline Ended runCommand(const QString& program, const QStringList& arguments,
                                      const QString& home = {}) {
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const char* const folder : {"XDG_DATA_HOME", "XDG_CONFIG_HOME"}) {
        if (!home.isEmpty())
            environment.insert(QLatin1String(folder), home);
    }
    process.setProcessEnvironment(environment);
    process.start(program, arguments);
    if (!process.waitForFinished(30'000))
        return {};
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

} // namespace squall::test
