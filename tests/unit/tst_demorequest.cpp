#include <string>
#include <string_view>

#include <QStringList>
#include <QTest>

#include "core/demo/demorequest.h"

using namespace squall;
using namespace std::chrono_literals;

namespace {

using Outcome = DemoRequestParser::Outcome;
using Transcript = QStringList;

QString bodyName(DemoRoute::Body body) {
    switch (body) {
    case DemoRoute::Body::None:
        return QStringLiteral("nothing");
    case DemoRoute::Body::Text:
        return QStringLiteral("text");
    case DemoRoute::Body::Echo:
        return QStringLiteral("echo");
    case DemoRoute::Body::Filler:
        return QStringLiteral("filler");
    }
    return {};
}

QString describe(const DemoRequest& request) {
    QString text = QString::number(request.route.status) + " " + bodyName(request.route.body);
    if (request.isHead)
        text += " head";
    if (request.isOld)
        text += " old";
    text += request.keepAlive ? " keep" : " close";
    if (!request.body.empty())
        text += " [" + QString::fromStdString(request.body) + "]";
    return text;
}

/// Everything that the parser has to say about `input`, given in pieces of `pieceBytes` after a
/// first one of `firstBytes`.
Transcript parse(std::string_view input, std::size_t firstBytes, std::size_t pieceBytes) {
    DemoRequestParser parser;
    Transcript transcript;
    std::size_t size = firstBytes;
    while (!input.empty()) {
        std::string_view piece = input.substr(0, size);
        input.remove_prefix(piece.size());
        size = pieceBytes;
        while (!piece.empty()) {
            const auto step = parser.feed(piece);
            piece.remove_prefix(step.consumed);
            if (step.outcome == Outcome::Refused) {
                transcript << "refused " + QString::number(parser.refusal().status);
                return transcript;
            }
            if (step.outcome == Outcome::WantsContinue)
                transcript << "continue";
            if (step.outcome == Outcome::Complete) {
                transcript << describe(parser.request());
                parser.next();
            }
        }
    }
    if (!parser.isFresh())
        transcript << "unfinished";
    return transcript;
}

Transcript parseWhole(std::string_view input) {
    return parse(input, input.size(), input.size());
}

std::string get(std::string_view target, std::string_view fields = {}) {
    return "GET " + std::string(target) + " HTTP/1.1\r\nHost: a\r\n" + std::string(fields) + "\r\n";
}

std::string post(std::string_view target, std::string_view fields, std::string_view body) {
    return "POST " + std::string(target) + " HTTP/1.1\r\nHost: a\r\n" + std::string(fields) +
           "\r\n" + std::string(body);
}

} // namespace

class TestDemoRequest final : public QObject {
    Q_OBJECT

private slots:
    void anySplitGivesTheSameAnswers_data();
    void anySplitGivesTheSameAnswers();
    void aHeadMayTake64KiBAndNotAByteMore_data();
    void aHeadMayTake64KiBAndNotAByteMore();
    void onlyAnEchoIsBounded();
    void whatIsNotHttpIsRefusedAtItsFirstByte();
    void aLargeBodyIsNotKeptForTheNextRequest();
    void pathsSayWhatIsAskedFor_data();
    void pathsSayWhatIsAskedFor();
};

void TestDemoRequest::anySplitGivesTheSameAnswers_data() {
    QTest::addColumn<std::string>("input");
    QTest::addColumn<Transcript>("expected");
    const auto row = [](const char* name, std::string input, Transcript expected) {
        QTest::newRow(name) << std::move(input) << std::move(expected);
    };
    row("a small request", get("/"), {"200 text keep"});
    row("a request that does not end", "GET / HTTP/1.1\r\nHost: a\r\n", {"unfinished"});
    row("pipelined requests come in order", get("/status/201") + get("/echo") + get("/bytes/7"),
        {"201 nothing keep", "200 echo keep", "200 filler keep"});
    row("empty lines before a request are ignored", "\r\n\r\n" + get("/"), {"200 text keep"});
    row("a head request", "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n", {"200 text head keep"});
    row("any method will do", "BREW / HTTP/1.1\r\nHost: a\r\n\r\n", {"200 text keep"});
    row("the absolute form", get("http://a/status/418"), {"418 nothing keep"});
    row("an unknown path", get("/nowhere"), {"404 text keep"});

    row("close is honoured", get("/", "Connection: close\r\n"), {"200 text close"});
    row("close in a list is honoured", get("/", "connection: te ,  CLOSE\r\n"), {"200 text close"});
    row("1.0 closes", "GET / HTTP/1.0\r\n\r\n", {"200 text old close"});
    row("1.0 may be kept", "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n",
        {"200 text old keep"});

    row("a body with a length", post("/echo", "Content-Length: 5\r\n", "hello"),
        {"200 echo keep [hello]"});
    row("a body that nobody wants", post("/", "Content-Length: 5\r\n", "hello") + get("/"),
        {"200 text keep", "200 text keep"});
    row("a chunked body",
        post("/echo", "Transfer-Encoding: Chunked\r\n",
             "5\r\nhello\r\n00A; x=y\r\n, everyone\r\n"
             "0\r\nTrailer: yes\r\n\r\n") +
            get("/"),
        {"200 echo keep [hello, everyone]", "200 text keep"});
    row("an empty chunked body", post("/echo", "Transfer-Encoding: chunked\r\n", "0\r\n\r\n"),
        {"200 echo keep"});
    row("a body that is waited for",
        post("/echo", "Expect: 100-Continue\r\nContent-Length: 2\r\n", "ok"),
        {"continue", "200 echo keep [ok]"});
    row("no body to wait for", get("/echo", "Expect: 100-continue\r\n"), {"200 echo keep"});

    row("a good request before a bad one", get("/") + "bad\r\n\r\n",
        {"200 text keep", "refused 400"});
    row("a bare line feed", "GET / HTTP/1.1\nHost: a\n\n", {"refused 400"});
    row("a bare carriage return", get("/", "X: a\rb\r\n"), {"refused 400"});
    row("a zero byte", get("/", std::string_view("X: a\0b\r\n", 8)), {"refused 400"});
    row("a folded field", get("/", "X: a\r\n b\r\n"), {"refused 400"});
    row("a field without a colon", get("/", "Nonsense\r\n"), {"refused 400"});
    row("a blank before the colon", get("/", "X : a\r\n"), {"refused 400"});
    row("a field without a name", get("/", ": a\r\n"), {"refused 400"});
    row("two words only", "GET /\r\n\r\n", {"refused 400"});
    row("four words", "GET / / HTTP/1.1\r\n\r\n", {"refused 400"});
    row("a method that is no token", "G(T / HTTP/1.1\r\n\r\n", {"refused 400"});
    row("no method", " / HTTP/1.1\r\n\r\n", {"refused 400"});
    row("no target", "GET  HTTP/1.1\r\n\r\n", {"refused 400"});
    row("another protocol", "GET / SPDY/1.1\r\n\r\n", {"refused 400"});
    row("another version", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", {"refused 505"});
    row("no host", "GET / HTTP/1.1\r\n\r\n", {"refused 400"});
    row("two hosts", get("/", "Host: b\r\n"), {"refused 400"});
    row("a length that is no number", post("/", "Content-Length: 5x\r\n", ""), {"refused 400"});
    row("a negative length", post("/", "Content-Length: -5\r\n", ""), {"refused 400"});
    row("no length", post("/", "Content-Length:\r\n", ""), {"refused 400"});
    row("a length beyond all bounds", post("/", "Content-Length: 99999999999999999999\r\n", ""),
        {"refused 400"});
    row("two lengths", post("/", "Content-Length: 5\r\nContent-Length: 5\r\n", "hello"),
        {"refused 400"});
    row("a length and chunks",
        post("/", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
        {"refused 400"});
    row("chunks in 1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", {"refused 400"});
    row("another coding", post("/", "Transfer-Encoding: gzip, chunked\r\n", ""), {"refused 501"});
    row("chunked twice",
        post("/", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", ""),
        {"refused 400"});
    row("a chunk without a size", post("/", "Transfer-Encoding: chunked\r\n", "\r\n"),
        {"refused 400"});
    row("a chunk size that is no number", post("/", "Transfer-Encoding: chunked\r\n", "xyz\r\n"),
        {"refused 400"});
    row("a chunk size beyond all bounds",
        post("/", "Transfer-Encoding: chunked\r\n", "10000000000000000\r\n"), {"refused 400"});
    row("a chunk longer than its size",
        post("/", "Transfer-Encoding: chunked\r\n", "2\r\nabcd\r\n0\r\n\r\n"), {"refused 400"});
    row("an endless chunk line",
        post("/", "Transfer-Encoding: chunked\r\n", "1;" + std::string(5000, 'x')),
        {"refused 400"});
    row("too much to echo", post("/echo", "Content-Length: 16777217\r\n", "x"), {"refused 413"});
    row("too large a chunk to echo",
        post("/echo", "Transfer-Encoding: chunked\r\n", "1000001\r\nx"), {"refused 413"});
    row("too much to echo is not waited for",
        post("/echo", "Expect: 100-continue\r\nContent-Length: 16777217\r\n", ""), {"refused 413"});
}

void TestDemoRequest::anySplitGivesTheSameAnswers() {
    QFETCH(std::string, input);
    QFETCH(Transcript, expected);
    QCOMPARE(parseWhole(input), expected);
    QCOMPARE(parse(input, 1, 1), expected);
    QCOMPARE(parse(input, 7, 7), expected);
    for (std::size_t first = 1; first < input.size(); ++first)
        QCOMPARE(parse(input, first, input.size()), expected);
}

void TestDemoRequest::aHeadMayTake64KiBAndNotAByteMore_data() {
    QTest::addColumn<std::string>("input");
    QTest::addColumn<Transcript>("expected");
    const std::size_t rest = get("/", "X: \r\n").size();
    const auto headOf = [&](std::size_t bytes) {
        return get("/", "X: " + std::string(bytes - rest, 'x') + "\r\n");
    };
    QTest::newRow("64 KiB") << headOf(65536) << Transcript{"200 text keep"};
    QTest::newRow("a byte more") << headOf(65537) << Transcript{"refused 431"};
    QTest::newRow("a long target")
        << get("/?" + std::string(65536, 'x')) << Transcript{"refused 431"};
    std::string fields;
    while (fields.size() < 65536)
        fields += "X: y\r\n";
    QTest::newRow("many fields") << get("/", fields) << Transcript{"refused 431"};
    QTest::newRow("long trailers")
        << post("/", "Transfer-Encoding: chunked\r\n", "0\r\n" + fields + "\r\n")
        << Transcript{"refused 431"};
}

void TestDemoRequest::aHeadMayTake64KiBAndNotAByteMore() {
    QFETCH(std::string, input);
    QFETCH(Transcript, expected);
    QCOMPARE(parseWhole(input), expected);
    QCOMPARE(parse(input, 1, 1), expected);
    QCOMPARE(parse(input, 4096, 4096), expected);
}

void TestDemoRequest::onlyAnEchoIsBounded() {
    const std::string large(17 * 1024 * 1024, 'x');
    const std::string length = "Content-Length: " + std::to_string(large.size()) + "\r\n";
    QCOMPARE(parseWhole(post("/", length, large)), Transcript{"200 text keep"});
    QCOMPARE(parseWhole(post("/echo", length, large)), Transcript{"refused 413"});

    std::string chunks;
    for (int i = 0; i < 17; ++i)
        chunks += "100000\r\n" + std::string(0x100000, 'x') + "\r\n";
    chunks += "0\r\n\r\n";
    const std::string_view chunked = "Transfer-Encoding: chunked\r\n";
    QCOMPARE(parseWhole(post("/", chunked, chunks)), Transcript{"200 text keep"});
    QCOMPARE(parseWhole(post("/echo", chunked, chunks)), Transcript{"refused 413"});
}

void TestDemoRequest::whatIsNotHttpIsRefusedAtItsFirstByte() {
    DemoRequestParser parser;
    QVERIFY(parser.isFresh());
    const std::string_view tlsClientHello("\x16\x03\x01", 3);
    QVERIFY(parser.feed(tlsClientHello.substr(0, 1)).outcome == Outcome::Refused);
    QCOMPARE(parser.refusal().status, 400);
    QVERIFY(!parser.isFresh());
}

void TestDemoRequest::aLargeBodyIsNotKeptForTheNextRequest() {
    DemoRequestParser parser;
    const std::string body(1'000'000, 'x');
    const std::string input = post("/echo", "Content-Length: 1000000\r\n", body);
    QVERIFY(parser.feed(input).outcome == Outcome::Complete);
    QCOMPARE(parser.request().body, body);
    parser.next();
    QVERIFY(parser.isFresh());
    QVERIFY(parser.request().body.capacity() < 100'000);
}

void TestDemoRequest::pathsSayWhatIsAskedFor_data() {
    QTest::addColumn<std::string>("target");
    QTest::addColumn<DemoRoute>("expected");
    const DemoRoute unknown;
    const auto row = [](std::string target, const DemoRoute& route) {
        QTest::newRow(target.empty() ? "(empty)" : target.c_str()) << target << route;
    };
    const auto filler = [](std::uint64_t bytes) {
        return DemoRoute{.status = 200, .body = DemoRoute::Body::Filler, .fillerBytes = bytes};
    };
    const auto empty = [](int status) {
        return DemoRoute{.status = status, .body = DemoRoute::Body::None};
    };
    row("/", {.status = 200});
    row("/?a=b", {.status = 200});
    row("http://a.test", {.status = 200});
    row("http://a.test?x", {.status = 200});
    row("http://a.test:80/bytes/5", filler(5));
    row("/echo", {.status = 200, .body = DemoRoute::Body::Echo});
    row("/echo?x=/bytes/5", {.status = 200, .body = DemoRoute::Body::Echo});
    row("/bytes/0", filler(0));
    row("/bytes/65536", filler(65536));
    row("/bytes/64k", filler(64'000));
    row("/bytes/1073741824", filler(1U << 30));
    row("/bytes/1073741825", unknown);
    row("/bytes/-1", unknown);
    row("/bytes/", unknown);
    row("/bytes", unknown);
    row("/delay/5ms", {.status = 200, .delay = 5ms});
    row("/delay/1.5s?again", {.status = 200, .delay = 1500ms});
    row("/delay/60s", {.status = 200, .delay = 60s});
    row("/delay/61s", unknown);
    row("/delay/5", unknown);
    row("/status/200", empty(200));
    row("/status/599", empty(599));
    row("/status/199", unknown);
    row("/status/600", unknown);
    row("/status/0200", unknown);
    row("/status/20x", unknown);
    row("/fail/0", {.status = 200});
    row("/fail/10", {.status = 200, .failMillionths = 100'000});
    row("/fail/0.5", {.status = 200, .failMillionths = 5'000});
    row("/fail/100", {.status = 200, .failMillionths = 1'000'000});
    row("/fail/101", unknown);
    row("/fail/-1", unknown);
    row("/fail/nan", unknown);
    row("/fail/ten", unknown);
    row("/fail/10/", unknown);
    row("/other/10", unknown);
    row("//", unknown);
    row("*", unknown);
    row("a.test:443", unknown);
    row("?", unknown);
}

void TestDemoRequest::pathsSayWhatIsAskedFor() {
    QFETCH(std::string, target);
    QFETCH(DemoRoute, expected);
    QVERIFY(routeOf(target) == expected);
}

QTEST_GUILESS_MAIN(TestDemoRequest)
#include "tst_demorequest.moc"
