// How long an answer may be, and how long a server may be silent that owes one: what goes past
// either bound is a failure of its own kind, and holds up nobody else's request.

#include <string>

#include <QTest>

#include "core/load/connection.h"
#include "core/results/resultjson.h"
#include "tests/support/http2server.h"
#include "tests/support/misbehaviour.h"
#include "tests/support/tlsserver.h"

using namespace squall;
using namespace squall::test;

namespace {

using std::chrono::milliseconds;

constexpr std::uint64_t bound = 100'000;
const std::string head = "HTTP/1.1 200 OK\r\n";
const std::string chunks = head + "Transfer-Encoding: chunked\r\n\r\n";
const std::string untilClose = head + "\r\n";

const FailureKind tooLong = failureOf(FailureClass::Protocol, ParseFault::BodyTooLong);
const FailureKind silent = failureOf(FailureClass::Timeout, TimeoutPhase::Silence);
const FailureKind late = failureOf(FailureClass::Timeout, TimeoutPhase::Answering);

std::string withLength(std::uint64_t length, const std::string& body = {}) {
    return head + "Content-Length: " + std::to_string(length) + "\r\n\r\n" + body;
}

Write endless(const std::string& bytes, milliseconds pause = {}) {
    return {bytes, pause, true};
}

/// Of every three answers the second is `bad`.
TlsServerOptions oneInThreeOverTls(const TlsReply& bad) {
    TlsServerOptions options;
    options.certificate = makeSelfSigned();
    options.script = [bad](std::uint64_t number) { return number % 3 == 1 ? bad : tlsOkReply(); };
    return options;
}

/// As sixtyRequests() are.
TestPlan sixtyOverTls(const TlsServer& server) {
    TestPlan plan = planFor(server.url(), 60, 4);
    plan.method = "POST";
    plan.tls.insecure = true;
    return plan;
}

TestPlan overHttp2(const Http2Server& server, std::uint64_t requests, std::uint32_t streams) {
    TestPlan plan = planFor(server.url(), requests, 1);
    plan.http = HttpVersion::Http2;
    plan.streams = streams;
    return plan;
}

std::string headers(std::uint32_t stream,
                    const std::vector<std::pair<std::string, std::string>>& fields,
                    std::uint8_t flags = 0) {
    return frames::frame(frames::Headers, frames::endHeaders | flags, stream,
                         frames::headBlock(200, fields));
}

} // namespace

class TestAnswerBounds final : public QObject {
    Q_OBJECT

private slots:
    void aBodyPastTheBoundFails_data();
    void aBodyPastTheBoundFails();
    void aBodyPastTheBoundFailsOverTls_data();
    void aBodyPastTheBoundFailsOverTls();
    void aBodyPastTheBoundFailsOverHttp2_data();
    void aBodyPastTheBoundFailsOverHttp2();
    void aBodyWithinTheBoundIsAnAnswer_data();
    void aBodyWithinTheBoundIsAnAnswer();
    void aLengthWithoutABodyIsNone_data();
    void aLengthWithoutABodyIsNone();
    void theBoundIs64MiBUnlessThePlanSaysOtherwise();
    void aSilentServerFails_data();
    void aSilentServerFails();
    void aSilentServerFailsOverTls();
    void aSilentStreamFailsAlone();
    void whatDripsIsNotSilent();
    void whatDripsIsNotSilentOverTls();
    void whatDripsIsNotSilentOverHttp2_data();
    void whatDripsIsNotSilentOverHttp2();
    void silenceBeginsAnewBehindARedirect();
    void theTimeoutHoldsWhateverDrips();
    void aRequestOnItsWayOwesNoAnswer();
};

void TestAnswerBounds::aBodyPastTheBoundFails_data() {
    QTest::addColumn<Reply>("reply");
    const std::string block(65'536, 'x');
    // Of these the body never comes.
    QTest::newRow("a length of a byte more") << rawReply(withLength(bound + 1));
    QTest::newRow("a length of an exabyte") << rawReply(withLength(999'999'999'999'999'999));
    QTest::newRow("a chunk of a byte more") << rawReply(chunks + "186A1\r\n");
    QTest::newRow("a second chunk of a byte more")
        << rawReply(chunks + "1\r\nx\r\n186a0;an=extension\r\n");
    QTest::newRow("a length with all of its bytes")
        << rawReply(withLength(bound + 1, std::string(bound + 1, 'x')));
    QTest::newRow("chunks without end")
        << Reply{{{chunks}, endless("10000\r\n" + block + "\r\n")}, Reply::Then::Keep};
    QTest::newRow("a body until a close that never comes")
        << Reply{{{untilClose}, endless(block)}, Reply::Then::Keep};
    QTest::newRow("a body until a close")
        << rawReply(untilClose + std::string(bound + 1, 'x'), Reply::Then::Close);
}

void TestAnswerBounds::aBodyPastTheBoundFails() {
    QFETCH(Reply, reply);
    const TestServer server(oneInThree(reply));
    TestPlan plan = sixtyRequests(server);
    plan.maxBody = bound;
    const auto test = runToEnd(plan);
    verifyOneInThreeFailed(*test, tooLong);
    QTRY_COMPARE(server.openConnections(), qint64{0});
    const std::string json = resultJson(*test->result());
    QVERIFY(json.find("the body is longer than the bound of 100 kB") != std::string::npos);
}

void TestAnswerBounds::aBodyPastTheBoundFailsOverTls_data() {
    QTest::addColumn<std::string>("bytes");
    QTest::newRow("length") << withLength(bound + 1);
    QTest::newRow("chunk") << chunks + "186A1\r\n";
    QTest::newRow("until a close that never comes") << untilClose + std::string(2 * bound, 'x');
}

void TestAnswerBounds::aBodyPastTheBoundFailsOverTls() {
    QFETCH(std::string, bytes);
    const TlsServer server(oneInThreeOverTls({.bytes = bytes, .raw = {}}));
    TestPlan plan = sixtyOverTls(server);
    plan.maxBody = bound;
    verifyOneInThreeFailed(*runToEnd(plan), tooLong);
    QTRY_COMPARE(server.openConnections(), std::int64_t{0});
}

void TestAnswerBounds::aBodyPastTheBoundFailsOverHttp2_data() {
    using Answer = std::function<std::string(std::uint32_t)>;
    QTest::addColumn<Answer>("answer");
    QTest::newRow("length") << Answer([](std::uint32_t stream) {
        return headers(stream, {{"content-length", "100001"}, {"server", "test"}});
    });
    QTest::newRow("data without end") << Answer([](std::uint32_t stream) {
        std::string text = frames::headers(stream, 200);
        for (int i = 0; i < 20; ++i)
            text += frames::data(stream, std::string(16'384, 'x'), false);
        return text;
    });
    QTest::newRow("data that end a byte past it") << Answer([](std::uint32_t stream) {
        std::string text = frames::headers(stream, 200);
        for (int i = 0; i < 10; ++i)
            text += frames::data(stream, std::string(10'000, 'x'), false);
        return text + frames::data(stream, "x");
    });
}

// The stream is reset, and the connection goes on with the others.
void TestAnswerBounds::aBodyPastTheBoundFailsOverHttp2() {
    QFETCH(std::function<std::string(std::uint32_t)>, answer);
    const Http2Server server([&](std::uint64_t number, std::uint32_t stream) {
        return rawReply(number % 3 == 1 ? answer(stream) : frames::answer(stream));
    });
    TestPlan plan = overHttp2(server, 60, 4);
    plan.maxBody = bound;
    const auto test = runToEnd(plan);
    verifyFinished(*test, 40, 20);
    QVERIFY(test->result()->counts.failures.entries().front().kind == tooLong);
    QCOMPARE(server.accepted(), quint64{1});
    QTRY_COMPARE(server.resets(), quint64{20});
}

void TestAnswerBounds::aBodyWithinTheBoundIsAnAnswer_data() {
    QTest::addColumn<Reply>("reply");
    QTest::addColumn<quint64>("longest");
    const std::string body(bound, 'x');
    QTest::newRow("length") << rawReply(withLength(bound, body)) << quint64{bound};
    QTest::newRow("chunks") << rawReply(chunks + "186A0\r\n" + body + "\r\n0\r\n\r\n")
                            << quint64{bound};
    QTest::newRow("until close") << rawReply(untilClose + body, Reply::Then::Close)
                                 << quint64{bound};
    QTest::newRow("any length") << rawReply(withLength(bound, body)) << quint64{0};
    QTest::newRow("any chunks") << rawReply(chunks + "186A0\r\n" + body + "\r\n0\r\n\r\n")
                                << quint64{0};
}

void TestAnswerBounds::aBodyWithinTheBoundIsAnAnswer() {
    QFETCH(Reply, reply);
    QFETCH(quint64, longest);
    const TestServer server([&reply](auto, const auto&) { return reply; });
    TestPlan plan = planFor(server.url(), 12, 4);
    plan.maxBody = longest;
    const auto test = runToEnd(plan);
    verifyFinished(*test, 12);
    QCOMPARE(test->result()->counts.bytes.bodyIn, quint64{12 * bound});
}

void TestAnswerBounds::aLengthWithoutABodyIsNone_data() {
    QTest::addColumn<QString>("method");
    QTest::addColumn<int>("status");
    QTest::newRow("HEAD") << QStringLiteral("HEAD") << 200;
    QTest::newRow("304") << QStringLiteral("GET") << 304;
}

// It is that of the body which a GET would have got (RFC 9110, 8.6).
void TestAnswerBounds::aLengthWithoutABodyIsNone() {
    QFETCH(QString, method);
    QFETCH(int, status);
    const std::string length = "999999999999";
    const TestServer server([&](auto, const auto&) {
        return rawReply("HTTP/1.1 " + std::to_string(status) + "\r\nContent-Length: " + length +
                        "\r\n\r\n");
    });
    TestPlan plan = planFor(server.url(), 12, 4);
    plan.method = method.toStdString();
    verifyFinished(*runToEnd(plan), 12);

    const Http2Server second([&](auto, std::uint32_t stream) {
        return rawReply(frames::frame(frames::Headers, frames::endHeaders | frames::endStream,
                                      stream,
                                      frames::headBlock(status, {{"content-length", length}})));
    });
    plan = overHttp2(second, 12, 4);
    plan.method = method.toStdString();
    verifyFinished(*runToEnd(plan), 12);
}

void TestAnswerBounds::theBoundIs64MiBUnlessThePlanSaysOtherwise() {
    const TestServer server(oneInThree(rawReply(withLength(64 * 1024 * 1024 + 1))));
    const TestPlan plan = sixtyRequests(server);
    const auto test = runToEnd(plan);
    verifyOneInThreeFailed(*test, tooLong);
    QCOMPARE(describe(tooLong, plan), std::string("the body is longer than the bound of 64 MiB"));
}

void TestAnswerBounds::aSilentServerFails_data() {
    QTest::addColumn<Reply>("reply");
    const milliseconds never = std::chrono::hours(1);
    QTest::newRow("no answer") << silence();
    QTest::newRow("half a head") << rawReply(head + "Content-");
    QTest::newRow("half a body") << rawReply(withLength(10, "hello"));
    QTest::newRow("half a chunk") << rawReply(chunks + "a\r\nhello");
    QTest::newRow("100 and no more") << rawReply("HTTP/1.1 100 Continue\r\n\r\n");
    QTest::newRow("a body until a close that never comes") << rawReply(untilClose + "hello");
    QTest::newRow("a drip that is too slow")
        << Reply{{{withLength(10)}, {"h", milliseconds(5)}, {"e", never}}, Reply::Then::Keep};
}

void TestAnswerBounds::aSilentServerFails() {
    QFETCH(Reply, reply);
    const TestServer server(oneInThree(reply));
    TestPlan plan = sixtyRequests(server);
    plan.idleTimeout = milliseconds(100);
    const auto test = runToEnd(plan);
    verifyOneInThreeFailed(*test, silent);
    // Counted with the time that they took; a histogram is within 1 %.
    QVERIFY(test->result()->counts.failed.min() >= milliseconds(99));
    const std::string json = resultJson(*test->result());
    QVERIFY(json.find("no byte of an answer for 100ms") != std::string::npos);
}

void TestAnswerBounds::aSilentServerFailsOverTls() {
    const TlsServer server(oneInThreeOverTls({.bytes = withLength(10, "hello"), .raw = {}}));
    TestPlan plan = sixtyOverTls(server);
    plan.idleTimeout = milliseconds(100);
    verifyOneInThreeFailed(*runToEnd(plan), silent);
}

// Bytes of other streams are none of its answer.
void TestAnswerBounds::aSilentStreamFailsAlone() {
    const Http2Server server([](std::uint64_t number, std::uint32_t stream) {
        if (number % 3 == 1)
            return rawReply(frames::headers(stream, 200) + frames::data(stream, "half", false));
        return rawReply(frames::answer(stream));
    });
    TestPlan plan = overHttp2(server, 60, 4);
    plan.idleTimeout = milliseconds(100);
    const auto test = runToEnd(plan);
    verifyFinished(*test, 40, 20);
    QVERIFY(test->result()->counts.failures.entries().front().kind == silent);
    QCOMPARE(server.accepted(), quint64{1});
    QTRY_COMPARE(server.resets(), quint64{20});
}

// Which takes longer in all than the silence that is allowed.
void TestAnswerBounds::whatDripsIsNotSilent() {
    const Reply reply = drippingReply(withLength(5, "hello"), milliseconds(20));
    const TestServer server([&reply](auto, const auto&) { return reply; });
    TestPlan plan = planFor(server.url(), 4, 4);
    plan.idleTimeout = milliseconds(500);
    const auto test = runToEnd(plan);
    verifyFinished(*test, 4);
    QVERIFY(test->result()->counts.service.min() > plan.idleTimeout);
}

void TestAnswerBounds::whatDripsIsNotSilentOverTls() {
    TlsServerOptions options = oneInThreeOverTls({});
    options.script = [](auto) {
        return TlsReply{.bytes = withLength(5, "hello"), .raw = {}, .pause = milliseconds(20)};
    };
    const TlsServer server(options);
    TestPlan plan = sixtyOverTls(server);
    plan.requests = 4;
    plan.idleTimeout = milliseconds(500);
    const auto test = runToEnd(plan);
    verifyFinished(*test, 4);
    QVERIFY(test->result()->counts.service.min() > plan.idleTimeout);
}

void TestAnswerBounds::whatDripsIsNotSilentOverHttp2_data() {
    using Answer = std::function<Reply(std::uint32_t)>;
    QTest::addColumn<Answer>("answer");
    QTest::newRow("data") << Answer([](std::uint32_t stream) {
        Reply reply = rawReply(frames::headers(stream, 200));
        for (int i = 0; i < 40; ++i)
            reply.writes.push_back({frames::data(stream, "x", false), milliseconds(20)});
        reply.writes.push_back({frames::data(stream, "x"), milliseconds(20)});
        return reply;
    });
    QTest::newRow("an interim answer first") << Answer([](std::uint32_t stream) {
        return Reply{{{frames::headers(stream, 103), milliseconds(300)},
                      {frames::answer(stream), milliseconds(300)}},
                     Reply::Then::Keep};
    });
}

void TestAnswerBounds::whatDripsIsNotSilentOverHttp2() {
    QFETCH(std::function<Reply(std::uint32_t)>, answer);
    const Http2Server server([&](auto, std::uint32_t stream) { return answer(stream); });
    TestPlan plan = overHttp2(server, 2, 1);
    plan.idleTimeout = milliseconds(500);
    const auto test = runToEnd(plan);
    verifyFinished(*test, 2);
    QVERIFY(test->result()->counts.service.min() > plan.idleTimeout);
}

void TestAnswerBounds::silenceBeginsAnewBehindARedirect() {
    const TestServer server([](std::uint64_t number, const auto&) {
        const std::string away = "HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n";
        return Reply{{{number % 2 == 0 ? away : withLength(2, "hi"), milliseconds(300)}},
                     Reply::Then::Keep};
    });
    TestPlan plan = planFor(server.url(), 2, 1);
    plan.follow = 1;
    plan.idleTimeout = milliseconds(500);
    const auto test = runToEnd(plan);
    verifyFinished(*test, 2);
    QVERIFY(test->result()->counts.service.min() > plan.idleTimeout);
}

void TestAnswerBounds::theTimeoutHoldsWhateverDrips() {
    const TestServer server(
        oneInThree({{{withLength(100'000)}, endless("x", milliseconds(10))}, Reply::Then::Keep}));
    TestPlan plan = sixtyRequests(server);
    plan.timeout = milliseconds(200);
    plan.idleTimeout = milliseconds(150);
    verifyOneInThreeFailed(*runToEnd(plan), late);
}

// While the server takes none of it, the timeout alone counts.
void TestAnswerBounds::aRequestOnItsWayOwesNoAnswer() {
    TestServerOptions options;
    options.opening = [](auto) { return rawReply({}, Reply::Then::Ignore); };
    const TestServer server([](auto, const auto&) { return okReply(); }, options);
    TestPlan plan = planFor(server.url(), 4, 2);
    plan.method = "POST";
    plan.body.assign(32'000'000, 'b'); // more than the kernel keeps
    plan.timeout = milliseconds(300);
    plan.idleTimeout = milliseconds(50);
    const auto test = runToEnd(plan);
    verifyFinished(*test, 0, 4);
    QVERIFY(test->result()->counts.failures.entries().front().kind == late);
}

QTEST_GUILESS_MAIN(TestAnswerBounds)
#include "tst_answerbounds.moc"
