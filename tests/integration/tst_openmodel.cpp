#include <QTest>

#include "tests/support/runner.h"
#include "tests/support/testserver.h"

using namespace squall;
using namespace squall::test;

namespace {

using namespace std::chrono_literals;

double seconds(Nanoseconds time) {
    return std::chrono::duration<double>(time).count();
}

TestPlan openPlan(const std::string& url, double rate, Nanoseconds duration,
                  std::uint32_t connections) {
    TestPlan plan = planFor(url, 1, connections);
    plan.requests.reset();
    plan.duration = duration;
    plan.rate = rate;
    return plan;
}

Reply delayed(std::chrono::milliseconds delay) {
    Reply reply = okReply();
    reply.writes.front().after = delay;
    return reply;
}

} // namespace

/// Load at a rate, against servers that know their own delays.
class TestOpenModel : public QObject {
    Q_OBJECT

private slots:

    void sendsAsManyAsAreDue() {
        TestServer server([](auto, const auto&) { return okReply(); });
        const auto test = runToEnd(openPlan(server.url(), 500, 1s, 20));
        const Ledger& ledger = test->result()->counts.ledger;
        QCOMPARE(ledger.scheduled(), quint64{500});
        QCOMPARE(ledger.sent, server.requests());
        QCOMPARE(ledger.failed, quint64{0});
        QVERIFY(ledger.dropped <= 50);
        QCOMPARE(test->progress().permille(), 1000);
    }

    void countAndRateTogetherSendExactlyTheCount() {
        TestServer server([](auto, const auto&) { return okReply(); });
        TestPlan plan = openPlan(server.url(), 2000, 1s, 20);
        plan.duration.reset();
        plan.requests = 777;
        plan.threads = 2;
        const auto test = runToEnd(plan);
        QCOMPARE(test->state(), RunState::Finished);
        QCOMPARE(server.requests(), quint64{777});
        QCOMPARE(test->result()->counts.ledger.ok, quint64{777});
    }

    // It is due before its thread looks for the first time. One of five, since a busy machine may
    // keep it waiting too.
    void theFirstRequestDoesNotWaitForTheNextTick() {
        TestServer server([](auto, const auto&) { return okReply(); });
        TestPlan plan = openPlan(server.url(), 1, 1s, 1);
        plan.duration.reset();
        plan.requests = 1;
        Nanoseconds shortest = 1h;
        for (int i = 0; i < 5; ++i) {
            const auto test = runToEnd(plan);
            const Counts& counts = test->result()->counts;
            QCOMPARE(counts.ledger.ok, quint64{1});
            shortest = std::min(shortest, counts.response.max() - counts.service.max());
        }
        QVERIFY2(shortest < 10ms, qPrintable(QString::number(shortest.count())));
    }

    // One connection serves 10 requests/s; 50/s are due. The line grows by 40 each second, so the
    // waits are those of arithmetic, and what never had its turn is told.
    void whatWaitsInLineIsLateAndWhatIsNeverSentIsDropped() {
        TestServer server([](auto, const auto&) { return delayed(100ms); });
        const auto test = runToEnd(openPlan(server.url(), 50, 2s, 1));
        const Counts& counts = test->result()->counts;
        QCOMPARE(counts.ledger.scheduled(), quint64{100});
        QVERIFY(counts.ledger.dropped >= 78);
        QCOMPARE(counts.ledger.sent, server.requests());
        QVERIFY(seconds(counts.service.max()) < 0.3);
        // The last answer belongs to a request that was due long before.
        QVERIFY(seconds(counts.response.max()) > 1.2);
        // The server is slow, the generator is not: waiting in line is no lag of its own.
        QVERIFY(counts.lag.count() <= 3);
    }

    // A stall of 1 s at 100/s delays about 100 requests by half a second on average. A tool that
    // waits for answers would show one slow request.
    void aStallShowsInResponseAndHardlyInService() {
        std::atomic<bool> stalled{false};
        TestServer server([&](std::uint64_t number, const auto&) {
            const bool stalls = number == 100 && !stalled.exchange(true);
            return stalls ? delayed(1000ms) : okReply();
        });
        const auto test = runToEnd(openPlan(server.url(), 100, 3s, 1));
        const Counts& counts = test->result()->counts;
        QCOMPARE(counts.ledger.scheduled(), quint64{300});
        std::uint64_t delayedResponses = 0;
        std::uint64_t delayedServices = 0;
        for (std::size_t i = Histogram::indexOf(50ms); i < Histogram::bucketCount; ++i) {
            delayedResponses += counts.response.countAt(i);
            delayedServices += counts.service.countAt(i);
        }
        QVERIFY2(delayedResponses > 80 && delayedResponses < 130,
                 qPrintable(QString::number(delayedResponses)));
        QVERIFY2(delayedServices <= 20, qPrintable(QString::number(delayedServices)));
    }

    void theClosedModelHidesTheSameStall() {
        TestServer server([&](std::uint64_t number, const auto&) {
            return number == 100 ? delayed(1000ms) : delayed(10ms);
        });
        TestPlan plan = planFor(server.url(), 200, 1);
        const auto test = runToEnd(plan);
        const Counts& counts = test->result()->counts;
        QCOMPARE(counts.response.count(), quint64{0});
        QVERIFY(counts.service.percentile(99) < 500ms);
        QVERIFY(counts.service.max() >= 1s);
    }

    void aWarmUpIsSentAndLeftOutOfEveryFigure() {
        TestServer server([](std::uint64_t number, const auto&) {
            return number < 50 ? delayed(150ms) : okReply();
        });
        TestPlan plan = openPlan(server.url(), 100, 1s, 50);
        plan.warmUp = 1s;
        const auto test = runToEnd(plan);
        const Counts& counts = test->result()->counts;
        QCOMPARE(counts.ledger.scheduled(), quint64{100});
        QVERIFY(server.requests() >= 195);
        QVERIFY(counts.response.max() < 140ms);
        QVERIFY(seconds(test->result()->elapsed) < 1.5);
    }

    void aCountIsMeasuredAfterTheWarmUp() {
        TestServer server([](auto, const auto&) { return delayed(1ms); });
        TestPlan plan = planFor(server.url(), 300, 10);
        plan.warmUp = 200ms;
        const auto test = runToEnd(plan);
        QCOMPARE(test->result()->counts.ledger.ok, quint64{300});
        QVERIFY(server.requests() > 300);
    }

    void resetsOnTheWayKeepTheLedgerInBalance() {
        TestServer server([](std::uint64_t number, const auto&) {
            return number % 7 == 0 ? rawReply("", Reply::Then::Reset) : okReply();
        });
        const auto test = runToEnd(openPlan(server.url(), 1000, 1s, 10));
        const Counts& counts = test->result()->counts;
        QCOMPARE(counts.ledger.scheduled(), quint64{1000});
        QCOMPARE(counts.failures.total(), counts.ledger.failed);
        QVERIFY(counts.ledger.failed + counts.connections.retried > 100);
        // The last ones may be on their way when the run ends.
        QTRY_COMPARE(server.requests(), counts.ledger.sent + counts.connections.retried);
        QCOMPARE(counts.response.count(), counts.ledger.ok);
    }

    void cancelKeepsTheLedgerInBalance() {
        TestServer server([](auto, const auto&) { return delayed(50ms); });
        StressTest test(openPlan(server.url(), 2000, 1h, 20));
        test.start();
        QTRY_VERIFY((test.poll(), test.progress().counts.ledger.ok > 50));
        test.cancel();
        waitForEnd(test);
        const Ledger& ledger = test.result()->counts.ledger;
        QCOMPARE(test.state(), RunState::Cancelled);
        QVERIFY(ledger.dropped > 0);
        QVERIFY(ledger.unanswered() <= 20);
        QCOMPARE(ledger.sent, server.requests());
    }
};

QTEST_GUILESS_MAIN(TestOpenModel)
#include "tst_openmodel.moc"
