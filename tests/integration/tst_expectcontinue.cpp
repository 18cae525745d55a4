// Whole runs whose bodies wait for the server to ask for them (RFC 9110, 10.1.1).

#include <atomic>
#include <cstdlib>
#include <string>

#include <QTemporaryFile>
#include <QTest>

#include "tests/support/runner.h"
#include "tests/support/testserver.h"

using namespace squall;
using namespace squall::test;

namespace {

const std::string go = "HTTP/1.1 100 Continue\r\n\r\n";

TestPlan asking(const std::string& url, std::uint64_t requests, std::uint32_t connections) {
    TestPlan plan = planFor(url, requests, connections);
    plan.method = "POST";
    plan.body = std::string(1000, 'b');
    plan.expectContinue = true;
    return plan;
}

/// A head alone, or a body of asking().
std::size_t headOrBody(const std::string& received) {
    if (received.starts_with("bbb"))
        return received.size() >= 1000 ? 1000 : 0;
    const std::size_t end = received.find("\r\n\r\n");
    return end == std::string::npos ? 0 : end + 4;
}

TestServerOptions readingHeads(std::size_t (*framing)(const std::string& received)) {
    TestServerOptions options;
    options.framing = framing;
    return options;
}

} // namespace

class TestExpectContinue final : public QObject {
    Q_OBJECT

private slots:
    void sendsTheBodyWhenItIsAskedFor_data();
    void sendsTheBodyWhenItIsAskedFor();
    void takesAnotherAnswer_data();
    void takesAnotherAnswer();
    void doesNotWaitForEver_data();
    void doesNotWaitForEver();
    void timesOutAllTheSame();
    void asksForNothingWithoutABody();
    void sendsALargeFile();
};

void TestExpectContinue::sendsTheBodyWhenItIsAskedFor_data() {
    QTest::addColumn<std::string>("interim");
    QTest::newRow("100") << go;
    QTest::newRow("100 without a reason") << std::string("HTTP/1.1 100\r\n\r\n");
    QTest::newRow("103 and 100") << "HTTP/1.1 103 Early Hints\r\nLink: </s>\r\n\r\n" + go;
    QTest::newRow("100 and 103") << go + "HTTP/1.1 103 Early Hints\r\n\r\n";
}

void TestExpectContinue::sendsTheBodyWhenItIsAskedFor() {
    QFETCH(std::string, interim);
    std::atomic<int> heads = 0;
    std::atomic<int> bodies = 0;
    const TestServer server(
        [&](auto, const std::string& received) {
            if (received.starts_with("bbb")) {
                ++bodies;
                return okReply();
            }
            heads += received.find("\r\nExpect: 100-continue\r\n") != std::string::npos;
            return rawReply(interim);
        },
        readingHeads(headOrBody));
    const auto test = runToEnd(asking(server.url(), 40, 2));
    verifyFinished(*test, 40);
    QCOMPARE(heads.load(), 40);
    QCOMPARE(bodies.load(), 40);
    QCOMPARE(server.accepted(), quint64{2});
    QCOMPARE(test->result()->counts.statuses[200], quint64{40});
}

void TestExpectContinue::takesAnotherAnswer_data() {
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("isInPieces");
    QTest::newRow("417") << 417 << false;
    QTest::newRow("413 at once") << 413 << false;
    QTest::newRow("413 in pieces") << 413 << true;
    QTest::newRow("200 without a look at the body") << 200 << false;
}

// The body stays here, and so the connection cannot be used for another request.
void TestExpectContinue::takesAnotherAnswer() {
    QFETCH(int, status);
    QFETCH(bool, isInPieces);
    std::atomic<int> bodies = 0;
    const TestServer server(
        [&](auto, const std::string& received) {
            bodies += received.starts_with("bbb");
            const std::string head =
                "HTTP/1.1 " + std::to_string(status) + " No\r\nContent-Length: 2\r\n\r\n";
            return isInPieces ? Reply{{{head, {}}, {"no", std::chrono::milliseconds(2)}},
                                      Reply::Then::Keep}
                              : rawReply(head + "no");
        },
        readingHeads(headOrBody));
    const auto test = runToEnd(asking(server.url(), 12, 2));
    const bool isOk = status == 200;
    verifyFinished(*test, isOk ? 12 : 0, isOk ? 0 : 12);
    QCOMPARE(test->result()->counts.statuses[static_cast<std::size_t>(status)], quint64{12});
    QCOMPARE(bodies.load(), 0);
    QCOMPARE(server.accepted(), quint64{12});
}

// A server that does not know what Expect means waits for the body itself.
void TestExpectContinue::doesNotWaitForEver_data() {
    QTest::addColumn<int>("idleTimeout");
    QTest::newRow("any silence") << 0;
    QTest::newRow("with a shorter idle timeout, which is for answers") << 100;
}

void TestExpectContinue::doesNotWaitForEver() {
    QFETCH(int, idleTimeout);
    const TestServer server([](auto, const std::string&) { return okReply(); });
    TestPlan plan = asking(server.url(), 2, 1);
    plan.idleTimeout = std::chrono::milliseconds(idleTimeout);
    const auto test = runToEnd(plan);
    verifyFinished(*test, 2);
    QVERIFY(test->result()->counts.service.min() >= std::chrono::milliseconds(990));
    QCOMPARE(server.accepted(), quint64{1});
}

void TestExpectContinue::timesOutAllTheSame() {
    std::atomic<int> bodies = 0;
    const TestServer server(
        [&](auto, const std::string& received) {
            bodies += received.starts_with("bbb");
            return silence();
        },
        readingHeads(headOrBody));
    TestPlan plan = asking(server.url(), 2, 1);
    plan.timeout = std::chrono::milliseconds(100);
    const auto test = runToEnd(plan);
    verifyFinished(*test, 0, 2);
    QCOMPARE(failuresOf(*test, FailureClass::Timeout), quint64{2});
    QCOMPARE(bodies.load(), 0);
}

void TestExpectContinue::asksForNothingWithoutABody() {
    std::atomic<int> asked = 0;
    const TestServer server([&asked](auto, const std::string& request) {
        asked += request.find("Expect") != std::string::npos;
        return okReply();
    });
    TestPlan plan = asking(server.url(), 10, 1);
    plan.body.clear();
    verifyFinished(*runToEnd(plan), 10);
    QCOMPARE(asked.load(), 0);
}

void TestExpectContinue::sendsALargeFile() {
    QTemporaryFile file;
    QVERIFY(file.open());
    QCOMPARE(file.write(QByteArray(3'000'000, 'f')), 3'000'000);
    file.close();
    // The head is answered as soon as it is whole, its body when that is.
    const TestServer server(
        [](auto, const std::string& received) {
            return received.starts_with("POST") ? rawReply(go) : okReply();
        },
        readingHeads([](const std::string& received) -> std::size_t {
            if (received.starts_with("f"))
                return received.size() >= 3'000'000 ? 3'000'000 : 0;
            const std::size_t end = received.find("\r\n\r\n");
            return end == std::string::npos ? 0 : end + 4;
        }));
    TestPlan plan = asking(server.url(), 4, 2);
    plan.body.clear();
    plan.bodyFile = file.fileName().toStdString();
    verifyFinished(*runToEnd(plan), 4);
    QCOMPARE(server.accepted(), quint64{2});
}

QTEST_GUILESS_MAIN(TestExpectContinue)
#include "tst_expectcontinue.moc"
