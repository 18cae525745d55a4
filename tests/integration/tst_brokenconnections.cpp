// Connections that end when they should not, or in no order: the right class, the others untouched.

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <QTemporaryFile>
#include <QTest>

#include <poll.h>
#include <sys/socket.h>

#include "core/load/connection.h"
#include "core/net/endpoint.h"
#include "tests/support/misbehaviour.h"

using namespace squall;
using namespace squall::test;

using Then = Reply::Then;

namespace {

const std::string halfHead = "HTTP/1.1 200 OK\r\nContent-Le";
const std::string halfBody = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhal";
const std::string halfChunk = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhal";
const std::string noLastChunk = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhal\r\n";
const std::string noLength = "HTTP/1.1 200 OK\r\n\r\nhal";

} // namespace

class TestBrokenConnections final : public QObject {
    Q_OBJECT

private slots:
    void aBrokenConnectionCostsItsOwnRequest_data();
    void aBrokenConnectionCostsItsOwnRequest();
    void aServerThatTakesAndDropsIsCounted_data();
    void aServerThatTakesAndDropsIsCounted();
    void aServerThatGoesAndComesBackIsFoundAgain();
    void anEndBehindAWholeAnswerCostsNothing_data();
    void anEndBehindAWholeAnswerCostsNothing();
    void aConnectionThatClosesWhenIdleCostsNothing();
    void aRequestIsSentAgainOnceAtMost();
    void anAnswerAheadOfTheWholeRequestCounts_data();
    void anAnswerAheadOfTheWholeRequestCounts();
    void aBodyThatBecomesShorterFailsItsRequests();
};

void TestBrokenConnections::aBrokenConnectionCostsItsOwnRequest_data() {
    QTest::addColumn<std::string>("answer");
    QTest::addColumn<Then>("then");
    QTest::addColumn<FailureKind>("kind");
    const auto row = [](const char* name, const std::string& answer, Then then, FailureKind kind) {
        QTest::newRow(name) << answer << then << kind;
    };
    const FailureKind early = failureOf(FailureClass::Closed, 0);
    const FailureKind late = failureOf(FailureClass::Closed, 1);
    const FailureKind reset = failureOf(FailureClass::Reset, ECONNRESET);
    row("closed before the head", "", Then::Close, early);
    row("closed in the head", halfHead, Then::Close, late);
    row("closed in the body", halfBody, Then::Close, late);
    row("closed in a chunk", halfChunk, Then::Close, late);
    row("closed before the last chunk", noLastChunk, Then::Close, late);
    row("closed behind an interim answer", "HTTP/1.1 100 Continue\r\n\r\n", Then::Close, late);
    row("half-closed before the head", "", Then::HalfClose, early);
    row("half-closed in the body", halfBody, Then::HalfClose, late);
    row("reset before the head", "", Then::Reset, reset);
    row("reset in the head", halfHead, Then::Reset, reset);
    row("reset in the body", halfBody, Then::Reset, reset);
    row("reset in a body until close", noLength, Then::Reset, reset);
}

void TestBrokenConnections::aBrokenConnectionCostsItsOwnRequest() {
    QFETCH(std::string, answer);
    QFETCH(Then, then);
    QFETCH(FailureKind, kind);
    const TestServer server(oneInThree(rawReply(answer, then)));
    const auto test = runToEnd(sixtyRequests(server));
    verifyOneInThreeFailed(*test, kind);
    QTRY_COMPARE(server.openConnections(), qint64{0});
}

void TestBrokenConnections::aServerThatTakesAndDropsIsCounted_data() {
    QTest::addColumn<Then>("then");
    QTest::newRow("closes") << Then::Close;
    QTest::newRow("resets") << Then::Reset;
}

// Which side of the end the request meets is a matter of luck: the connection may even be gone
// before it is seen to stand.
void TestBrokenConnections::aServerThatTakesAndDropsIsCounted() {
    QFETCH(Then, then);
    TestServerOptions options;
    options.opening = [then](std::uint64_t connection) {
        return connection == 0 ? silence() : rawReply({}, then);
    };
    const TestServer server([](auto, const auto&) { return okReply(); }, options);
    const auto test = runToEnd(sixtyRequests(server));
    const Counts& counts = test->result()->counts;
    QCOMPARE(test->state(), RunState::Finished);
    QCOMPARE(failuresOf(*test, FailureClass::Closed) + failuresOf(*test, FailureClass::Reset) +
                 failuresOf(*test, FailureClass::Connect),
             counts.ledger.failed);
    QVERIFY(counts.ledger.ok > 0);
    QCOMPARE(counts.ledger.completed(), quint64{60});
    QCOMPARE(server.requests(), counts.ledger.ok);
    verifyBalance(*test);
}

void TestBrokenConnections::aServerThatGoesAndComesBackIsFoundAgain() {
    const auto answers = [](auto, const auto&) { return okReply(); };
    auto server = std::make_unique<TestServer>(answers);
    TestServerOptions samePort;
    samePort.port = server->port();
    StressTest test(planFor(server->url(), maxRequests, 8));
    test.start();
    const auto ok = [&test] { return test.progress().counts.ledger.ok; };
    QTRY_VERIFY((test.poll(), ok() > 100));
    server.reset();
    const auto refused = [&test] { return failuresOf(test, FailureClass::Connect); };
    QTRY_VERIFY((test.poll(), refused() > 8));
    const std::uint64_t before = ok();
    server = std::make_unique<TestServer>(answers, samePort);
    QTRY_VERIFY((test.poll(), ok() > before + 100 && server->openConnections() == 8));
    test.cancel();
    waitForEnd(test);
    QCOMPARE(test.state(), RunState::Cancelled);
    // One that waits in the queue as the server goes is reset.
    for (const auto& entry : test.result()->counts.failures.entries()) {
        if (entry.kind.group == FailureClass::Connect)
            QVERIFY(entry.kind.code == ECONNREFUSED || entry.kind.code == ECONNRESET);
    }
    verifyBalance(test);
}

void TestBrokenConnections::anEndBehindAWholeAnswerCostsNothing_data() {
    QTest::addColumn<Then>("then");
    QTest::newRow("close") << Then::Close;
    QTest::newRow("half-close") << Then::HalfClose;
}

void TestBrokenConnections::anEndBehindAWholeAnswerCostsNothing() {
    QFETCH(Then, then);
    Reply reply = okReply();
    reply.then = then;
    const TestServer server([&reply](auto, const auto&) { return reply; });
    const auto test = runToEnd(planFor(server.url(), 60, 4));
    const Counts& counts = test->result()->counts;
    QCOMPARE(counts.ledger.ok, quint64{60});
    QCOMPARE(counts.ledger.sent, quint64{60});
    QCOMPARE(counts.connections.failed, quint64{0});
    verifyBalance(*test);
}

void TestBrokenConnections::aConnectionThatClosesWhenIdleCostsNothing() {
    Reply reply = okReply();
    reply.writes.push_back({"", std::chrono::milliseconds(5)});
    reply.then = Then::Close;
    const TestServer server([&reply](auto, const auto&) { return reply; });
    TestPlan plan = planFor(server.url(), 10, 1);
    plan.method = "POST";
    plan.rate = 20;
    const auto test = runToEnd(plan);
    QCOMPARE(test->result()->counts.ledger.ok, quint64{10});
    // One more may be dialled for an eleventh request, which the budget no longer has.
    const quint64 opened = test->result()->counts.connections.opened;
    QVERIFY(opened == 10 || opened == 11);
    verifyBalance(*test);
}

// The first request of a connection is answered, every later one meets its end: a request that was
// sent again on a fresh connection is answered there.
void TestBrokenConnections::aRequestIsSentAgainOnceAtMost() {
    const TestServer server([](std::uint64_t number, const auto&) {
        const bool isDoomed = number >= 10 && number % 2 == 0;
        return isDoomed ? rawReply({}, Then::Close) : okReply();
    });
    const auto test = runToEnd(planFor(server.url(), 100, 1));
    const Counts& counts = test->result()->counts;
    QCOMPARE(counts.ledger.sent, quint64{100});
    QCOMPARE(counts.ledger.ok, quint64{100});
    QVERIFY(counts.connections.retried > 0);
    QCOMPARE(server.requests(), 100 + counts.connections.retried);
    verifyBalance(*test);
}

void TestBrokenConnections::anAnswerAheadOfTheWholeRequestCounts_data() {
    QTest::addColumn<std::string>("length");
    QTest::addColumn<quint32>("readFirst");
    QTest::newRow("once the head is there") << std::string("Content-Length: 5\r\n") << 200u;
    QTest::newRow("in the middle of the body") << std::string("Content-Length: 5\r\n") << 300'000u;
    QTest::newRow("until the connection closes") << std::string() << 200u;
}

// With bytes left unread, the close of such a server is a reset.
void TestBrokenConnections::anAnswerAheadOfTheWholeRequestCounts() {
    QFETCH(std::string, length);
    QFETCH(quint32, readFirst);
    const auto listener = listenOnLoopback(0);
    QVERIFY(listener.has_value());
    std::atomic<bool> isDone = false;
    std::thread server([&] {
        const std::string answer =
            "HTTP/1.1 413 Content Too Large\r\n" + length + "Connection: close\r\n\r\nlarge";
        std::vector<char> buffer(readFirst);
        pollfd waiting{listener->get(), POLLIN, 0};
        while (!isDone) {
            poll(&waiting, 1, 50);
            const UniqueFd client(accept4(listener->get(), nullptr, nullptr, SOCK_CLOEXEC));
            if (!client.isOpen())
                continue;
            recv(client.get(), buffer.data(), buffer.size(), MSG_WAITALL);
            send(client.get(), answer.data(), answer.size(), MSG_NOSIGNAL);
        }
    });
    TestPlan plan = planFor(
        "http://127.0.0.1:" + std::to_string(Endpoint::ofSocket(listener->get()).port()), 100, 2);
    plan.method = "POST";
    plan.body = std::string(8'000'000, 'x');
    const auto test = runToEnd(plan);
    isDone = true;
    server.join();
    verifyFinished(*test, 0, 100);
    QCOMPARE(failuresOf(*test, FailureClass::Status), quint64{100});
    QCOMPARE(test->result()->counts.statuses[413], quint64{100});
}

// Its pages are mapped, and gone when they are sent.
void TestBrokenConnections::aBodyThatBecomesShorterFailsItsRequests() {
    const TestServer server([](std::uint64_t, const std::string&) { return okReply(); });
    QTemporaryFile file;
    QVERIFY(file.open() && file.resize(200'000));
    TestPlan plan = planFor(server.url(), 5, 1);
    plan.method = "PUT";
    plan.bodyFile = file.fileName().toStdString();
    StressTest test(plan);
    test.start();
    QVERIFY(file.resize(0)); // before the first connection stands
    waitForEnd(test);
    verifyFinished(test, 0, 5);
}

QTEST_GUILESS_MAIN(TestBrokenConnections)
#include "tst_brokenconnections.moc"
