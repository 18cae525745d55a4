// What a run must keep, what stops it early, and stages of connections, against a server that
// counts.

#include <QTest>

#include "tests/support/runner.h"
#include "tests/support/testserver.h"

using namespace squall;
using namespace squall::test;

namespace {

Reply failureReply() {
    return rawReply("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n");
}

Threshold bound(const char* text) {
    return parseThreshold(text).value();
}

bool balances(const Ledger& ledger, const TestServer& server) {
    return ledger.sent == ledger.completed() + ledger.unanswered() &&
           server.requests() >= ledger.completed() && server.requests() <= ledger.sent;
}

} // namespace

class TestBounds final : public QObject {
    Q_OBJECT

private slots:
    void thresholdsAreJudged();
    void aBoundStopsTheRun();
    void aBoundThatIsKeptStopsNothing();
    void stagesMoveTheConnections();
    void stagesEndWithTheRequests();
};

void TestBounds::thresholdsAreJudged() {
    const TestServer server([](auto, const auto&) { return okReply(); });
    TestPlan plan = planFor(server.url(), 1000, 4);
    plan.thresholds = {bound("errors<1%"), bound("max<1ns"), bound("p(50)<20s")};
    const auto test = runToEnd(plan);
    const RunResult& result = *test->result();
    QCOMPARE(result.thresholds.size(), std::size_t{3});
    QVERIFY(result.thresholds[0].passed);
    QVERIFY(!result.thresholds[1].passed);
    QCOMPARE(result.thresholds[1].time, result.counts.service.max());
    QVERIFY(result.thresholds[2].passed);
    QVERIFY(!result.keepsThresholds());
}

void TestBounds::aBoundStopsTheRun() {
    const TestServer server([](auto, const auto&) { return failureReply(); });
    TestPlan plan = planFor(server.url(), maxRequests, 4);
    plan.abortOn = {bound("p(50)>1h"), bound("errors>50%")};
    const auto test = runToEnd(plan);
    QCOMPARE(test->state(), RunState::Aborted);
    const RunResult& result = *test->result();
    QCOMPARE(result.state, RunState::Aborted);
    QCOMPARE(thresholdText(result.abortedBy->threshold), std::string("errors>50%"));
    QCOMPARE(result.abortedBy->number, 1.0);
    QVERIFY(!result.keepsThresholds());
    QVERIFY(balances(result.counts.ledger, server));
}

void TestBounds::aBoundThatIsKeptStopsNothing() {
    const TestServer server(
        [](auto number, const auto&) { return number % 4 == 0 ? failureReply() : okReply(); });
    TestPlan plan = planFor(server.url(), maxRequests, 4);
    plan.duration = std::chrono::milliseconds(1500);
    plan.abortOn = {bound("errors>50%")};
    const auto test = runToEnd(plan);
    QCOMPARE(test->state(), RunState::Finished);
    QVERIFY(test->result()->keepsThresholds());
}

void TestBounds::stagesMoveTheConnections() {
    const TestServer server([](auto, const auto&) { return okReply(); });
    TestPlan plan = planFor(server.url(), maxRequests, 1);
    plan.stageOf = StageOf::Connections;
    plan.stages = {{std::chrono::milliseconds(1000), 20},
                   {std::chrono::milliseconds(1000), 20},
                   {std::chrono::milliseconds(1000), 4}};
    plan.threads = 3;
    QVERIFY(validate(plan).empty());
    QCOMPARE(connectionsToOpen(plan), 20u);

    StressTest test(plan);
    test.start();
    std::uint32_t most = 0;
    std::uint32_t last = 0;
    const auto look = [&] {
        test.poll();
        if (test.state() == RunState::Running && test.progress().connectionsOpen > 0)
            last = test.progress().connectionsOpen;
        most = std::max(most, test.progress().connectionsOpen);
        return hasEnded(test.state());
    };
    QTRY_VERIFY_WITH_TIMEOUT(look(), 60'000);
    QCOMPARE(test.state(), RunState::Finished);
    QCOMPARE(most, 20u);
    QVERIFY2(last < 10, qPrintable(QString::number(last)));
    QVERIFY(balances(test.result()->counts.ledger, server));
    QCOMPARE(server.accepted(), std::uint64_t{20});
    QCOMPARE(test.result()->counts.ledger.failed, std::uint64_t{0});
}

void TestBounds::stagesEndWithTheRequests() {
    const TestServer server([](auto, const auto&) { return okReply(); });
    TestPlan plan = planFor(server.url(), 500, 1);
    plan.stageOf = StageOf::Connections;
    plan.stages = {{std::chrono::seconds(30), 300}};
    plan.threads = 2;
    const auto test = runToEnd(plan);
    QCOMPARE(test->state(), RunState::Finished);
    QCOMPARE(test->result()->counts.ledger.ok, std::uint64_t{500});
    QCOMPARE(server.requests(), std::uint64_t{500});
}

QTEST_GUILESS_MAIN(TestBounds)
#include "tst_bounds.moc"
