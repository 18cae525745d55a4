// Is what a run says true? Against servers that know their own delays and count, and with a
// generator that is really kept from working.

#include <atomic>
#include <random>
#include <thread>

#include <sched.h>

#include <QTest>

#include "tests/support/runner.h"
#include "tests/support/testserver.h"

using namespace squall;
using namespace squall::test;
using namespace std::chrono_literals;

namespace {

Reply delayed(std::chrono::milliseconds delay) {
    Reply reply = okReply();
    reply.writes.front().after = delay;
    return reply;
}

/// Good answers, failures, cuts, resets, ends of kept connections and silence, in a fixed mix.
Reply trouble(std::uint64_t number) {
    switch (number % 23) {
    case 2:
        return rawReply("HTTP/1.1 500 Oops\r\nContent-Length: 2\r\n\r\nno");
    case 5:
        return rawReply("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", Reply::Then::Close);
    case 9:
        return rawReply("HTTP/1.1 200", Reply::Then::Reset);
    case 13:
        return rawReply("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", Reply::Then::Close);
    case 17:
        return silence();
    case 21:
        return rawReply("garbage\r\n\r\n");
    default:
        return okReply();
    }
}

/// Uses up the processor that the calling process is bound to.
class Burners final {
public:
    explicit Burners(int threads) {
        for (int i = 0; i < threads; ++i)
            m_threads.emplace_back([this](const std::stop_token& stop) {
                while (!stop.stop_requested())
                    m_turns.fetch_add(1, std::memory_order_relaxed);
            });
    }

private:
    std::atomic<std::uint64_t> m_turns{0}; // written by every burner, read by nobody
    std::vector<std::jthread> m_threads;
};

/// Binds the calling thread, and those that it makes from now on, to one processor.
class Bound final {
public:
    Bound() {
        sched_getaffinity(0, sizeof m_before, &m_before);
        cpu_set_t one;
        CPU_ZERO(&one);
        CPU_SET(static_cast<std::size_t>(sched_getcpu()), &one);
        sched_setaffinity(0, sizeof one, &one);
    }

    ~Bound() { sched_setaffinity(0, sizeof m_before, &m_before); }

    Bound(const Bound&) = delete;
    Bound& operator=(const Bound&) = delete;

private:
    cpu_set_t m_before{};
};

void verifyBalance(const RunResult& result) {
    const Ledger& ledger = result.counts.ledger;
    QCOMPARE(ledger.scheduled(), ledger.sent + ledger.dropped);
    QCOMPARE(ledger.sent, ledger.ok + ledger.failed + ledger.unanswered());
    QCOMPARE(result.counts.failures.total(), ledger.failed);
    QCOMPARE(result.counts.service.count(), ledger.ok);
    QCOMPARE(result.counts.failed.count(), ledger.failed);
}

} // namespace

class TestTruth final : public QObject {
    Q_OBJECT

private slots:
    void countsAgreeWithTheServersInEveryModel_data();
    void countsAgreeWithTheServersInEveryModel();
    void cancelAtAnyMomentBalances();
    void aBimodalServerIsSeenAsOne();
    void theStallFollowsFromTheArithmetic();
    void aSlowServerIsNoLimitOfTheGenerator();
    void aGeneratorWithoutAProcessorIsCalledLimited();
};

void TestTruth::countsAgreeWithTheServersInEveryModel_data() {
    QTest::addColumn<double>("rate");
    QTest::addColumn<int>("arrivals");
    QTest::addColumn<bool>("stages");
    QTest::addColumn<quint32>("threads");
    QTest::newRow("closed") << 0.0 << 0 << false << 1u;
    QTest::newRow("closed, three threads") << 0.0 << 0 << false << 3u;
    QTest::newRow("constant") << 1000.0 << int(Arrivals::Constant) << false << 2u;
    QTest::newRow("poisson") << 1000.0 << int(Arrivals::Poisson) << false << 2u;
    QTest::newRow("stages of the rate") << 100.0 << int(Arrivals::Constant) << true << 1u;
    QTest::newRow("stages of connections") << 0.0 << 0 << true << 2u;
}

void TestTruth::countsAgreeWithTheServersInEveryModel() {
    QFETCH(double, rate);
    QFETCH(int, arrivals);
    QFETCH(bool, stages);
    QFETCH(quint32, threads);
    TestServer server([](auto number, const auto&) { return trouble(number); });
    TestPlan plan = planFor(server.url(), 600, 20);
    plan.method = "POST"; // never sent twice, so that every one on the wire is one in the ledger
    plan.timeout = 100ms;
    plan.threads = threads;
    plan.arrivals = static_cast<Arrivals>(arrivals);
    if (rate > 0)
        plan.rate = rate;
    if (stages) {
        plan.stageOf = rate > 0 ? StageOf::Rate : StageOf::Connections;
        plan.stages = {{2s, rate > 0 ? 1000.0 : 20.0}, {20s, rate > 0 ? 1000.0 : 20.0}};
    }
    const auto test = runToEnd(plan);
    const RunResult& result = *test->result();
    QCOMPARE(test->state(), RunState::Finished);
    verifyBalance(result);
    QCOMPARE(result.counts.ledger.scheduled(), quint64{600});
    QCOMPARE(result.counts.ledger.dropped, quint64{0});
    QCOMPARE(result.counts.ledger.unanswered(), quint64{0});
    // A request on a connection that the server has just closed fails without arriving there.
    const std::uint64_t lost = result.counts.ledger.sent - server.requests();
    QVERIFY2(lost <=
                 failuresOf(*test, FailureClass::Closed) + failuresOf(*test, FailureClass::Reset),
             qPrintable(QString::number(lost)));
    QCOMPARE(failuresOf(*test, FailureClass::Timeout) > 0, true);
    QCOMPARE(failuresOf(*test, FailureClass::Protocol) > 0, true);
    QCOMPARE(result.counts.statuses[500], failuresOf(*test, FailureClass::Status));
}

void TestTruth::cancelAtAnyMomentBalances() {
    TestServer server([](auto number, const auto&) { return trouble(number); });
    std::mt19937 random(5);
    for (int i = 0; i < 60; ++i) {
        TestPlan plan = planFor(server.url(), maxRequests, 10);
        plan.threads = 2;
        plan.timeout = 30ms;
        if (i % 2 == 1) {
            plan.requests.reset();
            plan.duration = 1h;
            plan.rate = 3000;
        }
        const std::uint64_t before = server.requests();
        StressTest test(plan);
        test.start();
        const std::uint64_t enough = random() % 200;
        QTRY_VERIFY((test.poll(), test.progress().counts.ledger.completed() >= enough));
        test.cancel();
        waitForEnd(test);
        QCOMPARE(test.state(), RunState::Cancelled);
        verifyBalance(*test.result());
        QTRY_VERIFY(!test.hasThreads());
        const ConnectionCounts& connections = test.result()->counts.connections;
        QVERIFY(server.requests() - before <=
                test.result()->counts.ledger.sent + connections.retried);
    }
}

void TestTruth::aBimodalServerIsSeenAsOne() {
    TestServer server(
        [](auto number, const auto&) { return delayed(number % 10 == 9 ? 50ms : 5ms); });
    const auto test = runToEnd(planFor(server.url(), 400, 1));
    const Histogram& service = test->result()->counts.service;
    QCOMPARE(service.count(), quint64{400});
    QVERIFY(service.min() >= 5ms);
    QVERIFY(service.percentile(50) < 45ms);
    QVERIFY(service.percentile(89) < 45ms);
    QVERIFY(service.percentile(91) >= 49'500us);
    // 0.9 · 5 ms + 0.1 · 50 ms, and what the way takes.
    QVERIFY(service.mean() >= 9'500us);
}

// A stall of two seconds at 100/s on one connection: the request that is under way waits for it,
// the 200 behind it are due in its course, and wait on average one second.
void TestTruth::theStallFollowsFromTheArithmetic() {
    std::atomic<bool> stalled{false};
    TestServer server([&stalled](std::uint64_t number, const auto&) {
        const bool stalls = number >= 100 && !stalled.exchange(true);
        return stalls ? delayed(2000ms) : okReply();
    });
    TestPlan plan = planFor(server.url(), 1000, 1);
    plan.rate = 100;
    const auto test = runToEnd(plan);
    const Counts& counts = test->result()->counts;
    QCOMPARE(counts.ledger.ok, quint64{1000});
    std::uint64_t late = 0;
    for (std::size_t i = Histogram::indexOf(100ms); i < Histogram::bucketCount; ++i)
        late += counts.response.countAt(i);
    QVERIFY2(late >= 185 && late <= 205, qPrintable(QString::number(late)));
    QVERIFY(counts.response.max() >= 1990ms);
    // Of 1000 the 200th slowest is hardly late, the 100th half of the stall, the tenth nearly all.
    const double median = std::chrono::duration<double>(counts.response.percentile(90)).count();
    QVERIFY2(median > 0.9 && median < 1.15, qPrintable(QString::number(median)));
    QVERIFY(counts.response.percentile(99) > 1850ms);
    QVERIFY(counts.service.percentile(99) < 1500ms);
}

void TestTruth::aSlowServerIsNoLimitOfTheGenerator() {
    TestServer server([](auto, const auto&) { return delayed(20ms); });
    const auto test = runToEnd(planFor(server.url(), 200, 4));
    const Verdict& verdict = test->result()->verdict;
    QVERIFY2(verdict.validity != Validity::GeneratorLimited || verdict.loopBusy < 0.5,
             verdict.reasons.front().c_str());
    QVERIFY2(verdict.loopBusy < 0.5, qPrintable(QString::number(verdict.loopBusy)));
}

void TestTruth::aGeneratorWithoutAProcessorIsCalledLimited() {
    TestServer server([](auto, const auto&) { return okReply(); });
    const Bound bound;
    const Burners burners(6);
    TestPlan plan = planFor(server.url(), maxRequests, 16);
    plan.duration = 1s;
    const auto test = runToEnd(plan);
    const Verdict& verdict = test->result()->verdict;
    QCOMPARE(verdict.validity, Validity::GeneratorLimited);
    QVERIFY(!verdict.reasons.empty());
}

QTEST_GUILESS_MAIN(TestTruth)
#include "tst_truth.moc"
