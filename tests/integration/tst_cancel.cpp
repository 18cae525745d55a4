// Cancel at any moment and with any number of connections: the result is whole and is there at
// once, and nothing of the run is left behind.

#include <memory>
#include <random>
#include <set>
#include <string>

#include <sys/resource.h>

#include <QTest>

#include "core/run/demoprocess.h"
#include "tests/support/misbehaviour.h"
#include "tests/support/processfacts.h"

using namespace squall;
using namespace squall::test;
using namespace std::chrono_literals;

namespace {

constexpr int cycles = 1000;

/// Ten connections on two threads that go on until they are cancelled; every other time at a rate.
TestPlan endlessPlan(const TestServer& server, int number) {
    TestPlan plan = planFor(server.url(), maxRequests, 10);
    plan.threads = 2;
    plan.timeout = 30ms;
    if (number % 2 == 1) {
        plan.requests.reset();
        plan.duration = 1h;
        plan.rate = 3000;
    }
    return plan;
}

} // namespace

class TestCancel final : public QObject {
    Q_OBJECT

private slots:
    void atAThousandMomentsLeavesABalanceAndNothingElse();
    void holdsWithAnyNumberOfConnections_data();
    void holdsWithAnyNumberOfConnections();
};

// From before the first connection to some hundred requests later.
void TestCancel::atAThousandMomentsLeavesABalanceAndNothingElse() {
    const TestServer server([](auto number, const auto&) { return trouble(number); });
    std::mt19937 random(5);
    std::set<std::string> ids;
    int descriptors = 0;
    int threadsBefore = 0;
    std::uint64_t completed = 0;
    std::uint64_t sent = 0;
    for (int i = 0; i < cycles; ++i) {
        if (i == 10) { // what Qt and libc keep for later is there by now
            descriptors = openDescriptors();
            threadsBefore = threads();
        }
        StressTest test(endlessPlan(server, i));
        const Nanoseconds moment =
            monotonicNow() + std::chrono::microseconds(random() % (i % 10 == 0 ? 40'000 : 8'000));
        test.start();
        QVERIFY(waitUntil([&] { return test.poll(), monotonicNow() >= moment; }));
        test.cancel();
        waitForEnd(test);
        QCOMPARE(test.state(), RunState::Cancelled);
        QVERIFY(test.result() != nullptr);
        verifyBalance(test);
        const Counts counts = test.result()->counts;
        QVERIFY(waitUntil([&test] { return !test.hasThreads(); }));
        // Some of it the server may see only later, in the queue of its connections.
        sent += counts.ledger.sent + counts.connections.retried;
        QVERIFY(server.requests() <= sent);
        QVERIFY(test.result()->counts.ledger == counts.ledger); // nothing is added afterwards
        QVERIFY(ids.insert(test.id()).second);
        completed += counts.ledger.completed();
    }
    QVERIFY(completed > cycles);
    QTRY_COMPARE(server.openConnections(), std::int64_t{0});
    QTRY_COMPARE(openDescriptors(), descriptors);
    QTRY_COMPARE(threads(), threadsBefore);
}

void TestCancel::holdsWithAnyNumberOfConnections_data() {
    QTest::addColumn<quint32>("connections");
    QTest::newRow("1") << 1u;
    QTest::newRow("1000") << 1'000u;
    QTest::newRow("10 000") << 10'000u;
}

// The server is a process of its own, whose descriptors are not ours.
void TestCancel::holdsWithAnyNumberOfConnections() {
    QFETCH(quint32, connections);
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_max < connections + 200)
        QSKIP("too few descriptors may be opened here");
    DemoProcess demo(nullptr, QStringLiteral(SQUALL_EXECUTABLE));
    QVERIFY(demo.reserve().has_value());
    QVERIFY(demo.ensureRunning().has_value());
    QCOMPARE(runToEnd(planFor(demo.url(), 1, 1))->state(), RunState::Finished);
    const int descriptors = openDescriptors();

    TestPlan plan = planFor(demo.url() + "delay/60s", maxRequests, connections);
    plan.timeout = 1h;
    plan.connectTimeout = 60s;
    auto test = std::make_unique<StressTest>(plan);
    test->start();
    QVERIFY(waitUntil(
        [&] { return test->poll(), test->progress().counts.ledger.sent == connections; }));
    test->cancel();
    waitForEnd(*test);
    QCOMPARE(test->state(), RunState::Cancelled);
    QCOMPARE(test->result()->counts.ledger.unanswered(), quint64{connections});
    verifyBalance(*test);
    QVERIFY(waitUntil([&test] { return !test->hasThreads(); }));
    test.reset();
    QTRY_COMPARE(openDescriptors(), descriptors);
}

QTEST_GUILESS_MAIN(TestCancel)
#include "tst_cancel.moc"
