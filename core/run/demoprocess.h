#pragma once

#include <cstdint>
#include <string>

#include <QObject>
#include <QProcess>
#include <QString>

#include "core/base/error.h"
#include "core/base/uniquefd.h"
#include "core/plan/testplan.h"

namespace squall {

/// The demo target as a child process (`squall demo`) that cannot outlive this one, even when this
/// one is killed. The port is reserved first, so that the address can be shown before anything
/// runs, and is the same for the whole life of the object. The listening socket stays open here:
/// connections that are made while no child runs wait in its queue. GUI thread or any other with a
/// Qt event loop; the child ends with the thread that started it.
class DemoProcess final : public QObject {
    Q_OBJECT

public:
    /// `program`: the squall executable; empty means the one that runs.
    explicit DemoProcess(QObject* parent = nullptr, QString program = {});
    /// Asks the child to stop, and ends it after 500 ms.
    ~DemoProcess() override;

    /// Takes a free port of 127.0.0.1. Call at most once.
    [[nodiscard]] Result<> reserve();

    /// "http://127.0.0.1:41234/"; empty before reserve().
    [[nodiscard]] std::string url() const;

    /// Whether `url` leads to this target, whatever its path.
    [[nodiscard]] bool serves(const std::string& url) const;

    /// `url` as it can be kept: "demo:/path" where it leads to this target, whose port is another
    /// one the next time; any other as it is.
    [[nodiscard]] std::string named(const std::string& url) const;

    /// The other way round.
    [[nodiscard]] std::string resolved(const std::string& url) const;

    /// Starts the child unless it runs. Connections made from now on are answered, since the port
    /// listens already. ErrorCode::SystemFailed when it cannot be started.
    [[nodiscard]] Result<> ensureRunning();

    /// Reserves and starts what is not yet, and has `plan` lead here, to the path of its URL.
    [[nodiscard]] Result<> serve(TestPlan& plan);

    /// Of the child; 0 when none runs.
    [[nodiscard]] qint64 processId() const { return m_process.processId(); }

private:
    QString m_program;
    UniqueFd m_listener;
    std::uint16_t m_port = 0;
    QProcess m_process;
};

} // namespace squall
