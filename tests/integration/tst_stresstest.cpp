#include <algorithm>

#include <QSignalSpy>
#include <QTest>

#include "core/plan/planjson.h"
#include "core/results/resultjson.h"
#include "tests/support/processfacts.h"
#include "tests/support/runner.h"
#include "tests/support/testserver.h"

using namespace squall;
using namespace squall::test;

namespace {

void verifyBalance(const Ledger& ledger, const FailureCounts& failures) {
    QCOMPARE(ledger.scheduled(), ledger.sent + ledger.dropped);
    QCOMPARE(ledger.sent, ledger.completed() + ledger.unanswered());
    QCOMPARE(ledger.completed(), ledger.ok + ledger.failed);
    QCOMPARE(failures.total(), ledger.failed);
}

} // namespace

/// Whole runs against a server that counts.
class TestStressTest : public QObject {
    Q_OBJECT

private slots:

    void sendsExactlyAsManyRequestsAsPlanned_data() {
        QTest::addColumn<quint64>("requests");
        QTest::addColumn<quint32>("connections");
        QTest::addColumn<quint32>("threads");
        QTest::newRow("one") << quint64{1} << 64u << 1u;
        QTest::newRow("seven on one connection") << quint64{7} << 1u << 1u;
        QTest::newRow("below a hundred") << quint64{99} << 10u << 1u;
        QTest::newRow("as many as connections") << quint64{64} << 64u << 1u;
        QTest::newRow("two threads") << quint64{10'000} << 33u << 2u;
        QTest::newRow("more threads than connections") << quint64{1'000} << 3u << 8u;
        QTest::newRow("many connections") << quint64{5'000} << 500u << 2u;
    }

    void sendsExactlyAsManyRequestsAsPlanned() {
        QFETCH(quint64, requests);
        QFETCH(quint32, connections);
        QFETCH(quint32, threads);
        TestServer server([](auto, const auto&) { return okReply(); });
        TestPlan plan = planFor(server.url(), requests, connections);
        plan.threads = threads;
        const auto test = runToEnd(plan);
        QCOMPARE(test->state(), RunState::Finished);
        const Counts& counts = test->result()->counts;
        QCOMPARE(server.requests(), requests);
        QCOMPARE(counts.ledger.ok, requests);
        QCOMPARE(counts.ledger.sent, requests);
        QCOMPARE(counts.service.count(), requests);
        QCOMPARE(counts.statuses[200], requests);
        QCOMPARE(counts.bytes.bodyIn, requests * 5);
        QCOMPARE(counts.connections.opened + counts.connections.reused, requests);
        QCOMPARE(test->progress().permille(), 1000);
        verifyBalance(counts.ledger, counts.failures);
    }

    void progressOnlyGrowsAndEndsAtTheWhole() {
        TestServer server([](auto, const auto&) { return okReply(); });
        StressTest test(planFor(server.url(), 20'000, 20));
        QCOMPARE(test.progress().permille(), 0);
        test.start();
        int last = 0;
        const auto pollOnce = [&] {
            test.poll();
            const int now = test.progress().permille();
            const bool grows = now >= last && (now < 1000 || hasEnded(test.state()));
            last = now;
            return grows;
        };
        bool alwaysGrew = true;
        QTRY_VERIFY_WITH_TIMEOUT((alwaysGrew &= pollOnce(), hasEnded(test.state())), 60'000);
        QVERIFY(alwaysGrew);
        QCOMPARE(last, 1000);
    }

    void aDurationEndsByTheClock() {
        TestServer server([](auto, const auto&) { return okReply(); });
        TestPlan plan = planFor(server.url(), 1, 4);
        plan.requests.reset();
        plan.duration = std::chrono::milliseconds(300);
        const auto test = runToEnd(plan);
        QCOMPARE(test->state(), RunState::Finished);
        QVERIFY(test->result()->elapsed >= *plan.duration);
        const Ledger& ledger = test->result()->counts.ledger;
        QVERIFY(ledger.ok > 0);
        QVERIFY(ledger.unanswered() <= 4);
        QVERIFY(server.requests() >= ledger.completed());
        QVERIFY(server.requests() <= ledger.sent);
        QCOMPARE(test->progress().permille(), 1000);
    }

    void whicheverBoundComesFirstEndsTheRun() {
        TestServer server([](auto, const auto&) { return okReply(); });
        TestPlan plan = planFor(server.url(), 50, 4);
        plan.duration = std::chrono::hours(1);
        const auto test = runToEnd(plan);
        QCOMPARE(test->state(), RunState::Finished);
        QCOMPARE(test->result()->counts.ledger.ok, quint64{50});
    }

    void opensAConnectionPerRequestWithoutKeepAlive() {
        TestServer server([](auto, const std::string& request) {
            return request.find("Connection: close") != std::string::npos
                       ? rawReply("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello",
                                  Reply::Then::Close)
                       : silence();
        });
        TestPlan plan = planFor(server.url(), 200, 8);
        plan.keepAlive = false;
        const auto test = runToEnd(plan);
        const Counts& counts = test->result()->counts;
        QCOMPARE(counts.ledger.ok, quint64{200});
        QCOMPARE(counts.connections.opened, quint64{200});
        QCOMPARE(counts.connections.reused, quint64{0});
        QCOMPARE(server.accepted(), quint64{200});
    }

    void leavesAServerThatWouldKeepTheConnection() {
        const TestServer server([](auto, const auto&) { return okReply(); });
        TestPlan plan = planFor(server.url(), 50, 4);
        plan.keepAlive = false;
        verifyFinished(*runToEnd(plan), 50);
        QCOMPARE(server.accepted(), quint64{50});
    }

    void reconnectsWhenTheServerCloses() {
        TestServer server([](std::uint64_t number, const auto&) {
            Reply reply = okReply();
            reply.then = number % 10 == 9 ? Reply::Then::Close : Reply::Then::Keep;
            return reply;
        });
        const auto test = runToEnd(planFor(server.url(), 1'000, 5));
        const Counts& counts = test->result()->counts;
        QCOMPARE(counts.ledger.ok, quint64{1'000});
        QCOMPARE(counts.ledger.failed, quint64{0});
        QVERIFY(counts.connections.opened > 5);
        QCOMPARE(server.requests(), quint64{1'000});
    }

    void countsEveryFailureByClass_data() {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<int>("then");
        QTest::addColumn<int>("group");
        const int keep = static_cast<int>(Reply::Then::Keep);
        const int close = static_cast<int>(Reply::Then::Close);
        const int reset = static_cast<int>(Reply::Then::Reset);
        const auto row = [](const char* name, const char* answer, int then, FailureClass group) {
            QTest::newRow(name) << QByteArray(answer) << then << static_cast<int>(group);
        };
        row("a status of 500", "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n", keep,
            FailureClass::Status);
        row("closed before the answer", "", close, FailureClass::Closed);
        row("closed within the head", "HTTP/1.1 200 O", close, FailureClass::Closed);
        row("closed within the body", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhal", close,
            FailureClass::Closed);
        row("reset before the answer", "", reset, FailureClass::Reset);
        row("reset within the body", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhal", reset,
            FailureClass::Reset);
        row("garbage", "SSH-2.0-OpenSSH\r\n", keep, FailureClass::Protocol);
        row("a negative length", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", keep,
            FailureClass::Protocol);
        row("bytes after the answer", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhello", keep,
            FailureClass::Protocol);
        row("no answer", "", keep, FailureClass::Timeout);
    }

    void countsEveryFailureByClass() {
        QFETCH(QByteArray, answer);
        QFETCH(int, then);
        QFETCH(int, group);
        TestServer server([&](auto, const auto&) {
            return answer.isEmpty() && then == static_cast<int>(Reply::Then::Keep)
                       ? silence()
                       : rawReply(answer.toStdString(), static_cast<Reply::Then>(then));
        });
        TestPlan plan = planFor(server.url(), 40, 4);
        plan.timeout = std::chrono::milliseconds(100);
        const auto test = runToEnd(plan);
        QCOMPARE(test->state(), RunState::Finished);
        const Counts& counts = test->result()->counts;
        QCOMPARE(counts.ledger.failed, quint64{40});
        QCOMPARE(failuresOf(*test, static_cast<FailureClass>(group)), quint64{40});
        QCOMPARE(counts.failed.count(), quint64{40});
        QCOMPARE(counts.service.count(), quint64{0});
        QCOMPARE(server.requests(), quint64{40});
        verifyBalance(counts.ledger, counts.failures);
    }

    void aRequestOnAConnectionThatWasJustClosedIsSentAgain() {
        // The first request of each connection is answered; the second finds it closed.
        TestServer server([](auto, const auto&) {
            return Reply{{{"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", {}},
                          {"", std::chrono::milliseconds(1)}},
                         Reply::Then::Close};
        });
        const auto test = runToEnd(planFor(server.url(), 100, 2));
        const Counts& counts = test->result()->counts;
        QCOMPARE(counts.ledger.sent, quint64{100});
        verifyBalance(counts.ledger, counts.failures);
        QCOMPARE(counts.ledger.ok, quint64{100});
    }

    void readsEveryFraming_data() {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<int>("then");
        QTest::addColumn<quint64>("body");
        QTest::newRow("chunked with trailers")
            << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                          "5\r\nhello\r\n3;x=y\r\nabc\r\n0\r\nA: b\r\n\r\n")
            << static_cast<int>(Reply::Then::Keep) << quint64{8};
        QTest::newRow("until close") << QByteArray("HTTP/1.1 200 OK\r\n\r\nhello")
                                     << static_cast<int>(Reply::Then::Close) << quint64{5};
        QTest::newRow("no content") << QByteArray("HTTP/1.1 204 No Content\r\n\r\n")
                                    << static_cast<int>(Reply::Then::Keep) << quint64{0};
        QTest::newRow("interim first")
            << QByteArray("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
                          "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx")
            << static_cast<int>(Reply::Then::Keep) << quint64{1};
        QTest::newRow("a body of 3 MB")
            << "HTTP/1.1 200 OK\r\nContent-Length: 3000000\r\n\r\n" + QByteArray(3'000'000, 'x')
            << static_cast<int>(Reply::Then::Keep) << quint64{3'000'000};
    }

    void readsEveryFraming() {
        QFETCH(QByteArray, answer);
        QFETCH(int, then);
        QFETCH(quint64, body);
        TestServer server([&](auto, const auto&) {
            return rawReply(answer.toStdString(), static_cast<Reply::Then>(then));
        });
        const auto test = runToEnd(planFor(server.url(), 20, 4));
        const Counts& counts = test->result()->counts;
        QCOMPARE(counts.ledger.ok, quint64{20});
        QCOMPARE(counts.bytes.bodyIn, 20 * body);
        QCOMPARE(counts.bytes.in, 20 * static_cast<quint64>(answer.size()));
    }

    void anAnswerToHeadHasNoBody() {
        TestServer server([](auto, const auto&) {
            return rawReply("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n");
        });
        TestPlan plan = planFor(server.url(), 20, 2);
        plan.method = "HEAD";
        const auto test = runToEnd(plan);
        QCOMPARE(test->result()->counts.ledger.ok, quint64{20});
    }

    void sendsABodyThatIsLargerThanTheSocketTakesAtOnce() {
        const std::string body(8'000'000, 'b');
        std::atomic<int> whole{0};
        TestServer server([&](auto, const std::string& request) {
            whole += request.ends_with("\r\n\r\n" + body) ? 1 : 0;
            return okReply();
        });
        TestPlan plan = planFor(server.url(), 3, 1);
        plan.method = "POST";
        plan.body = body;
        const auto test = runToEnd(plan);
        QCOMPARE(test->result()->counts.ledger.ok, quint64{3});
        QCOMPARE(whole.load(), 3);
    }

    void aHostThatCannotBeReachedFailsBeforeAnythingIsSent_data() {
        QTest::addColumn<QString>("url");
        QTest::addColumn<int>("code");
        QTest::newRow("unknown host")
            << "http://no-such-host.invalid/" << static_cast<int>(ErrorCode::ResolveFailed);
        QTest::newRow("refused port")
            << "http://127.0.0.1:1/" << static_cast<int>(ErrorCode::ConnectFailed);
    }

    void aHostThatCannotBeReachedFailsBeforeAnythingIsSent() {
        QFETCH(QString, url);
        QFETCH(int, code);
        const auto test = runToEnd(planFor(url.toStdString(), 10, 2));
        QCOMPARE(test->state(), RunState::Failed);
        QCOMPARE(static_cast<int>(test->error()->code), code);
        QVERIFY(test->result() == nullptr);
        QVERIFY(!test->hasThreads());
    }

    // An address for documentation (RFC 5737); refused before a connection is tried.
    void aPublicAddressIsRefusedUnlessAllowed() {
        TestPlan plan = planFor("http://a.test/", 1, 1);
        plan.routing.resolve = {{"a.test", 80, "127.0.0.1"},
                                {"a.test", 80, "203.0.113.1"},
                                {"a.test", 80, "203.0.113.2"}};
        const auto test = runToEnd(plan);
        QCOMPARE(test->state(), RunState::Failed);
        QCOMPARE(test->error()->code, ErrorCode::PublicTarget);
        QCOMPARE(test->error()->detail, std::string("203.0.113.1:80, 203.0.113.2:80"));
    }

    void aPlanThatNeedsTooManyDescriptorsIsRefusedWithTheNumberThatFits() {
        TestServer server([](auto, const auto&) { return okReply(); });
        const auto test = runToEnd(planFor(server.url(), maxConnections, maxConnections));
        QCOMPARE(test->state(), RunState::Failed);
        QCOMPARE(test->error()->code, ErrorCode::TooFewDescriptors);
        QVERIFY(test->error()->detail.find("would fit") != std::string::npos);
        QCOMPARE(server.accepted(), quint64{0});
    }

    void aCancelledRunIsACompleteResult_data() {
        QTest::addColumn<bool>("answers");
        QTest::addColumn<quint32>("connections");
        QTest::newRow("at full speed") << true << 50u;
        QTest::newRow("every connection stalled") << false << 2'000u;
    }

    void aCancelledRunIsACompleteResult() {
        QFETCH(bool, answers);
        QFETCH(quint32, connections);
        TestServer server([&](auto, const auto&) { return answers ? okReply() : silence(); });
        StressTest test(planFor(server.url(), 100'000'000, connections));
        QSignalSpy ended(&test, &StressTest::threadsEnded);
        test.start();
        QTRY_VERIFY_WITH_TIMEOUT((test.poll(), server.requests() >= connections), 30'000);
        test.cancel();
        QCOMPARE(test.state(), RunState::Cancelling);
        waitForEnd(test);
        QCOMPARE(test.state(), RunState::Cancelled);
        const Counts& counts = test.result()->counts;
        verifyBalance(counts.ledger, counts.failures);
        QVERIFY(counts.ledger.unanswered() <= connections);
        QVERIFY(test.progress().permille() < 1000);
        QTRY_COMPARE(ended.count(), 1);
        QTRY_COMPARE(server.openConnections(), qint64{0});
        QCOMPARE(server.requests(), counts.ledger.sent);
    }

    void cancelWhilePreparingSendsNothing() {
        TestServer server([](auto, const auto&) { return okReply(); });
        StressTest test(planFor(server.url(), 1'000, 10));
        test.start();
        QCOMPARE(test.state(), RunState::Preparing);
        test.cancel();
        QCOMPARE(test.state(), RunState::Cancelled);
        QCOMPARE(test.result()->counts.ledger.sent, quint64{0});
        QVERIFY(!test.hasThreads());
    }

    void manyShortRunsLeaveNothingBehind() {
        TestServer server([](auto, const auto&) { return okReply(); });
        QCOMPARE(runToEnd(planFor(server.url(), 10, 2))->state(), RunState::Finished);
        QTRY_COMPARE(server.openConnections(), qint64{0});
        const int descriptors = openDescriptors();
        for (int i = 0; i < 50; ++i) {
            StressTest test(planFor(server.url(), 1'000'000, 8));
            test.start();
            QTRY_VERIFY((test.poll(), test.state() == RunState::Running));
            test.cancel();
            waitForEnd(test);
            QCOMPARE(test.state(), RunState::Cancelled);
        }
        QTRY_COMPARE(server.openConnections(), qint64{0});
        QTRY_COMPARE(openDescriptors(), descriptors);
    }

    void secretsStayOutOfTheResult() {
        TestServer server([](auto, const auto&) { return okReply(); });
        TestPlan plan = planFor(server.url(), 5, 1);
        plan.headers = {{"Authorization", "Bearer s3cr3t"}, {"COOKIE", "id=s3cr3t"}};
        plan.url.insert(plan.url.find("//") + 2, "user:s3cr3t@");
        const auto test = runToEnd(plan);
        QCOMPARE(test->state(), RunState::Finished);
        QVERIFY(resultJson(*test->result()).find("s3cr3t") == std::string::npos);
        QVERIFY(displayUrl(plan).find("s3cr3t") == std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestStressTest)
#include "tst_stresstest.moc"
