// Long and heavy runs that no test has the time for. `soak NAME…`, of:
//
//   load [MINUTES]   full rate (10 minutes) against a server that misbehaves with every tenth
//                    request and is restarted twice
//   silent [COUNT]   so many connections (10 000) to a server that never answers, then cancel
//   cycles [COUNT]   so many runs (1000) in this process that are cancelled as soon as they send
//
// Each prints its figures and fails when a bound is broken. Servers run in a process of their own.

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QTimer>

#include "core/load/describe.h"
#include "core/run/stresstest.h"
#include "tests/support/processfacts.h"
#include "tests/support/testserver.h"

using namespace squall;
using namespace squall::test;

namespace {

using std::chrono::milliseconds;

/// A child process that runs `serve`, which is told where to write the port.
class ServerProcess final {
public:
    explicit ServerProcess(const std::function<void(int)>& serve) {
        int ends[2] = {-1, -1};
        if (pipe(ends) != 0)
            std::abort();
        m_process = fork();
        if (m_process == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            serve(ends[1]);
            std::_Exit(EXIT_SUCCESS);
        }
        ::close(ends[1]);
        if (::read(ends[0], &m_port, sizeof m_port) != sizeof m_port)
            std::abort();
        ::close(ends[0]);
    }

    ~ServerProcess() {
        kill(m_process, SIGKILL);
        waitpid(m_process, nullptr, 0);
    }

    ServerProcess(const ServerProcess&) = delete;
    ServerProcess& operator=(const ServerProcess&) = delete;

    /// On to what `serve` does next, see waitForNudge().
    void nudge() const { kill(m_process, SIGUSR1); }

    [[nodiscard]] std::string url() const {
        return "http://127.0.0.1:" + std::to_string(m_port) + "/";
    }

private:
    pid_t m_process = -1;
    std::uint16_t m_port = 0;
};

void tellPort(int fd, const TestServer& server) {
    const std::uint16_t port = server.port();
    if (::write(fd, &port, sizeof port) != sizeof port)
        std::_Exit(EXIT_FAILURE);
}

[[noreturn]] void serveForEver(int fd, const TestServer::Script& script) {
    const TestServer server(script);
    tellPort(fd, server);
    for (;;)
        pause();
}

double residentMegabytes() {
    std::ifstream file("/proc/self/statm");
    long total = 0;
    long resident = 0;
    file >> total >> resident;
    return static_cast<double>(resident) * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1e6;
}

/// Polls as the window does, until `isOver`. False after `limit`.
bool pollUntil(StressTest& test, milliseconds limit, const std::function<bool()>& isOver) {
    QEventLoop loop;
    QElapsedTimer elapsed;
    elapsed.start();
    QTimer timer;
    QObject::connect(&timer, &QTimer::timeout, &loop, [&] {
        test.poll();
        if (isOver() || elapsed.hasExpired(limit.count()))
            loop.exit(isOver() ? EXIT_SUCCESS : EXIT_FAILURE);
    });
    timer.start(milliseconds(1));
    return loop.exec() == EXIT_SUCCESS;
}

/// What a run leaves open for the life of the process (what Qt and libc keep for later) is there
/// after the first one. It has two engine threads, as those have that are held against it: their
/// loops are there for as long as the run is.
int descriptorsAfterARun(const std::string& url) {
    TestPlan plan;
    plan.url = url;
    plan.requests = 2;
    plan.connections = 2;
    plan.threads = 2;
    plan.timeout = milliseconds(100);
    StressTest test(plan);
    test.start();
    pollUntil(test, std::chrono::seconds(10),
              [&] { return hasEnded(test.state()) && !test.hasThreads(); });
    return openDescriptors();
}

/// Prints a figure beside its bound. False when it is broken.
bool require(bool holds, const std::string& what) {
    std::printf("%-6s %s\n", holds ? "ok" : "BROKEN", what.c_str());
    std::fflush(stdout);
    return holds;
}

bool balances(const Counts& counts) {
    const Ledger& ledger = counts.ledger;
    return ledger.sent == ledger.completed() + ledger.unanswered() &&
           counts.failures.total() == ledger.failed && counts.service.count() == ledger.ok &&
           counts.failed.count() == ledger.failed;
}

std::string number(std::uint64_t value) {
    return std::to_string(value);
}

std::string number(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f", value);
    return text;
}

/// One way after the other to get an answer wrong.
Reply misbehave(std::uint64_t turn) {
    using Then = Reply::Then;
    const std::string head = "HTTP/1.1 200 OK\r\n";
    const std::string longBody = head + "Content-Length: 50000000\r\n\r\n"; // below --max-body
    switch (turn % 14) {
    case 0:
        return silence();
    case 1:
        return rawReply({}, Then::Close);
    case 2:
        return rawReply({}, Then::Reset);
    case 3:
        return rawReply(head + "Content-Le", Then::Close);
    case 4:
        return rawReply(longBody + "half", Then::Reset);
    case 5:
        return rawReply(longBody + "half", Then::HalfClose);
    case 6:
        return {{{longBody}, {std::string(4096, 'x'), milliseconds(1), true}}, Then::Keep};
    case 7:
        return rawReply("garbage\r\n\r\n");
    case 8:
        return rawReply(head + "Content-Length: -1\r\n\r\n");
    case 9:
        return rawReply(head + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n");
    case 10:
        return rawReply(head + "A: " + std::string(100'000, 'a'));
    case 11:
        return drippingReply(head + "Content-Length: 0\r\n\r\n", milliseconds(1));
    case 12:
        return rawReply(okReply().writes[0].bytes + "more");
    default:
        return rawReply("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n");
    }
}

/// In a ServerProcess that has blocked SIGUSR1.
void waitForNudge(const sigset_t& nudges) {
    int number = 0;
    sigwait(&nudges, &number);
}

/// Serves until it is nudged, is away until it is nudged again, and so on.
[[noreturn]] void serveBadly(int fd) {
    sigset_t nudges;
    sigemptyset(&nudges);
    sigaddset(&nudges, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &nudges, nullptr);
    const auto answer = [](std::uint64_t request, const auto&) {
        return request % 10 == 9 ? misbehave(request / 10) : okReply();
    };
    TestServerOptions options;
    for (;;) {
        {
            const TestServer server(answer, options);
            if (std::exchange(options.port, server.port()) == 0)
                tellPort(fd, server);
            waitForNudge(nudges);
        }
        waitForNudge(nudges);
    }
}

bool load(int minutes) {
    const std::chrono::seconds time = std::chrono::minutes(minutes);
    const ServerProcess server(&serveBadly);
    const int descriptors = descriptorsAfterARun(server.url());
    TestPlan plan;
    plan.url = server.url();
    plan.duration = time;
    plan.connections = 256;
    plan.threads = 2;
    plan.timeout = milliseconds(250);
    StressTest test(plan);
    test.start();
    for (const milliseconds goes : {milliseconds(time) / 3, 2 * milliseconds(time) / 3}) {
        QTimer::singleShot(goes, &test, [&server] { server.nudge(); });
        QTimer::singleShot(goes + std::chrono::seconds(2), &test, [&server] { server.nudge(); });
    }
    double early = 0;
    const bool ended = pollUntil(test, time + std::chrono::seconds(10), [&] {
        if (early == 0 && test.progress().elapsed > time / 10)
            early = residentMegabytes();
        return hasEnded(test.state());
    });
    if (!ended || test.result() == nullptr)
        return require(false, "the run ends on time");
    const double late = residentMegabytes();
    const Counts& counts = test.result()->counts;
    for (const auto& entry : counts.failures.entries())
        std::printf("       %12s  %s\n", number(entry.count).c_str(), describe(entry.kind).c_str());
    const auto slowest = std::chrono::ceil<milliseconds>(counts.failed.max());
    bool good = require(test.state() == RunState::Finished, "finished on time");
    good &= require(balances(counts), number(counts.ledger.sent) +
                                          " requests balance: " + number(counts.ledger.ok) +
                                          " ok, " + number(counts.ledger.failed) + " failed, " +
                                          number(counts.ledger.unanswered()) + " unanswered");
    good &=
        require(slowest < milliseconds(500), "no connection was stuck: the slowest failure took " +
                                                 number(std::uint64_t(slowest.count())) + " ms");
    good &=
        require(late - early < 16, "memory: " + number(early) + " MB after a tenth of the time, " +
                                       number(late) + " MB at the end");
    good &= require(pollUntil(test, milliseconds(2000), [&] { return !test.hasThreads(); }),
                    "every thread has ended");
    good &= require(openDescriptors() <= descriptors,
                    number(std::uint64_t(openDescriptors())) + " descriptors are open, " +
                        number(std::uint64_t(descriptors)) + " were before");
    return good;
}

bool silent(int connections) {
    const ServerProcess server(
        [](int fd) { serveForEver(fd, [](auto, const auto&) { return silence(); }); });
    const int descriptors = descriptorsAfterARun(server.url());
    TestPlan plan;
    plan.url = server.url();
    plan.duration = std::chrono::hours(1);
    plan.connections = static_cast<std::uint32_t>(connections);
    plan.timeout = std::chrono::hours(1);
    StressTest test(plan);
    test.start();
    const auto all = static_cast<std::uint32_t>(connections);
    if (!pollUntil(test, std::chrono::minutes(1),
                   [&] { return test.progress().connectionsOpen == all; }))
        return require(false, "every connection is open");
    QElapsedTimer timer;
    timer.start();
    test.cancel();
    const auto within = [&](int most, const std::string& what, const std::function<bool()>& is) {
        const bool came = pollUntil(test, std::chrono::seconds(10), is);
        const qint64 took = timer.elapsed();
        return require(came && took <= most, what + number(std::uint64_t(took)) + " ms");
    };
    bool good = within(100, "the result is there after ", [&] { return hasEnded(test.state()); });
    good &= within(500, "every connection is closed after ", [&] { return !test.hasThreads(); });
    const Counts& counts = test.result()->counts;
    good &= require(balances(counts) && counts.ledger.unanswered() == all,
                    number(counts.ledger.unanswered()) + " requests are unanswered");
    good &= require(openDescriptors() <= descriptors, "every descriptor is back");
    return good;
}

bool cycles(int count) {
    const ServerProcess server(
        [](int fd) { serveForEver(fd, [](auto, const auto&) { return okReply(); }); });
    int descriptors = 0;
    int threadsBefore = 0;
    double memory = 0;
    bool alwaysEnded = true;
    for (int i = 0; i < count && alwaysEnded; ++i) {
        if (i == count / 10) { // what Qt and libc keep for later is there by now
            descriptors = openDescriptors();
            threadsBefore = threads();
            memory = residentMegabytes();
        }
        TestPlan plan;
        plan.url = server.url();
        plan.duration = std::chrono::hours(1);
        plan.connections = 8;
        plan.threads = 2;
        StressTest test(plan);
        test.start();
        const auto started = [&] { return test.progress().counts.ledger.sent > 0; };
        alwaysEnded = pollUntil(test, std::chrono::seconds(10), started);
        test.cancel();
        alwaysEnded &= pollUntil(test, std::chrono::seconds(10),
                                 [&] { return hasEnded(test.state()) && !test.hasThreads(); });
        alwaysEnded &= test.result() != nullptr && balances(test.result()->counts);
    }
    bool good = require(alwaysEnded, number(std::uint64_t(count)) + " runs ended in balance");
    good &= require(openDescriptors() <= descriptors,
                    number(std::uint64_t(openDescriptors())) + " descriptors are open, " +
                        number(std::uint64_t(descriptors)) + " were");
    good &= require(threads() <= threadsBefore, number(std::uint64_t(threads())) +
                                                    " threads are there, " +
                                                    number(std::uint64_t(threadsBefore)) + " were");
    good &= require(residentMegabytes() - memory < 16, "memory: " + number(memory) + " MB then, " +
                                                           number(residentMegabytes()) + " MB now");
    return good;
}

} // namespace

int main(int argc, char** argv) {
    const std::string_view name = argc > 1 ? argv[1] : "";
    const int given = argc > 2 ? std::max(std::atoi(argv[2]), 1) : 0;
    QCoreApplication application(argc, argv);
    if (name == "load")
        return load(given > 0 ? given : 10) ? EXIT_SUCCESS : EXIT_FAILURE;
    if (name == "silent")
        return silent(given > 0 ? given : 10'000) ? EXIT_SUCCESS : EXIT_FAILURE;
    if (name == "cycles")
        return cycles(given > 0 ? given : 1000) ? EXIT_SUCCESS : EXIT_FAILURE;
    std::fputs("Usage: soak load [MINUTES] | silent [CONNECTIONS] | cycles [COUNT]\n", stderr);
    return EXIT_FAILURE;
}
