// Answers that are no HTTP, or none that can be told from the next: each costs its own request and
// connection and nothing else. The parser's own tests have many more, byte by byte.

#include <string>

#include <QTest>

#include "core/http/parsefault.h"
#include "core/load/connection.h"
#include "tests/support/misbehaviour.h"

using namespace squall;
using namespace squall::test;
using namespace std::string_literals;

namespace {

std::string okHead(const std::string& fields) {
    return "HTTP/1.1 200 OK\r\n" + fields + "\r\n";
}

std::string chunked(const std::string& body) {
    return okHead("Transfer-Encoding: chunked\r\n") + body;
}

std::string many(int count, const std::string& text) {
    std::string all;
    for (int i = 0; i < count; ++i)
        all += text;
    return all;
}

constexpr std::size_t kib = 1024;

void addFault(const char* name, const std::string& answer, ParseFault fault) {
    QTest::newRow(name) << answer << fault;
}

void addHeads() {
    using enum ParseFault;
    addFault("HTTP/0.9", "<html>hello</html>", BadStatusLine);
    addFault("another protocol", "220 mail.test ESMTP\r\n", BadStatusLine);
    addFault("a TLS alert", "\x15\x03\x01\x00\x02\x02\x28"s, BadStatusLine);
    addFault("HTTP/2.0", "HTTP/2.0 200 OK\r\n\r\n", BadStatusLine);
    addFault("a status of two digits", "HTTP/1.1 20 OK\r\n\r\n", BadStatusLine);
    addFault("a status of 000", "HTTP/1.1 000 No\r\n\r\n", BadStatusLine);
    addFault("a status of words", "HTTP/1.1 all right\r\n\r\n", BadStatusLine);
    addFault("NUL in the status line", "HTTP/1.1 200 O\0K\r\n\r\n"s, ForbiddenByte);
    addFault("NUL in a value", okHead("A: b\0c\r\n"s), ForbiddenByte);
    addFault("lines that end in LF", "HTTP/1.1 200 OK\nContent-Length: 0\n\n", BareLineEnd);
    addFault("CR in a value", okHead("A: b\rContent-Length: 9\r\n"), BareLineEnd);
    addFault("a folded line", okHead("A: b\r\n c\r\n"), BadHeaderLine);
    addFault("a field without a colon", okHead("Content-Length 5\r\n"), BadHeaderLine);
    addFault("a blank before the colon", okHead("Content-Length : 5\r\n"), BadHeaderLine);
    addFault("a field of 1 MiB", okHead("A: " + std::string(kib * kib, 'a') + "\r\n"),
             HeadTooLarge);
    addFault("a reason of 64 KiB", "HTTP/1.1 200 " + std::string(64 * kib, 'O') + "\r\n\r\n",
             HeadTooLarge);
    addFault("10 000 fields", okHead(many(10'000, "A: b\r\n")), TooManyFields);
    addFault("33 interim answers", many(33, "HTTP/1.1 102 Processing\r\n\r\n") + okHead({}),
             TooManyInterim);
    addFault("101 without being asked", "HTTP/1.1 101 Switching Protocols\r\n\r\n",
             UnexpectedUpgrade);
}

void addLengths() {
    using enum ParseFault;
    const auto length = [](const std::string& value) {
        return okHead("Content-Length: " + value + "\r\n") + "hello";
    };
    addFault("no digits", length(""), BadContentLength);
    addFault("a negative length", length("-5"), BadContentLength);
    addFault("a length with a sign", length("+5"), BadContentLength);
    addFault("a length in hexadecimal", length("0x5"), BadContentLength);
    addFault("a length that overflows", length("18446744073709551621"), BadContentLength);
    addFault("a list of lengths", length("5, 5"), BadContentLength);
    addFault("two lengths", length("5\r\nContent-Length: 6"), SeveralContentLengths);
    addFault("the same length twice", length("5\r\nContent-Length: 5"), SeveralContentLengths);
    addFault("a length and chunks", length("5\r\nTransfer-Encoding: chunked"), LengthAndChunked);
    addFault("chunks in HTTP/1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
             BadTransferEncoding);
    addFault("a coding behind chunked",
             okHead("Transfer-Encoding: chunked, gzip\r\n") + "0\r\n\r\n", BadTransferEncoding);
}

void addBodies() {
    using enum ParseFault;
    addFault("a chunk of no size", chunked("\r\nhello"), BadChunk);
    addFault("a chunk of size xyz", chunked("xyz\r\nhello"), BadChunk);
    addFault("a negative chunk", chunked("-5\r\nhello"), BadChunk);
    addFault("a chunk size that overflows", chunked("10000000000000005\r\nhello"), BadChunk);
    addFault("a chunk longer than its size", chunked("2\r\nhello\r\n0\r\n\r\n"), BadChunk);
    addFault("a chunk size that ends in LF", chunked("5\nhello\n0\n\n"), BadChunk);
    addFault("a chunk extension of 128 KiB",
             chunked("5;" + std::string(128 * kib, 'e') + "\r\nhello\r\n0\r\n\r\n"), BadChunk);
    addFault("trailers of 128 KiB", chunked("0\r\nA: " + std::string(128 * kib, 't') + "\r\n\r\n"),
             TrailersTooLarge);
    addFault("more than its length", okHead("Content-Length: 2\r\n") + "hello", ExtraBytes);
    addFault("more than its chunks", chunked("0\r\n\r\n") + "hello", ExtraBytes);
    addFault("a second answer", okReply().writes[0].bytes + okReply().writes[0].bytes, ExtraBytes);
    addFault("a body of 204", "HTTP/1.1 204 No Content\r\n\r\nhello", ExtraBytes);
    addFault("a body of 304", "HTTP/1.1 304 Not Modified\r\n\r\nhello", ExtraBytes);
}

void addOddity(const char* name, const std::string& answer, quint64 bodyBytes, bool isReused,
               const char* method = "GET") {
    QTest::newRow(name) << answer << bodyBytes << isReused << std::string(method);
}

} // namespace

class TestBrokenFraming final : public QObject {
    Q_OBJECT

private slots:
    void aBrokenAnswerCostsItsOwnRequest_data();
    void aBrokenAnswerCostsItsOwnRequest();
    void anAnswerToHeadWithABodyIsBroken();
    void whatNobodyAskedForIsNoAnswer();
    void anOddAnswerIsRead_data();
    void anOddAnswerIsRead();
};

void TestBrokenFraming::aBrokenAnswerCostsItsOwnRequest_data() {
    QTest::addColumn<std::string>("answer");
    QTest::addColumn<ParseFault>("fault");
    addHeads();
    addLengths();
    addBodies();
}

void TestBrokenFraming::aBrokenAnswerCostsItsOwnRequest() {
    QFETCH(std::string, answer);
    QFETCH(ParseFault, fault);
    const TestServer server(oneInThree(rawReply(answer)));
    const auto test = runToEnd(sixtyRequests(server));
    verifyOneInThreeFailed(*test, failureOf(FailureClass::Protocol, fault));
    QCOMPARE(server.requests(), quint64{60});
}

void TestBrokenFraming::anAnswerToHeadWithABodyIsBroken() {
    const TestServer server([](auto, const auto&) { return okReply(); });
    TestPlan plan = planFor(server.url(), 20, 2);
    plan.method = "HEAD";
    const auto test = runToEnd(plan);
    QCOMPARE(test->result()->counts.ledger.failed, quint64{20});
    QCOMPARE(failuresOf(*test, FailureClass::Protocol), quint64{20});
    verifyBalance(*test);
}

// Bytes that come while nothing is asked end the connection, or they would be the next answer.
void TestBrokenFraming::whatNobodyAskedForIsNoAnswer() {
    Reply reply = okReply("told");
    reply.writes.push_back(
        {okReply("an answer to nothing").writes[0].bytes, std::chrono::milliseconds(5)});
    const TestServer server([&reply](auto, const auto&) { return reply; });
    TestPlan plan = planFor(server.url(), 10, 1);
    plan.rate = 20; // so that the connection stands idle when they come
    const auto test = runToEnd(plan);
    const Counts& counts = test->result()->counts;
    QCOMPARE(counts.ledger.ok, quint64{10});
    QCOMPARE(counts.bytes.bodyIn, quint64{40});
    QVERIFY(counts.connections.opened >= 10);
    verifyBalance(*test);
}

void TestBrokenFraming::anOddAnswerIsRead_data() {
    QTest::addColumn<std::string>("answer");
    QTest::addColumn<quint64>("bodyBytes");
    QTest::addColumn<bool>("isReused");
    QTest::addColumn<std::string>("method");
    addOddity("HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello", 5, false);
    addOddity("HTTP/1.0 that stays",
              "HTTP/1.0 200 OK\r\nContent-Length: 5\r\nConnection: Keep-Alive\r\n\r\nhello", 5,
              true);
    addOddity("no reason", "HTTP/1.1 200\r\nContent-Length: 5\r\n\r\nhello", 5, true);
    addOddity("an unknown status", "HTTP/1.1 299 Odd\r\nContent-Length: 0\r\n\r\n", 0, true);
    addOddity("an unknown version", "HTTP/1.7 200 OK\r\nContent-Length: 0\r\n\r\n", 0, true);
    addOddity("100 first",
              "HTTP/1.1 100 Continue\r\n\r\n" + okHead("Content-Length: 5\r\n") + "hello", 5, true);
    addOddity("32 interim answers",
              many(32, "HTTP/1.1 102 Processing\r\n\r\n") + okHead("Content-Length: 0\r\n"), 0,
              true);
    addOddity("blanks around a value", okHead("Content-Length: \t 5 \r\n") + "hello", 5, true);
    addOddity("names in any case", okHead("cOnTeNt-LeNgTh: 5\r\n") + "hello", 5, true);
    addOddity("an empty value", okHead("A:\r\nContent-Length: 0\r\n"), 0, true);
    addOddity("leading zeros", okHead("Content-Length: 0005\r\n") + "hello", 5, true);
    addOddity("256 fields", okHead(many(255, "A: b\r\n") + "Content-Length: 0\r\n"), 0, true);
    addOddity("304", "HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n", 0, true);
    addOddity("chunks after another coding",
              okHead("Transfer-Encoding: gzip, chunked\r\n") + "0002\r\nab\r\n0\r\n\r\n", 2, true);
    addOddity("what is packed stays packed",
              okHead("Content-Encoding: gzip\r\nContent-Length: 9\r\n") + "\x1f\x8b\x08 bomb!", 9,
              true);
    addOddity("trailers", chunked("2\r\nab\r\n0\r\nContent-Length: 9\r\n\r\n"), 2, true);
    addOddity("early hints",
              "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + okHead("Content-Length: 0\r\n"), 0,
              true);
    addOddity("chunks for HEAD", okHead("Transfer-Encoding: chunked\r\n"), 0, true, "HEAD");
    addOddity("close announced", okHead("Content-Length: 0\r\nConnection: x, Close\r\n"), 0, false);
}

void TestBrokenFraming::anOddAnswerIsRead() {
    QFETCH(std::string, answer);
    QFETCH(quint64, bodyBytes);
    QFETCH(bool, isReused);
    QFETCH(std::string, method);
    const TestServer server([&answer](auto, const auto&) { return rawReply(answer); });
    TestPlan plan = planFor(server.url(), 20, 2);
    plan.method = method;
    const auto test = runToEnd(plan);
    const Counts& counts = test->result()->counts;
    QCOMPARE(counts.ledger.ok, quint64{20});
    QCOMPARE(counts.bytes.bodyIn, 20 * bodyBytes);
    QCOMPARE(counts.connections.opened, quint64{isReused ? 2U : 20U});
    verifyBalance(*test);
}

QTEST_GUILESS_MAIN(TestBrokenFraming)
#include "tst_brokenframing.moc"
