// What this computer may run out of: descriptors and local ports. Told in words, counted as its own
// fault and not the server's, and over when they are back.

#include <algorithm>
#include <cstring>
#include <fstream>

#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <QTest>

#include "core/load/connection.h"
#include "tests/support/command.h"
#include "tests/support/misbehaviour.h"
#include "tests/support/processfacts.h"

using namespace squall;
using namespace squall::test;

namespace {

constexpr int fewPorts = 100;
bool hasFewPorts = false; // written by main() alone

/// A network of this process's own, in which few local ports are given out. False where that is
/// not allowed.
bool enterSmallNetwork() {
    if (unshare(CLONE_NEWNET) != 0 && unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0)
        return false;
    const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    ifreq loopback{};
    std::strcpy(loopback.ifr_name, "lo");
    loopback.ifr_flags = IFF_UP;
    const bool isUp = ioctl(fd, SIOCSIFFLAGS, &loopback) == 0;
    ::close(fd);
    std::ofstream range("/proc/sys/net/ipv4/ip_local_port_range");
    range << 40'000 << ' ' << 40'000 + fewPorts - 1 << std::flush;
    return isUp && range.good();
}

void setSoftLimit(rlim_t descriptors) {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = std::min(descriptors, limit.rlim_max);
    setrlimit(RLIMIT_NOFILE, &limit);
}

std::uint64_t countOf(const StressTest& test, FailureKind kind) {
    for (const auto& entry : test.progress().counts.failures.entries()) {
        if (entry.kind == kind)
            return entry.count;
    }
    return 0;
}

} // namespace

class TestShortage final : public QObject {
    Q_OBJECT

private slots:
    void descriptorsRunOutAndComeBack();
    void aPlanPastTheLimitIsRefusedInWords();
    void localPortsRunOutAndComeBack();
};

void TestShortage::descriptorsRunOutAndComeBack() {
    const TestServer server([](auto, const auto&) {
        return rawReply("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello", Reply::Then::Close);
    });
    const auto atRest = static_cast<rlim_t>(openDescriptors());
    TestPlan plan = planFor(server.url(), maxRequests, 8);
    plan.keepAlive = false;
    StressTest test(plan);
    test.start();
    const auto ok = [&test] { return test.progress().counts.ledger.ok; };
    QTRY_VERIFY((test.poll(), ok() > 50));
    setSoftLimit(atRest);
    const FailureKind shortage = failureOf(FailureClass::Connect, EMFILE);
    QTRY_VERIFY((test.poll(), countOf(test, shortage) > 8));
    setSoftLimit(RLIM_INFINITY);
    const std::uint64_t before = ok();
    QTRY_VERIFY((test.poll(), ok() > before + 50));
    test.cancel();
    waitForEnd(test);
    QCOMPARE(test.state(), RunState::Cancelled);
    QCOMPARE(test.result()->verdict.validity, Validity::GeneratorLimited);
    QCOMPARE(describe(shortage), std::string("no file descriptor was free here"));
    verifyBalance(test);
    QTRY_VERIFY(!test.hasThreads());
}

void TestShortage::aPlanPastTheLimitIsRefusedInWords() {
    const Ended ended = runCommand(
        QStringLiteral("/bin/sh"),
        {QStringLiteral("-c"), QStringLiteral("ulimit -n 64; exec '%1' run -c 500 127.0.0.1:1")
                                   .arg(QStringLiteral(SQUALL_EXECUTABLE))});
    QCOMPARE(ended.exitCode, 104);
    const QString words = QString::fromUtf8(ended.err);
    QVERIFY2(words.contains(QStringLiteral("than the 64 that")), qPrintable(words));
    QVERIFY2(words.contains(QStringLiteral("ulimit -Hn")), qPrintable(words));
}

void TestShortage::localPortsRunOutAndComeBack() {
    if (!hasFewPorts)
        QSKIP("a network of its own is not allowed here");
    const TestServer server([](auto, const auto&) { return okReply(); });
    const auto crowded = runToEnd(planFor(server.url(), 5'000, 2 * fewPorts));
    QCOMPARE(crowded->state(), RunState::Finished);
    const Counts& counts = crowded->result()->counts;
    const FailureKind shortage = failureOf(FailureClass::Connect, EADDRNOTAVAIL);
    QVERIFY(countOf(*crowded, shortage) >= fewPorts);
    QCOMPARE(counts.ledger.failed, countOf(*crowded, shortage));
    QCOMPARE(describe(shortage), std::string("no local port was free here"));
    QVERIFY(!crowded->result()->warnings.empty());
    QCOMPARE(crowded->result()->verdict.validity, Validity::GeneratorLimited);
    QCOMPARE(server.requests(), counts.ledger.ok);
    verifyBalance(*crowded);

    // The ports of closed connections come back one by one (TIME_WAIT).
    const auto goesWellAgain = [&server] {
        const auto again = runToEnd(planFor(server.url(), 100, fewPorts / 4));
        return again->progress().counts.ledger.ok == 100;
    };
    QTRY_VERIFY_WITH_TIMEOUT(goesWellAgain(), 90'000);
}

// By hand, since the network changes before anything is opened in it.
int main(int argc, char** argv) {
    hasFewPorts = enterSmallNetwork();
    QCoreApplication application(argc, argv);
    TestShortage test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_shortage.moc"
