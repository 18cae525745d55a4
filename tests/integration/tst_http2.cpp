// Whole runs over HTTP/2, against a server that keeps to the rules.

#include <atomic>
#include <chrono>
#include <utility>
#include <vector>

#include <QTest>

#include "tests/support/http2server.h"
#include "tests/support/runner.h"
#include "tests/support/tlscertificate.h"
#include "tests/support/tlsserver.h"

using namespace squall;
using namespace squall::test;

namespace {

TestPlan http2Plan(const Http2Server& server, std::uint64_t requests, std::uint32_t connections,
                   std::uint32_t streams) {
    TestPlan plan = planFor(server.url(), requests, connections);
    plan.http = HttpVersion::Http2;
    plan.streams = streams;
    return plan;
}

Http2Server::Script okScript() {
    return [](auto, std::uint32_t stream) { return rawReply(frames::answer(stream)); };
}

} // namespace

class TestHttp2 final : public QObject {
    Q_OBJECT

private slots:
    void sendsExactlyAsManyRequestsAsPlanned_data();
    void sendsExactlyAsManyRequestsAsPlanned();
    void keepsTheStreamsThatTheServerAllows();
    void waitsUntilStreamsAreAllowed();
    void tellsFailuresAndKeepsExamples();
    void readsInterimAnswersAndTrailers();
    void sendsBodiesThroughTheWindow();
    void timesOutOneStreamAlone();
    void opensAConnectionForEachRequest();
    void keepsTheSchedule();
    void retriesWhatAGoawayLeft();
    void retriesARefusedStreamOnce();
    void needsAServerThatOffersIt();
};

void TestHttp2::sendsExactlyAsManyRequestsAsPlanned_data() {
    QTest::addColumn<quint64>("requests");
    QTest::addColumn<quint32>("connections");
    QTest::addColumn<quint32>("streams");
    QTest::addColumn<quint32>("threads");
    QTest::newRow("one") << quint64{1} << 1u << 1u << 1u;
    QTest::newRow("fewer than streams") << quint64{7} << 1u << 100u << 1u;
    QTest::newRow("one stream at a time") << quint64{500} << 4u << 1u << 1u;
    QTest::newRow("ten streams, two threads") << quint64{20'000} << 33u << 10u << 2u;
    QTest::newRow("more streams than the usual limit") << quint64{3'000} << 2u << 300u << 1u;
}

void TestHttp2::sendsExactlyAsManyRequestsAsPlanned() {
    QFETCH(quint64, requests);
    QFETCH(quint32, connections);
    QFETCH(quint32, streams);
    QFETCH(quint32, threads);
    const Http2Server server(okScript());
    TestPlan plan = http2Plan(server, requests, connections, streams);
    plan.threads = threads;
    const auto test = runToEnd(plan);
    verifyFinished(*test, requests);
    const Counts& counts = test->result()->counts;
    QCOMPARE(server.requests(), requests);
    QCOMPARE(counts.statuses[200], requests);
    QCOMPARE(counts.bytes.bodyIn, requests * 5);
    QCOMPARE(counts.firstByte.count(), requests);
    QCOMPARE(test->result()->peer.protocol, std::string("HTTP/2"));
    QCOMPARE(server.accepted(), counts.connections.opened);
    QTRY_COMPARE(server.goodbyes(), server.accepted());
}

void TestHttp2::keepsTheStreamsThatTheServerAllows() {
    using Clock = std::chrono::steady_clock;
    constexpr auto pause = std::chrono::milliseconds(5);
    std::vector<std::uint32_t> held;
    Clock::time_point answerAt;
    std::atomic<int> tooEarly = 0;
    const Http2Server server(
        [&](auto number, std::uint32_t stream) {
            if (number < 20) // sent before the settings came
                return rawReply(frames::answer(stream));
            tooEarly += Clock::now() < answerAt ? 1 : 0;
            held.push_back(stream);
            if (held.size() < 3)
                return silence();
            answerAt = Clock::now() + pause;
            std::string answers;
            for (const std::uint32_t each : std::exchange(held, {}))
                answers += frames::answer(each);
            return Reply{{{answers, pause}}, Reply::Then::Keep};
        },
        frames::settings({{3, 3}}));
    const auto test = runToEnd(http2Plan(server, 20 + 3 * 30, 1, 20));
    verifyFinished(*test, 110);
    QCOMPARE(tooEarly.load(), 0);
}

void TestHttp2::waitsUntilStreamsAreAllowed() {
    const Http2Server server(
        [](auto number, std::uint32_t stream) {
            Reply reply = rawReply(frames::answer(stream));
            if (number == 0) // nothing else is in flight on this connection, and nothing may be
                reply.writes.push_back(
                    {frames::settings({{3, 100}}), std::chrono::milliseconds(50)});
            return reply;
        },
        frames::settings({{3, 0}}));
    const auto test = runToEnd(http2Plan(server, 50, 1, 1));
    verifyFinished(*test, 50);
    QVERIFY(test->result()->counts.service.max() >= std::chrono::milliseconds(40));
}

void TestHttp2::tellsFailuresAndKeepsExamples() {
    const Http2Server server([](auto number, std::uint32_t stream) {
        return rawReply(number % 3 == 0 ? frames::answer(stream, 503, "busy")
                                        : frames::answer(stream));
    });
    const auto test = runToEnd(http2Plan(server, 30, 1, 2));
    verifyFinished(*test, 20, 10);
    QCOMPARE(failuresOf(*test, FailureClass::Status), quint64{10});
    const Examples& examples = test->result()->examples;
    QCOMPARE(examples.failed().size(), Examples::perKind);
    QCOMPARE(examples.failed().front().head, std::string("HTTP/2 503\r\nserver: test"));
    QCOMPARE(examples.failed().front().body, std::string("busy"));
    QCOMPARE(examples.slowest().front().head, std::string("HTTP/2 200\r\nserver: test"));
    QCOMPARE(examples.slowest().front().body, std::string("hello"));
}

void TestHttp2::readsInterimAnswersAndTrailers() {
    const Http2Server server([](auto, std::uint32_t stream) {
        const std::string trailers =
            frames::frame(frames::Headers, frames::endHeaders | frames::endStream, stream,
                          std::string(1, '\0') + std::string("\x04") + "grpc" + "\x01" + "0");
        return Reply{{{frames::headers(stream, 100) + frames::headers(stream, 103)},
                      {frames::headers(stream, 200) + frames::data(stream, "half", false),
                       std::chrono::milliseconds(1)},
                      {frames::data(stream, "half", false), std::chrono::milliseconds(1)},
                      {trailers}},
                     Reply::Then::Keep};
    });
    const auto test = runToEnd(http2Plan(server, 20, 2, 1));
    verifyFinished(*test, 20);
    QCOMPARE(test->result()->counts.bytes.bodyIn, quint64{20 * 8});
    QCOMPARE(test->result()->counts.statuses[200], quint64{20});
    QVERIFY(test->result()->counts.transfer.max() >= std::chrono::milliseconds(1));
}

void TestHttp2::sendsBodiesThroughTheWindow() {
    const Http2Server server(okScript());
    TestPlan plan = http2Plan(server, 12, 1, 4);
    plan.method = "POST";
    plan.body = std::string(200'000, 'b'); // thrice what a window holds at first
    const auto test = runToEnd(plan);
    verifyFinished(*test, 12);
    QCOMPARE(server.requests(), quint64{12});
    QVERIFY(test->result()->counts.bytes.out > 12 * plan.body.size());
}

void TestHttp2::timesOutOneStreamAlone() {
    const Http2Server server([](auto number, std::uint32_t stream) {
        return number == 5 ? silence() : rawReply(frames::answer(stream));
    });
    TestPlan plan = http2Plan(server, 100, 1, 4);
    plan.timeout = std::chrono::milliseconds(300);
    const auto test = runToEnd(plan);
    verifyFinished(*test, 99, 1);
    QCOMPARE(failuresOf(*test, FailureClass::Timeout), quint64{1});
    QVERIFY(test->result()->counts.failed.max() >= plan.timeout);
    QCOMPARE(server.accepted(), quint64{1});
    QTRY_COMPARE(server.resets(), quint64{1});
}

void TestHttp2::opensAConnectionForEachRequest() {
    const Http2Server server(okScript());
    TestPlan plan = http2Plan(server, 40, 4, 8);
    plan.keepAlive = false;
    const auto test = runToEnd(plan);
    verifyFinished(*test, 40);
    QCOMPARE(server.accepted(), quint64{40});
}

void TestHttp2::keepsTheSchedule() {
    const Http2Server server(okScript());
    TestPlan plan = http2Plan(server, 400, 2, 8);
    plan.rate = 2000;
    const auto test = runToEnd(plan);
    verifyFinished(*test, 400);
    QCOMPARE(test->result()->counts.ledger.dropped, quint64{0});
    QVERIFY(test->result()->elapsed >= std::chrono::milliseconds(190));
    QVERIFY(server.accepted() <= 2);
}

void TestHttp2::retriesWhatAGoawayLeft() {
    const Http2Server server([](auto number, std::uint32_t stream) {
        if (number == 0) // of four that are in flight, one has been looked at
            return rawReply(frames::goaway(stream) + frames::answer(stream), Reply::Then::Close);
        return number < 4 ? silence() : rawReply(frames::answer(stream));
    });
    TestPlan plan = http2Plan(server, 40, 1, 4);
    plan.method = "POST"; // not looked at is not looked at, whatever the method
    const auto test = runToEnd(plan);
    verifyFinished(*test, 40);
    QCOMPARE(server.requests(), quint64{43});
    QCOMPARE(server.accepted(), quint64{2});
    QCOMPARE(test->result()->counts.connections.retried, quint64{3});
}

void TestHttp2::retriesARefusedStreamOnce() {
    constexpr std::uint32_t refused = 7;
    const Http2Server server([](auto number, std::uint32_t stream) {
        const bool refuses = number == 2 || number >= 20;
        return rawReply(refuses ? frames::reset(stream, refused) : frames::answer(stream));
    });
    const auto test = runToEnd(http2Plan(server, 30, 1, 1));
    verifyFinished(*test, 19, 11);
    QCOMPARE(server.requests(), quint64{30 + 1 + 11});
    QCOMPARE(failuresOf(*test, FailureClass::Reset), quint64{11});
    QCOMPARE(server.accepted(), quint64{1});
}

void TestHttp2::needsAServerThatOffersIt() {
    const TlsServer server({.certificate = makeSelfSigned(),
                            .version = TlsServerOptions::Version::Any,
                            .clientAuthority = {},
                            .garbage = {},
                            .opening = {},
                            .script = [](auto) { return tlsOkReply(); }});
    TestPlan plan = planFor(server.url(), 10, 1);
    plan.tls.insecure = true;
    plan.http = HttpVersion::Http2;
    const auto refused = runToEnd(plan);
    QCOMPARE(refused->state(), RunState::Failed);
    QVERIFY(refused->error()->code == ErrorCode::TlsFailed);
    plan.http = HttpVersion::Auto;
    const auto fallen = runToEnd(plan);
    verifyFinished(*fallen, 10);
    QCOMPARE(fallen->result()->peer.protocol, std::string("HTTP/1.1"));
}

QTEST_GUILESS_MAIN(TestHttp2)
#include "tst_http2.moc"
