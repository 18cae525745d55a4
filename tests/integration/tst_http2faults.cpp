// Whole runs over HTTP/2, against a server that breaks its rules or means harm: every request ends,
// is counted by its kind, and the ledger balances.

#include <functional>

#include <QTest>

#include "core/load/connection.h"
#include "core/load/describe.h"
#include "tests/support/http2server.h"
#include "tests/support/runner.h"

using namespace squall;
using namespace squall::test;

namespace {

constexpr std::uint64_t planned = 12;

std::string repeated(const std::string& text, int times) {
    std::string all;
    for (int i = 0; i < times; ++i)
        all += text;
    return all;
}

/// A head in as many frames as it needs.
std::string splitHead(std::uint32_t stream, const std::string& block, bool ends = false) {
    constexpr std::size_t most = 16'384;
    std::string all = frames::frame(frames::Headers, ends ? frames::endStream : 0, stream,
                                    block.substr(0, std::min(most, block.size())));
    for (std::size_t at = most; at < block.size(); at += most)
        all += frames::frame(9, 0, stream, block.substr(at, most));
    return all + frames::frame(9, frames::endHeaders, stream);
}

std::string manyFields(int count) {
    std::vector<std::pair<std::string, std::string>> fields;
    for (int i = 0; i < count; ++i)
        fields.emplace_back("x" + std::to_string(i), "v");
    return frames::headBlock(200, fields);
}

/// A field that is put into the table of HPACK, and then named again and again by one byte each
/// (RFC 7541, 6.1 and 6.2.1): some KB that stand for many MB.
std::string compressedBomb() {
    const std::string large = frames::headBlock(200, {{"a", std::string(3900, 'x')}});
    std::string block = frames::headBlock(200);
    block += '\x40' + large.substr(block.size() + 1);
    return block + std::string(12'000, '\xbe');
}

} // namespace

Q_DECLARE_METATYPE(squall::FailureKind)

class TestHttp2Faults final : public QObject {
    Q_OBJECT

private slots:
    void countsByKind_data();
    void countsByKind();
    void endsWhateverFollowsAnAnswer_data();
    void endsWhateverFollowsAnAnswer();
    void tellsAServerOfHttp1();
    void timesOutWhereNothingIsAllowed_data();
    void timesOutWhereNothingIsAllowed();
    void takesALongHead();
    void waitsForAWindowThatWasTaken();
    void retriesNothingThatWasLookedAt();
    void balancesInAStormOfResets();
    void balancesWhenEveryConnectionGoesAway();
};

void TestHttp2Faults::countsByKind_data() {
    using Answer = std::function<Reply(std::uint32_t)>;
    QTest::addColumn<Answer>("answer");
    QTest::addColumn<FailureKind>("kind");
    const auto row = [](const char* name, FailureKind kind, const Answer& answer) {
        QTest::newRow(name) << answer << kind;
    };
    const auto fault = [](ParseFault what) { return failureOf(FailureClass::Protocol, what); };
    row("reset", failureOf(FailureClass::Reset, streamResetCode + 2),
        [](auto stream) { return rawReply(frames::reset(stream, 2)); });
    row("reset in the middle", failureOf(FailureClass::Reset, streamResetCode + 0),
        [](auto stream) {
            return rawReply(frames::headers(stream, 200) + frames::data(stream, "half", false) +
                            frames::reset(stream, 0));
        });
    row("closed without an answer", failureOf(FailureClass::Closed, 0),
        [](auto) { return rawReply({}, Reply::Then::Close); });
    row("closed in the middle", failureOf(FailureClass::Closed, 1), [](auto stream) {
        return Reply{{{frames::headers(stream, 200)}, {{}, std::chrono::milliseconds(5)}},
                     Reply::Then::Close};
    });
    row("settings flood", fault(ParseFault::Http2Flood),
        [](auto) { return rawReply(repeated(frames::settings(), 5000)); });
    row("ping flood", fault(ParseFault::Http2Flood), [](auto) {
        return rawReply(repeated(frames::frame(frames::Ping, 0, 0, "12345678"), 5000));
    });
    row("continuation flood", fault(ParseFault::Http2Flood), [](auto stream) {
        return rawReply(frames::frame(frames::Headers, 0, stream, frames::headBlock(200)) +
                        repeated(frames::frame(9, 0, stream), 1000));
    });
    row("head of 100 KB", fault(ParseFault::HeadTooLarge), [](auto stream) {
        const auto block = frames::headBlock(
            200, {{"a", std::string(50'000, 'x')}, {"b", std::string(50'000, 'x')}});
        return rawReply(splitHead(stream, block) + frames::data(stream, "x"));
    });
    row("300 fields", fault(ParseFault::TooManyFields),
        [](auto stream) { return rawReply(splitHead(stream, manyFields(300))); });
    row("a bomb of compressed fields", fault(ParseFault::HeadTooLarge), [](auto stream) {
        return rawReply(
            frames::frame(frames::Headers, frames::endHeaders, stream, compressedBomb()));
    });
    row("300 trailers", fault(ParseFault::TooManyFields), [](auto stream) {
        const auto block = manyFields(300).substr(frames::headBlock(200).size());
        return rawReply(frames::headers(stream, 200) + splitHead(stream, block, true));
    });
    row("data ahead of the head", fault(ParseFault::Http2Violation),
        [](auto stream) { return rawReply(frames::data(stream, "hello")); });
    row("interim answers without end", fault(ParseFault::TooManyInterim),
        [](auto stream) { return rawReply(repeated(frames::headers(stream, 100), 40)); });
    row("broken compression", fault(ParseFault::Http2Compression), [](auto stream) {
        return rawReply(frames::frame(frames::Headers, frames::endHeaders, stream, "\xff\xff\xff"));
    });
    row("an answer without a status", fault(ParseFault::Http2Malformed), [](auto stream) {
        return rawReply(frames::frame(frames::Headers, frames::endHeaders | frames::endStream,
                                      stream, std::string("\0\1a\1b", 5)));
    });
    row("a status below 100", fault(ParseFault::Http2Malformed), [](auto stream) {
        return rawReply(frames::frame(frames::Headers, frames::endHeaders | frames::endStream,
                                      stream,
                                      std::string("\0\7:status\3"
                                                  "044",
                                                  13)));
    });
    row("length that is a lie", fault(ParseFault::Http2Malformed), [](auto stream) {
        const auto block = frames::headBlock(200, {{"content-length", "9"}});
        return rawReply(frames::frame(frames::Headers, frames::endHeaders, stream, block) +
                        frames::data(stream, "hello"));
    });
    row("data on stream 0", fault(ParseFault::Http2Violation),
        [](auto) { return rawReply(frames::data(0, "hello")); });
    row("push that nobody wants", fault(ParseFault::Http2Violation), [](auto stream) {
        return rawReply(frames::frame(frames::Push, frames::endHeaders, stream,
                                      std::string("\0\0\0\2", 4) + frames::headBlock(200)));
    });
}

// One request at a time, so that each ends in its own way.
void TestHttp2Faults::countsByKind() {
    QFETCH(std::function<Reply(std::uint32_t)>, answer);
    QFETCH(FailureKind, kind);
    const Http2Server server([&](auto, std::uint32_t stream) { return answer(stream); });
    TestPlan plan = planFor(server.url(), planned, 1);
    plan.http = HttpVersion::Http2;
    const auto test = runToEnd(plan);
    verifyFinished(*test, 0, planned);
    const auto entries = test->progress().counts.failures.entries();
    QCOMPARE(describe(entries.front().kind), describe(kind));
    QCOMPARE(entries.front().count, planned);
    QTRY_COMPARE(server.openConnections(), std::int64_t{0});
}

void TestHttp2Faults::endsWhateverFollowsAnAnswer_data() {
    using Extra = std::function<std::string(std::uint32_t)>;
    QTest::addColumn<Extra>("extra");
    QTest::newRow("data behind the end") << Extra([](auto s) { return frames::data(s, "more"); });
    QTest::newRow("a second answer") << Extra([](auto s) { return frames::answer(s); });
    QTest::newRow("a reset") << Extra([](auto s) { return frames::reset(s, 8); });
    QTest::newRow("an unknown frame") << Extra([](auto s) { return frames::frame(77, 9, s, "?"); });
    QTest::newRow("a push") << Extra([](auto s) {
        return frames::frame(frames::Push, frames::endHeaders, s, std::string("\0\0\0\2", 4));
    });
    QTest::newRow("garbage") << Extra([](auto) { return std::string(100, '\xee'); });
}

// Some of it may be passed over (RFC 9113, 5.1), some ends the connection; what counts is that
// every request ends.
void TestHttp2Faults::endsWhateverFollowsAnAnswer() {
    QFETCH(std::function<std::string(std::uint32_t)>, extra);
    const Http2Server server([&](auto, std::uint32_t stream) {
        return rawReply(frames::answer(stream) + extra(stream));
    });
    TestPlan plan = planFor(server.url(), 200, 2);
    plan.http = HttpVersion::Http2;
    plan.streams = 4;
    const auto test = runToEnd(plan);
    QCOMPARE(test->state(), RunState::Finished);
    QCOMPARE(test->result()->counts.ledger.completed(), quint64{200});
    verifyBalance(*test);
}

void TestHttp2Faults::tellsAServerOfHttp1() {
    const TestServer server(
        [](auto, const auto&) { return rawReply("HTTP/1.1 400 Bad Request\r\n\r\n"); });
    TestPlan plan = planFor(server.url(), planned, 2);
    plan.http = HttpVersion::Http2;
    plan.streams = 2;
    const auto test = runToEnd(plan);
    verifyFinished(*test, 0, planned);
    QCOMPARE(failuresOf(*test, FailureClass::Protocol), planned);
}

void TestHttp2Faults::timesOutWhereNothingIsAllowed_data() {
    QTest::addColumn<quint32>("setting");
    QTest::addColumn<QString>("method");
    QTest::newRow("no window for a body") << quint32{4} << QStringLiteral("POST");
    QTest::newRow("no streams") << quint32{3} << QStringLiteral("GET");
}

void TestHttp2Faults::timesOutWhereNothingIsAllowed() {
    QFETCH(quint32, setting);
    QFETCH(QString, method);
    const Http2Server server([](auto, auto) { return silence(); },
                             frames::settings({{static_cast<std::uint16_t>(setting), 0}}));
    TestPlan plan = planFor(server.url(), 6, 1);
    plan.http = HttpVersion::Http2;
    plan.streams = 3;
    plan.method = method.toStdString();
    plan.body = plan.method == "POST" ? std::string(100'000, 'b') : std::string();
    plan.timeout = std::chrono::milliseconds(200);
    const auto test = runToEnd(plan);
    verifyFinished(*test, 0, 6);
    QCOMPARE(failuresOf(*test, FailureClass::Timeout), quint64{6});
}

// Within the bound of HTTP/1.1, 64 KB.
void TestHttp2Faults::takesALongHead() {
    const Http2Server server([](auto, std::uint32_t stream) {
        const auto block = frames::headBlock(200, {{"a", std::string(60'000, 'x')}});
        return rawReply(splitHead(stream, block) + frames::data(stream, "x"));
    });
    TestPlan plan = planFor(server.url(), planned, 2);
    plan.http = HttpVersion::Http2;
    verifyFinished(*runToEnd(plan), planned);
}

// A server may take the window away under way (RFC 9113, 6.9.2), below zero even, and give it back.
void TestHttp2Faults::waitsForAWindowThatWasTaken() {
    const Http2Server server([](std::uint64_t number, std::uint32_t stream) {
        const std::string answer = frames::answer(stream);
        if (number != 0)
            return rawReply(answer);
        return Reply{{{answer + frames::settings({{4, 0}}), {}},
                      {frames::settings({{4, 65'535}}), std::chrono::milliseconds(50)}},
                     Reply::Then::Keep};
    });
    TestPlan plan = planFor(server.url(), 20, 1);
    plan.http = HttpVersion::Http2;
    plan.streams = 4;
    plan.method = "POST";
    plan.body = std::string(100'000, 'b');
    const auto test = runToEnd(plan);
    verifyFinished(*test, 20);
    QCOMPARE(server.accepted(), quint64{1});
}

// What a GOAWAY names as looked at has no second chance, though no answer comes.
void TestHttp2Faults::retriesNothingThatWasLookedAt() {
    const Http2Server server([](std::uint64_t number, std::uint32_t stream) {
        if (number < 3)
            return silence();
        return number == 3 ? rawReply(frames::goaway(stream), Reply::Then::Close)
                           : rawReply(frames::answer(stream));
    });
    TestPlan plan = planFor(server.url(), 20, 1);
    plan.http = HttpVersion::Http2;
    plan.streams = 4;
    const auto test = runToEnd(plan);
    verifyFinished(*test, 16, 4);
    QCOMPARE(failuresOf(*test, FailureClass::Closed), quint64{4});
    QCOMPARE(server.requests(), quint64{20});
    QCOMPARE(test->result()->counts.connections.retried, quint64{0});
}

void TestHttp2Faults::balancesInAStormOfResets() {
    const Http2Server server([](auto number, std::uint32_t stream) {
        return rawReply(number % 7 == 0
                            ? frames::answer(stream)
                            : frames::reset(stream, static_cast<std::uint32_t>(number % 14)));
    });
    TestPlan plan = planFor(server.url(), 5'000, 8);
    plan.http = HttpVersion::Http2;
    plan.streams = 10;
    const auto test = runToEnd(plan);
    QCOMPARE(test->state(), RunState::Finished);
    QCOMPARE(test->result()->counts.ledger.completed(), quint64{5'000});
    verifyBalance(*test);
    QCOMPARE(server.accepted(), quint64{8});
}

void TestHttp2Faults::balancesWhenEveryConnectionGoesAway() {
    const Http2Server server([](auto number, std::uint32_t stream) {
        if (number % 50 != 49)
            return rawReply(frames::answer(stream));
        return rawReply(frames::answer(stream) + frames::goaway(stream), Reply::Then::Close);
    });
    TestPlan plan = planFor(server.url(), 5'000, 4);
    plan.http = HttpVersion::Http2;
    plan.streams = 10;
    const auto test = runToEnd(plan);
    QCOMPARE(test->state(), RunState::Finished);
    QCOMPARE(test->result()->counts.ledger.completed(), quint64{5'000});
    verifyBalance(*test);
}

QTEST_GUILESS_MAIN(TestHttp2Faults)
#include "tst_http2faults.moc"
