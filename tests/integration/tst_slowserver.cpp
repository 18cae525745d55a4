// Servers that are slow, silent or never done: every request ends at its time, counted with it, and
// holds up nobody else's.

#include <fstream>
#include <string>

#include <QTest>

#include "core/load/connection.h"
#include "tests/support/misbehaviour.h"

using namespace squall;
using namespace squall::test;

namespace {

using std::chrono::milliseconds;

const std::string okHead = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n";
const std::string endlessLength = "HTTP/1.1 200 OK\r\nContent-Length: 999999999999999999\r\n\r\n";
const std::string endlessChunks = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

Write endless(const std::string& bytes, milliseconds pause = {}) {
    return {bytes, pause, true};
}

/// The most memory that this process has had, in bytes.
std::uint64_t peakMemory() {
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;) {
        std::uint64_t kilobytes = 0;
        if (word == "VmHWM:" && status >> kilobytes)
            return kilobytes * 1024;
    }
    return 0;
}

} // namespace

class TestSlowServer final : public QObject {
    Q_OBJECT

private slots:
    void whatTakesTooLongEndsAtItsTime_data();
    void whatTakesTooLongEndsAtItsTime();
    void aDripWithinTheTimeIsAnAnswer();
    void oneStalledConnectionHoldsUpNoOther();
    void aServerThatTakesNoConnectionIsATimeout();
    void aServerThatReadsNothingIsATimeout();
    void aRunByTheClockEndsWhateverTheServerDoes_data();
    void aRunByTheClockEndsWhateverTheServerDoes();
    void anEndlessAnswerTakesNoMemory_data();
    void anEndlessAnswerTakesNoMemory();
};

void TestSlowServer::whatTakesTooLongEndsAtItsTime_data() {
    QTest::addColumn<Reply>("reply");
    const milliseconds pause(10);
    QTest::newRow("silence") << silence();
    QTest::newRow("a head that stalls") << rawReply("HTTP/1.1 200 OK\r\nContent-");
    QTest::newRow("a head that drips") << drippingReply(okHead + "hello", pause);
    QTest::newRow("a body that stalls") << rawReply(okHead + "hel");
    QTest::newRow("a body that drips")
        << Reply{{{endlessLength}, endless("x", pause)}, Reply::Then::Keep};
    QTest::newRow("chunks that drip")
        << Reply{{{endlessChunks}, endless("1\r\nx\r\n", pause)}, Reply::Then::Keep};
    QTest::newRow("100 and no more") << rawReply("HTTP/1.1 100 Continue\r\n\r\n");
    QTest::newRow("interim answers that drip")
        << Reply{{endless("HTTP/1.1 102 Processing\r\n\r\n", pause)}, Reply::Then::Keep};
    QTest::newRow("a body until a close that never comes") << rawReply("HTTP/1.1 200 OK\r\n\r\nhi");
    QTest::newRow("half an answer, then half-closed silence")
        << Reply{{{"HTTP/1.1 200 OK\r\n"}, {"", std::chrono::hours(1)}}, Reply::Then::HalfClose};
}

void TestSlowServer::whatTakesTooLongEndsAtItsTime() {
    QFETCH(Reply, reply);
    const TestServer server(oneInThree(reply));
    TestPlan plan = sixtyRequests(server);
    plan.timeout = milliseconds(100);
    plan.maxBody = 0;
    const auto test = runToEnd(plan);
    verifyOneInThreeFailed(*test, failureOf(FailureClass::Timeout, TimeoutPhase::Answering));
    // Counted with the time that they took; a histogram is within 1 %.
    QVERIFY(test->result()->counts.failed.min() >= milliseconds(99));
}

void TestSlowServer::aDripWithinTheTimeIsAnAnswer() {
    const Reply reply = drippingReply(okHead + "hello", milliseconds(1));
    const TestServer server([&reply](auto, const auto&) { return reply; });
    const auto test = runToEnd(planFor(server.url(), 12, 4));
    const Counts& counts = test->result()->counts;
    QCOMPARE(counts.ledger.ok, quint64{12});
    QCOMPARE(counts.bytes.bodyIn, quint64{60});
    QVERIFY(counts.service.min() >= milliseconds(40));
}

void TestSlowServer::oneStalledConnectionHoldsUpNoOther() {
    const TestServer server(
        [](std::uint64_t number, const auto&) { return number == 5 ? silence() : okReply(); });
    TestPlan plan = planFor(server.url(), 5'000, 4);
    plan.timeout = std::chrono::seconds(2);
    StressTest test(plan);
    test.start();
    const auto& ledger = test.progress().counts.ledger;
    QTRY_VERIFY((test.poll(), ledger.ok == 4'999));
    QCOMPARE(ledger.failed, quint64{0}); // the stalled one is still waited for
    waitForEnd(test);
    QCOMPARE(failuresOf(test, FailureClass::Timeout), quint64{1});
    verifyBalance(test);
}

// Connections stand in the kernel's queue: it has taken them, and nobody reads.
void TestSlowServer::aServerThatTakesNoConnectionIsATimeout() {
    TestServerOptions options;
    options.accepts = false;
    const TestServer server([](auto, const auto&) { return okReply(); }, options);
    TestPlan plan = planFor(server.url(), 8, 4);
    plan.timeout = milliseconds(50);
    const auto test = runToEnd(plan);
    QCOMPARE(test->state(), RunState::Finished);
    QCOMPARE(failuresOf(*test, FailureClass::Timeout), quint64{8});
    verifyBalance(*test);
}

void TestSlowServer::aServerThatReadsNothingIsATimeout() {
    TestServerOptions options;
    options.opening = [](auto) { return rawReply({}, Reply::Then::Ignore); };
    const TestServer server([](auto, const auto&) { return okReply(); }, options);
    TestPlan plan = planFor(server.url(), 4, 2);
    plan.method = "POST";
    plan.body.assign(32'000'000, 'b'); // more than the kernel keeps
    plan.timeout = milliseconds(100);
    const auto test = runToEnd(plan);
    QCOMPARE(failuresOf(*test, FailureClass::Timeout), quint64{4});
    QVERIFY(test->result()->counts.bytes.out < 4 * plan.body.size());
    verifyBalance(*test);
}

void TestSlowServer::aRunByTheClockEndsWhateverTheServerDoes_data() {
    QTest::addColumn<Reply>("reply");
    QTest::newRow("silence") << silence();
    QTest::newRow("a drip") << drippingReply(std::string(10'000, 'x'), milliseconds(1));
    QTest::newRow("a body without end")
        << Reply{{{endlessLength}, endless(std::string(65'536, 'x'))}, Reply::Then::Keep};
    QTest::newRow("resets") << rawReply({}, Reply::Then::Reset);
}

void TestSlowServer::aRunByTheClockEndsWhateverTheServerDoes() {
    QFETCH(Reply, reply);
    const TestServer server([&reply](auto, const auto&) { return reply; });
    TestPlan plan = planFor(server.url(), 1, 4);
    plan.requests.reset();
    plan.duration = milliseconds(300);
    plan.maxBody = 0;
    const auto test = runToEnd(plan); // whose timeout is 20 s
    QCOMPARE(test->state(), RunState::Finished);
    QCOMPARE(test->progress().permille(), 1000);
    QVERIFY(test->result()->counts.ledger.unanswered() <= 4);
    verifyBalance(*test);
    QTRY_COMPARE(server.openConnections(), qint64{0});
}

void TestSlowServer::anEndlessAnswerTakesNoMemory_data() {
    QTest::addColumn<Reply>("reply");
    const std::string block(65'536, 'x');
    QTest::newRow("length") << Reply{{{endlessLength}, endless(block)}, Reply::Then::Keep};
    QTest::newRow("chunks") << Reply{{{endlessChunks}, endless("10000\r\n" + block + "\r\n")},
                                     Reply::Then::Keep};
    QTest::newRow("until close") << Reply{{{"HTTP/1.1 200 OK\r\n\r\n"}, endless(block)},
                                          Reply::Then::Keep};
}

void TestSlowServer::anEndlessAnswerTakesNoMemory() {
    QFETCH(Reply, reply);
    const TestServer server([&reply](auto, const auto&) { return reply; });
    const std::uint64_t before = peakMemory();
    TestPlan plan = planFor(server.url(), 4, 2);
    plan.timeout = milliseconds(300);
    plan.maxBody = 0;
    const auto test = runToEnd(plan);
    QCOMPARE(failuresOf(*test, FailureClass::Timeout), quint64{4});
    QVERIFY(test->result()->counts.bytes.bodyIn == 0); // of answers that were whole
    QVERIFY(test->result()->counts.bytes.in > 0);
    QVERIFY(peakMemory() < before + 64 * 1024 * 1024);
}

QTEST_GUILESS_MAIN(TestSlowServer)
#include "tst_slowserver.moc"
