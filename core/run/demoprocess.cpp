#include "core/run/demoprocess.h"

#include <csignal>
#include <utility>

#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <QCoreApplication>

#include "core/http/url.h"
#include "core/net/endpoint.h"
#include "core/plan/planjson.h"

namespace squall {

namespace {

constexpr int startTimeoutMs = 5000;
constexpr int stopTimeoutMs = 500;

// Runs between fork and exec: only what is async-signal-safe.
void prepareChild(int listenFd, pid_t parent) {
    fcntl(listenFd, F_SETFD, 0);
    // Ctrl-C in a terminal is for the parent, which still wants its answers.
    setpgid(0, 0);
    sigset_t none;
    sigemptyset(&none);
    pthread_sigmask(SIG_SETMASK, &none, nullptr);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    // The parent may have died before it could be watched.
    if (getppid() != parent)
        _exit(1);
}

} // namespace

DemoProcess::DemoProcess(QObject* parent, QString program)
    : QObject(parent)
    , m_program(std::move(program)) {}

DemoProcess::~DemoProcess() {
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.terminate();
    if (m_process.waitForFinished(stopTimeoutMs))
        return;
    m_process.kill();
    m_process.waitForFinished();
}

Result<> DemoProcess::reserve() {
    auto listener = listenOnLoopback(0);
    if (!listener)
        return std::unexpected(std::move(listener.error()));
    m_listener = std::move(*listener);
    m_port = Endpoint::ofSocket(m_listener.get()).port();
    return {};
}

std::string DemoProcess::url() const {
    return m_port == 0 ? std::string() : "http://127.0.0.1:" + std::to_string(m_port) + "/";
}

bool DemoProcess::serves(const std::string& url) const {
    const auto parsed = parseUrl(url);
    return m_port != 0 && parsed && !parsed->isTls && parsed->port == m_port &&
           (parsed->host == "127.0.0.1" || parsed->host == "localhost");
}

std::string DemoProcess::named(const std::string& url) const {
    return serves(url) ? std::string(demoAddress) + parseUrl(url)->target : url;
}

std::string DemoProcess::resolved(const std::string& url) const {
    if (m_port == 0 || !url.starts_with(demoAddress))
        return url;
    const std::string path = url.substr(demoAddress.size());
    return this->url() + (path.starts_with('/') ? path.substr(1) : path);
}

Result<> DemoProcess::ensureRunning() {
    if (!m_listener.isOpen())
        return fail(ErrorCode::SystemFailed, "no port was reserved for the built-in target");
    // The death of the child may wait for an event loop to hear of it.
    if (m_process.state() != QProcess::NotRunning && !m_process.waitForFinished(0))
        return {};
    const QString program =
        m_program.isEmpty() ? QCoreApplication::applicationFilePath() : m_program;
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_process.setStandardInputFile(QProcess::nullDevice());
    m_process.setStandardOutputFile(QProcess::nullDevice());
    m_process.setChildProcessModifier(
        [fd = m_listener.get(), parent = getpid()] { prepareChild(fd, parent); });
    m_process.start(program, {"demo", "--listen-fd", QString::number(m_listener.get())});
    if (!m_process.waitForStarted(startTimeoutMs))
        return fail(ErrorCode::SystemFailed, "cannot start " + program.toStdString() + ": " +
                                                 m_process.errorString().toStdString());
    return {};
}

Result<> DemoProcess::serve(TestPlan& plan) {
    Result<> ready = m_port == 0 ? reserve() : Result<>();
    if (ready)
        ready = ensureRunning();
    if (ready)
        plan.url = url() + parseUrl(plan.url).value_or(Url{}).target.substr(1);
    return ready;
}

} // namespace squall
