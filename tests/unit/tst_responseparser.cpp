#include <cstddef>
#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <tuple>

#include <QTest>

#include "core/http/responseparser.h"

using namespace squall;

using Outcome = ResponseParser::Outcome;

namespace {

/// What a parser says of some bytes. Fields that mean nothing for the outcome keep their defaults.
struct Answer {
    Outcome outcome = Outcome::NeedMore;
    ParseFault fault = ParseFault::None;
    int status = 0;
    std::uint64_t body = 0;
    bool keepAlive = false;
    bool endsAtClose = false;
    std::size_t left = 0; ///< bytes after the end of the response

    bool operator==(const Answer&) const = default;
};

struct Case {
    std::string bytes;
    bool toHead = false; ///< as the answer to a HEAD request
    Answer answer;
};

QByteArray textOf(const Answer& answer) {
    constexpr std::string_view outcomes[] = {"NeedMore", "Complete", "Failed"};
    const std::string text =
        std::string(outcomes[static_cast<int>(answer.outcome)]) + ", " +
        std::string(describe(answer.fault)) + ", status " + std::to_string(answer.status) +
        ", body " + std::to_string(answer.body) + (answer.keepAlive ? ", keep-alive" : "") +
        (answer.endsAtClose ? ", ends at close" : "") + ", left " + std::to_string(answer.left);
    return QByteArray::fromStdString(text);
}

/// Feeds `bytes` in pieces: `nextSize` says how large the piece at an offset is.
template <typename NextSize>
Answer fed(std::string_view bytes, bool toHead, NextSize nextSize) {
    ResponseParser parser;
    parser.expect(toHead);
    std::size_t offset = 0;
    auto outcome = Outcome::NeedMore;
    while (offset < bytes.size() && outcome == Outcome::NeedMore) {
        const std::string_view piece = bytes.substr(offset, nextSize(offset));
        // A copy of its own, so that a sanitizer sees every read past the end of the piece.
        const std::vector<char> copy(piece.begin(), piece.end());
        const ResponseParser::Step step = parser.feed({copy.data(), copy.size()});
        outcome = step.outcome;
        if (step.consumed > piece.size() ||
            (outcome == Outcome::NeedMore && step.consumed != piece.size()))
            return {.fault = ParseFault::ExtraBytes, .left = std::size_t(-1)}; // breaks its promise
        offset += step.consumed;
    }
    switch (outcome) {
    case Outcome::NeedMore:
        return {.body = parser.bodyBytes(), .endsAtClose = parser.endsAtClose()};
    case Outcome::Failed:
        return {.outcome = outcome, .fault = parser.fault()};
    case Outcome::Complete:
        break;
    }
    return {.outcome = outcome,
            .status = parser.status(),
            .body = parser.bodyBytes(),
            .keepAlive = parser.keepAlive(),
            .left = bytes.size() - offset};
}

Answer fedWhole(std::string_view bytes, bool toHead) {
    return fed(bytes, toHead, [&](std::size_t) { return bytes.size(); });
}

Answer fedByteByByte(std::string_view bytes, bool toHead) {
    return fed(bytes, toHead, [](std::size_t) { return 1; });
}

Answer fedInTwo(std::string_view bytes, bool toHead, std::size_t cut) {
    return fed(bytes, toHead, [&](std::size_t offset) { return offset == 0 ? cut : bytes.size(); });
}

/// "HTTP/1.1 200 OK" and these lines, each of which gets its end.
std::string ok(std::initializer_list<std::string> lines, std::string_view body = {}) {
    std::string text = "HTTP/1.1 200 OK\r\n";
    for (const std::string& line : lines)
        text += line + "\r\n";
    return text.append("\r\n").append(body);
}

std::string withStatus(const std::string& statusLine) {
    return statusLine + "\r\nContent-Length: 0\r\n\r\n";
}

std::string chunked(std::string_view body) {
    return ok({"Transfer-Encoding: chunked"}, body);
}

std::string repeated(std::string_view text, int times) {
    std::string all;
    for (int i = 0; i < times; ++i)
        all += text;
    return all;
}

/// A head of exactly `size` bytes without a body.
std::string headOf(std::size_t size) {
    const std::string frame = ok({"Content-Length: 0", "X: "});
    return ok({"Content-Length: 0", "X: " + std::string(size - frame.size(), 'x')});
}

void addRow(const char* name, const Case& c) {
    QTest::newRow(name) << c;
}

/// A whole response with status 200 that leaves the connection open.
void whole(const char* name, const std::string& bytes, std::uint64_t body, Answer more = {}) {
    more.outcome = Outcome::Complete;
    more.status = more.status == 0 ? 200 : more.status;
    more.body = body;
    more.keepAlive = true;
    addRow(name, {bytes, false, more});
}

/// The same, but the connection cannot be used again.
void last(const char* name, const std::string& bytes) {
    addRow(name, {bytes, false, {.outcome = Outcome::Complete, .status = 200, .body = 2}});
}

void unfinished(const char* name, const std::string& bytes, std::uint64_t body = 0) {
    addRow(name, {bytes, false, {.body = body}});
}

void untilClose(const char* name, const std::string& bytes, std::uint64_t body) {
    addRow(name, {bytes, false, {.body = body, .endsAtClose = true}});
}

void broken(const char* name, ParseFault fault, const std::string& bytes) {
    addRow(name, {bytes, false, {.outcome = Outcome::Failed, .fault = fault}});
}

void addFramings() {
    whole("Content-Length frames the body", ok({"Content-Length: 5"}, "hello"), 5);
    whole("a length of 0 is no body", ok({"Content-Length: 0"}), 0);
    whole("a length with leading zeros", ok({"Content-Length: 0005"}, "hello"), 5);
    whole("a length amid blanks", ok({"Content-Length:\t 5 \t"}, "hello"), 5);
    whole("a length without a blank", ok({"Content-Length:5"}, "hello"), 5);
    whole("field names have no case", ok({"cOnTeNt-LeNgTh: 5"}, "hello"), 5);
    whole("bytes of the body are not looked at", ok({"Content-Length: 6"}, {"\0\r\n\n\xff\r", 6}),
          6);
    whole("what follows is left", ok({"Content-Length: 5"}, "helloHTTP/1.1 200 OK"), 5,
          {.left = 15});
    whole("unknown fields do not matter",
          ok({"Server: x", "Content-Length: 1", "ETag: \"y\""}, "a"), 1);
    whole("names that are only like known ones",
          ok({"Content-Length: 1", "Content-Lengths: 9", "X-Content-Length: 8", "Connectiom: close",
              "Transfer-Encodind: x"},
             "a"),
          1);

    whole("chunks", chunked("5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"), 11);
    whole("no chunk but the last", chunked("0\r\n\r\n"), 0);
    whole("chunk sizes in both cases of hex",
          chunked("a\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\n"), 20);
    whole("chunk sizes with leading zeros", chunked("0005\r\nhello\r\n000\r\n\r\n"), 5);
    whole("chunk extensions are skipped", chunked("5;a=b;c=\"d\"\r\nhello\r\n0;x\r\n\r\n"), 5);
    whole("a blank before a chunk extension", chunked("5 ;a\r\nhello\r\n0\t;x\r\n\r\n"), 5);
    whole("line ends inside a chunk are data", chunked("4\r\n\r\n\r\n\r\n0\r\n\r\n"), 4);
    whole("trailers are skipped", chunked("1\r\na\r\n0\r\nA: b\r\nContent-Length: 7\r\n\r\n"), 1);
    whole("what follows the chunks is left", chunked("1\r\na\r\n0\r\n\r\nHTTP"), 1, {.left = 4});
    whole("chunked in capitals", ok({"Transfer-Encoding: CHUNKED"}, "1\r\na\r\n0\r\n\r\n"), 1);
    whole("another coding before chunked",
          ok({"Transfer-Encoding: gzip, chunked"}, "1\r\na\r\n0\r\n\r\n"), 1);
    whole("another coding in a field before",
          ok({"Transfer-Encoding: gzip", "Transfer-Encoding: chunked"}, "1\r\na\r\n0\r\n\r\n"), 1);
    whole("empty elements of a list do not count",
          ok({"Transfer-Encoding: , ,chunked,"}, "1\r\na\r\n0\r\n\r\n"), 1);

    untilClose("without a length the body ends at the close", ok({"Server: x"}, "hello"), 5);
    untilClose("an empty body that ends at the close", ok({}), 0);
    untilClose("a coding without chunked ends at the close",
               ok({"Transfer-Encoding: gzip"}, "hello"), 5);
    untilClose("HTTP/1.0 without a length", "HTTP/1.0 200 OK\r\n\r\nhello", 5);
}

void addBodiless() {
    const auto toHead = [](const char* name, const std::string& bytes, Answer answer) {
        answer.outcome = Outcome::Complete;
        answer.keepAlive = true;
        addRow(name, {bytes, true, answer});
    };
    toHead("HEAD has no body, whatever the length", ok({"Content-Length: 5"}), {.status = 200});
    toHead("HEAD has no chunks", ok({"Transfer-Encoding: chunked"}), {.status = 200});
    toHead("HEAD without a length ends at the head", ok({}), {.status = 200});
    toHead("a body that answers HEAD is left", ok({"Content-Length: 2"}, "hi"),
           {.status = 200, .left = 2});
    toHead("HEAD after an interim response",
           "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + ok({"Content-Length: 5"}),
           {.status = 200});
    whole("204 has no body", "HTTP/1.1 204 No Content\r\n\r\n", 0, {.status = 204});
    whole("204 has no body, whatever the length",
          "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", 0, {.status = 204});
    whole("a body after 204 is left", "HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\nhi", 0,
          {.status = 204, .left = 2});
    whole("304 has no body, whatever the length",
          "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", 0, {.status = 304});
    whole("304 has no chunks", "HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n", 0,
          {.status = 304});
}

void addStatusLines() {
    const auto status = [](const char* name, const std::string& line, int code) {
        whole(name, withStatus(line), 0, {.status = code});
    };
    status("any status", "HTTP/1.1 599 Whatever", 599);
    status("a status past the registered ones", "HTTP/1.1 999 Odd", 999);
    status("no reason", "HTTP/1.1 200 ", 200);
    status("no reason and no blank", "HTTP/1.1 200", 200);
    status("a reason of many words", "HTTP/1.1 404 Not here, nor there", 404);
    status("a reason past ASCII", "HTTP/1.1 200 \xc3\xa9\xff", 200);
    status("a later version of HTTP/1", "HTTP/1.2 200 OK", 200);
    status("a reason of 32 KiB", "HTTP/1.1 200 " + std::string(32 * 1024, 'x'), 200);

    const auto bad = [](const char* name, const std::string& line) {
        broken(name, ParseFault::BadStatusLine, withStatus(line));
    };
    bad("HTTP/0.9 sends the body at once", "<html><body>hello</body></html>");
    bad("another protocol", "SSH-2.0-OpenSSH_9.2");
    bad("HTTP/2", "HTTP/2.0 200 OK");
    bad("HTTP/0.9 in words", "HTTP/0.9 200 OK");
    bad("the version in lower case", "http/1.1 200 OK");
    bad("a version of letters", "HTTP/1.x 200 OK");
    bad("a version of two digits", "HTTP/1.11 200 OK");
    bad("an empty line first", "\r\nHTTP/1.1 200 OK");
    bad("a blank first", " HTTP/1.1 200 OK");
    bad("no blank after the version", "HTTP/1.1200 OK");
    bad("two blanks after the version", "HTTP/1.1  200 OK");
    bad("a tab after the version", "HTTP/1.1\t200 OK");
    bad("a status of two digits", "HTTP/1.1 20 OK");
    bad("a status of four digits", "HTTP/1.1 2000 OK");
    bad("a status below 100", "HTTP/1.1 099 OK");
    bad("a status of letters", "HTTP/1.1 2x0 OK");
    bad("a negative status", "HTTP/1.1 -20 OK");
    bad("a version alone", "HTTP/1.1");
    broken("a bad status line is known before the head is whole", ParseFault::BadStatusLine,
           "HTTP/1.1 OK\r\nServer:");
    broken("a first byte that is wrong", ParseFault::BadStatusLine, "x");
}

void addFields() {
    whole("an empty value", ok({"X:", "Content-Length: 0"}), 0);
    whole("colons in a value", ok({"X: a:b:c", "Content-Length: 0"}), 0);
    whole("bytes past ASCII in a value", ok({"X: \xff\xfe", "Content-Length: 0"}), 0);
    whole("control characters in a value", ok({"X: a\tb\x01\x7f", "Content-Length: 0"}), 0);
    whole("every mark that a name may hold", ok({"!#$%&'*+-.^_`|~09azAZ: x", "Content-Length: 0"}),
          0);
    whole("256 fields", ok({repeated("A: b\r\n", 255) + "Content-Length: 0"}), 0);
    whole("a head of 64 KiB", headOf(ResponseParser::maxHeadBytes), 0);

    const auto bad = [](const char* name, const std::string& line) {
        broken(name, ParseFault::BadHeaderLine, ok({"Content-Length: 0", line}));
    };
    bad("a folded line", "X: a\r\n b");
    bad("a line folded by a tab", "X: a\r\n\tb");
    bad("a blank before the first name", " X: a");
    bad("a blank before the colon", "X : a");
    bad("a tab before the colon", "X\t: a");
    bad("no colon", "X");
    bad("no name", ": a");
    bad("a name with brackets", "X(y): a");
    bad("a name past ASCII", "\xc3\xa9: a");
    bad("a name with NUL", std::string("X\0: a", 5));
    broken("a bad line is known before the head is whole", ParseFault::BadHeaderLine,
           "HTTP/1.1 200 OK\r\nno colon\r\nX:");

    broken("257 fields", ParseFault::TooManyFields, ok({repeated("A: b\r\n", 256) + "C: d"}));
    broken("257 long fields", ParseFault::TooManyFields,
           ok({repeated("A: " + std::string(200, 'x') + "\r\n", 300)}));
    broken("a head of 64 KiB and a byte", ParseFault::HeadTooLarge,
           headOf(ResponseParser::maxHeadBytes + 1));
    broken("a head of 1 MiB", ParseFault::HeadTooLarge, headOf(1024 * 1024));
    broken("a line that never ends", ParseFault::HeadTooLarge,
           "HTTP/1.1 200 " + std::string(70'000, 'x'));
    broken("a bad line past 64 KiB", ParseFault::HeadTooLarge,
           ok({"X: " + std::string(66'000, 'x'), "no colon"}));
    broken("a bare LF past 64 KiB", ParseFault::HeadTooLarge,
           "HTTP/1.1 200 OK\r\nX: " + std::string(66'000, 'x') + "\n");
}

void addLineEnds() {
    broken("LF alone after the status line", ParseFault::BareLineEnd,
           "HTTP/1.1 200 OK\nContent-Length: 0\r\n\r\n");
    broken("LF alone after a field", ParseFault::BareLineEnd,
           "HTTP/1.1 200 OK\r\nContent-Length: 0\n\r\n");
    broken("LF alone as the empty line", ParseFault::BareLineEnd,
           "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\n");
    broken("LF alone throughout", ParseFault::BareLineEnd,
           "HTTP/1.1 200 OK\nContent-Length: 0\n\n");
    broken("CR alone in a value", ParseFault::BareLineEnd, ok({"Content-Length: 0", "X: a\rb"}));
    broken("CR alone that hides a field", ParseFault::BareLineEnd,
           ok({"X: a\rContent-Length: 5", "Content-Length: 0"}));
    broken("CR alone in the reason", ParseFault::BareLineEnd, withStatus("HTTP/1.1 200 O\rK"));
    broken("two CR before LF", ParseFault::BareLineEnd, ok({"Content-Length: 0", "X: a\r"}));
    broken("NUL in a value", ParseFault::ForbiddenByte,
           ok({"Content-Length: 0", std::string("X: a\0b", 6)}));
    broken("NUL in the reason", ParseFault::ForbiddenByte,
           withStatus(std::string("HTTP/1.1 200 O\0K", 16)));
}

void addWrongLengths() {
    const auto bad = [](const char* name, const std::string& value) {
        broken(name, ParseFault::BadContentLength, ok({"Content-Length: " + value}, "hello"));
    };
    bad("a negative length", "-5");
    bad("a length with a plus", "+5");
    bad("an empty length", "");
    bad("a length in hex", "0x5");
    bad("a length with a point", "5.0");
    bad("a length with a unit", "5 bytes");
    bad("two lengths in one field", "5, 5");
    bad("a length in words", "five");
    bad("a length of 19 digits", "1000000000000000000");
    bad("a length past 64 bit", "18446744073709551621");
    broken("two lengths that differ", ParseFault::SeveralContentLengths,
           ok({"Content-Length: 5", "Content-Length: 6"}, "hello"));
    broken("two lengths that agree", ParseFault::SeveralContentLengths,
           ok({"Content-Length: 5", "content-length: 5"}, "hello"));
    broken("a length, then chunked", ParseFault::LengthAndChunked,
           ok({"Content-Length: 5", "Transfer-Encoding: chunked"}, "0\r\n\r\n"));
    broken("chunked, then a length", ParseFault::LengthAndChunked,
           ok({"Transfer-Encoding: chunked", "Content-Length: 5"}, "0\r\n\r\n"));
    broken("a length and another coding", ParseFault::LengthAndChunked,
           ok({"Transfer-Encoding: gzip", "Content-Length: 5"}, "hello"));
    broken("chunked twice", ParseFault::BadTransferEncoding,
           ok({"Transfer-Encoding: chunked, chunked"}, "0\r\n\r\n"));
    broken("chunked in two fields", ParseFault::BadTransferEncoding,
           ok({"Transfer-Encoding: chunked", "Transfer-Encoding: chunked"}, "0\r\n\r\n"));
    broken("chunked, then another coding", ParseFault::BadTransferEncoding,
           ok({"Transfer-Encoding: chunked, gzip, br"}, "0\r\n\r\n"));
    broken("chunked in HTTP/1.0", ParseFault::BadTransferEncoding,
           "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
}

void addBadChunks() {
    const auto bad = [](const char* name, std::string_view body) {
        broken(name, ParseFault::BadChunk, chunked(body));
    };
    bad("a chunk without a size", "\r\nhello\r\n0\r\n\r\n");
    bad("a chunk size that is no number", "x\r\nhello\r\n");
    bad("a negative chunk size", "-5\r\nhello\r\n");
    bad("a chunk size with 0x", "0x5\r\nhello\r\n");
    bad("a blank before a chunk size", " 5\r\nhello\r\n");
    bad("a blank inside a chunk size", "1 0\r\n0123456789abcdef\r\n0\r\n\r\n");
    bad("a blank after a chunk size and more", "5 x\r\nhello\r\n0\r\n\r\n");
    bad("a chunk size of 16 digits", "FFFFFFFFFFFFFFFF\r\nhello\r\n");
    bad("a chunk size past 64 bit", "10000000000000005\r\nhello\r\n");
    bad("a chunk size with LF alone", "5\nhello\r\n0\r\n\r\n");
    bad("a chunk size with CR alone", "5\rhello\r\n0\r\n\r\n");
    bad("a chunk extension with LF alone", "5;a\nhello\r\n0\r\n\r\n");
    bad("a chunk extension with CR alone", "5;a\rb\r\nhello\r\n0\r\n\r\n");
    bad("a chunk extension with NUL", {"5;\0\r\nhello\r\n", 12});
    bad("a chunk extension without an end", "5;" + std::string(70'000, 'x'));
    bad("a chunk that is longer than its size", "5\r\nhello!\r\n0\r\n\r\n");
    bad("a chunk that is shorter than its size", "6\r\nhello\r\n0\r\n\r\n");
    bad("a chunk that ends in LF alone", "5\r\nhello\n0\r\n\r\n");
    bad("a chunk that ends in CR alone", "5\r\nhello\r0\r\n\r\n");
    broken("a trailer with LF alone", ParseFault::BareLineEnd, chunked("0\r\nA: b\n\r\n"));
    broken("a trailer with CR alone", ParseFault::BareLineEnd, chunked("0\r\nA: b\rc\r\n\r\n"));
    broken("LF alone after the last chunk", ParseFault::BareLineEnd, chunked("0\r\n\n"));
    broken("a trailer with NUL", ParseFault::BareLineEnd,
           chunked(std::string_view("0\r\nA: \0\r\n\r\n", 11)));
    broken("endless trailers", ParseFault::TrailersTooLarge,
           chunked("0\r\n" + repeated("A: b\r\n", 12'000)));
}

void addInterim() {
    const std::string one = "HTTP/1.1 100 Continue\r\n\r\n";
    const std::string last = ok({"Content-Length: 5"}, "hello");
    whole("100 comes before the answer", one + last, 5);
    whole("103 comes before the answer", "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + last,
          5);
    whole("an interim response has no body, whatever it says",
          "HTTP/1.1 102 Processing\r\nContent-Length: 9\r\nConnection: close\r\n\r\n" + last, 5);
    whole("an interim response with chunks that are none",
          "HTTP/1.1 199 Odd\r\nTransfer-Encoding: chunked\r\n\r\n" + last, 5);
    whole("32 interim responses", repeated(one, 32) + last, 5);
    broken("33 interim responses", ParseFault::TooManyInterim, repeated(one, 33) + last);
    broken("101 was not asked for", ParseFault::UnexpectedUpgrade,
           "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n");
    broken("101 after 100", ParseFault::UnexpectedUpgrade,
           one + "HTTP/1.1 101 Switching Protocols\r\n\r\n");
    broken("a body after an interim response", ParseFault::BadStatusLine, one + "hello" + last);
    unfinished("100 and nothing more", one);
}

void addKeepAlive() {
    const auto with = [](std::initializer_list<std::string> fields, const char* version) {
        std::string text = std::string("HTTP/1.") + version + " 200 OK\r\nContent-Length: 2\r\n";
        for (const std::string& field : fields)
            text += field + "\r\n";
        return text + "\r\nhi";
    };
    whole("HTTP/1.1 stays open", with({}, "1"), 2);
    last("HTTP/1.1 that says close", with({"Connection: close"}, "1"));
    last("close in any case", with({"connection: CLOSE"}, "1"));
    last("close in a list", with({"Connection: x, close ,y"}, "1"));
    last("close in a second field", with({"Connection: x", "Connection: close"}, "1"));
    last("close outweighs keep-alive", with({"Connection: keep-alive, close"}, "1"));
    whole("an option that only begins with close", with({"Connection: closed"}, "1"), 2);
    last("HTTP/1.0 closes", with({}, "0"));
    whole("HTTP/1.0 that says keep-alive", with({"Connection: Keep-Alive"}, "0"), 2);
    last("HTTP/1.0 that says both", with({"Connection: keep-alive", "Connection: close"}, "0"));
}

void addUnfinished() {
    unfinished("nothing yet", "");
    unfinished("half a version", "HTT");
    unfinished("half a status line", "HTTP/1.1 2");
    unfinished("a head without its empty line", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n");
    unfinished("half an empty line", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r");
    unfinished("no body yet", ok({"Content-Length: 5"}));
    unfinished("half a body", ok({"Content-Length: 5"}, "hel"), 3);
    unfinished("a length of an exabyte", ok({"Content-Length: 999999999999999999"}, "hello"), 5);
    unfinished("no chunk yet", chunked(""));
    unfinished("half a chunk size", chunked("5"));
    unfinished("half a chunk", chunked("5\r\nhe"), 2);
    unfinished("a chunk of an exabyte", chunked("fffffffffffffff\r\nhello"), 5);
    unfinished("a chunk without its end", chunked("5\r\nhello"), 5);
    unfinished("no last chunk", chunked("5\r\nhello\r\n"), 5);
    unfinished("no end of the trailers", chunked("5\r\nhello\r\n0\r\n"), 5);
    unfinished("half a trailer", chunked("5\r\nhello\r\n0\r\nA: b\r\n"), 5);
}

void addCases() {
    QTest::addColumn<Case>("c");
    addFramings();
    addBodiless();
    addStatusLines();
    addFields();
    addLineEnds();
    addWrongLengths();
    addBadChunks();
    addInterim();
    addKeepAlive();
    addUnfinished();
}

} // namespace

class TestResponseParser final : public QObject {
    Q_OBJECT

private slots:

    void answersInOnePiece_data() { addCases(); }

    void answersInOnePiece();

    void answersByteByByte_data() { addCases(); }

    void answersByteByByte();

    void answersAtEveryCut_data() { addCases(); }

    void answersAtEveryCut();

    void damageIsAnsweredTheSameInAnyPieces_data() { addCases(); }

    void damageIsAnsweredTheSameInAnyPieces();

    void startsAnew();
    void isFreshUntilTheFirstByte();
    void aBodyMayBeSkipped();
    void onlyAKnownLengthMayBeSkipped();
    void aBodyMayBeBounded_data();
    void aBodyMayBeBounded();
    void aKnownHeadIsHeldAgainstTheBound();
    void everyFaultHasItsWords();
    void aKnownHeadGivesTheSameAnswer();
};

void TestResponseParser::answersInOnePiece() {
    QFETCH(Case, c);
    QCOMPARE(textOf(fedWhole(c.bytes, c.toHead)), textOf(c.answer));
}

void TestResponseParser::answersByteByByte() {
    QFETCH(Case, c);
    QCOMPARE(textOf(fedByteByByte(c.bytes, c.toHead)), textOf(c.answer));
}

void TestResponseParser::answersAtEveryCut() {
    QFETCH(Case, c);
    // Of a large input the edges and a sample.
    const std::size_t size = c.bytes.size();
    for (std::size_t cut = 1; cut < size; cut += cut < 300 || cut + 300 > size ? 1 : size / 150) {
        const Answer answer = fedInTwo(c.bytes, c.toHead, cut);
        QVERIFY2(answer == c.answer, "cut at " + QByteArray::number(cut) + ": " + textOf(answer));
    }
}

// Every case with a few bytes changed, left out or doubled: what comes of it is not known, but it
// must not depend on the pieces in which it comes.
void TestResponseParser::damageIsAnsweredTheSameInAnyPieces() {
    QFETCH(Case, c);
    if (c.bytes.empty() || c.bytes.size() > 10'000)
        return;
    constexpr std::string_view tokens[] = {"\r",
                                           "\n",
                                           "\r\n",
                                           "0",
                                           "5",
                                           "f",
                                           ":",
                                           " ",
                                           ";",
                                           ",",
                                           "x",
                                           "\r\n\r\n",
                                           std::string_view("\0", 1)};
    std::mt19937 random(static_cast<unsigned>(c.bytes.size()));
    const auto below = [&random](std::size_t end) { return random() % end; };
    for (int round = 0; round < 200; ++round) {
        std::string bytes = c.bytes;
        for (std::size_t change = 0; change <= below(3); ++change)
            bytes.replace(below(bytes.size()), below(3), tokens[below(std::size(tokens))]);
        const Answer whole = fedWhole(bytes, c.toHead);
        const Answer pieces =
            fed(bytes, c.toHead, [&](std::size_t) { return 1 + below(bytes.size()); });
        const Answer drops = fedByteByByte(bytes, c.toHead);
        QVERIFY2(pieces == whole && drops == whole, textOf(whole) + " / " + textOf(pieces) + " / " +
                                                        textOf(drops) + '\n' +
                                                        QByteArray::fromStdString(bytes));
    }
}

void TestResponseParser::startsAnew() {
    const std::string good = ok({"Content-Length: 5"}, "hello");
    const std::string before[] = {good,
                                  "HTTP/1.1 200 OK\r\nContent-Le",
                                  "garbage",
                                  chunked("5\r\nhel"),
                                  chunked("0\r\nA: b"),
                                  ok({"Content-Length: 7", "Connection: close"}, "hi"),
                                  repeated("HTTP/1.1 100 Continue\r\n\r\n", 32)};
    ResponseParser parser;
    for (const std::string& bytes : before) {
        parser.expect(false);
        static_cast<void>(parser.feed(bytes));
        parser.expect(false);
        QCOMPARE(parser.fault(), ParseFault::None);
        QCOMPARE(parser.feed(good).outcome, Outcome::Complete);
        QCOMPARE(parser.bodyBytes(), std::uint64_t{5});
        QVERIFY(parser.keepAlive());
    }
}

void TestResponseParser::isFreshUntilTheFirstByte() {
    ResponseParser parser;
    parser.expect(false);
    QVERIFY(parser.isFresh());
    static_cast<void>(parser.feed("H"));
    QVERIFY(!parser.isFresh());
    static_cast<void>(parser.feed("TTP/1.1 100 Continue\r\n\r\n"));
    QVERIFY(!parser.isFresh());
    parser.expect(false);
    QVERIFY(parser.isFresh());
}

void TestResponseParser::aBodyMayBeSkipped() {
    ResponseParser parser;
    parser.expect(false);
    QCOMPARE(parser.skippable(), std::uint64_t{0});
    QCOMPARE(parser.feed(ok({"Content-Length: 100"}, "hello")).outcome, Outcome::NeedMore);
    QCOMPARE(parser.skippable(), std::uint64_t{95});
    QCOMPARE(parser.skip(90).outcome, Outcome::NeedMore);
    QCOMPARE(parser.skippable(), std::uint64_t{5});
    QCOMPARE(parser.feed("ab").outcome, Outcome::NeedMore);
    QCOMPARE(parser.skip(3).outcome, Outcome::Complete);
    QCOMPARE(parser.skippable(), std::uint64_t{0});
    QCOMPARE(parser.bodyBytes(), std::uint64_t{100});
}

void TestResponseParser::onlyAKnownLengthMayBeSkipped() {
    for (const std::string& bytes : {chunked("5\r\nhe"), ok({}, "he"), std::string("HTTP/1.1 2")}) {
        ResponseParser parser;
        parser.expect(false);
        static_cast<void>(parser.feed(bytes));
        QCOMPARE(parser.skippable(), std::uint64_t{0});
    }
}

void TestResponseParser::aBodyMayBeBounded_data() {
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<Outcome>("outcome");
    QTest::addColumn<bool>("toHead");
    const auto row = [](const char* name, const std::string& bytes, Outcome outcome,
                        bool toHead = false) { QTest::newRow(name) << bytes << outcome << toHead; };
    row("a length at the bound", ok({"Content-Length: 5"}, "hello"), Outcome::Complete);
    row("a length past it, and no body yet", ok({"Content-Length: 6"}), Outcome::Failed);
    row("a length past it, of a HEAD", ok({"Content-Length: 6"}), Outcome::Complete, true);
    row("a length past it, of a 304", "HTTP/1.1 304 No\r\nContent-Length: 6\r\n\r\n",
        Outcome::Complete);
    row("a length past it, of an interim answer",
        "HTTP/1.1 103 Early\r\nContent-Length: 6\r\n\r\n" + ok({"Content-Length: 5"}, "hello"),
        Outcome::Complete);
    row("chunks at the bound", chunked("2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n"), Outcome::Complete);
    row("a chunk past it, and no data yet", chunked("6\r\n"), Outcome::Failed);
    row("a later chunk past it", chunked("2\r\nhe\r\n4\r\n"), Outcome::Failed);
    row("the largest of chunks", chunked("1\r\nx\r\nfffffffffffffff\r\n"), Outcome::Failed);
    row("a chunk past it, and worse behind it", chunked("6\r\nhello!x"), Outcome::Failed);
    row("trailers are no body", chunked("5\r\nhello\r\n0\r\nA: longer\r\n\r\n"), Outcome::Complete);
    row("until close, at the bound", ok({}, "hello"), Outcome::NeedMore);
    row("until close, past it", ok({}, "hello!"), Outcome::Failed);
}

void TestResponseParser::aBodyMayBeBounded() {
    QFETCH(std::string, bytes);
    QFETCH(Outcome, outcome);
    QFETCH(bool, toHead);
    for (const std::size_t size : {bytes.size(), std::size_t{1}, std::size_t{7}}) {
        ResponseParser parser;
        parser.limitBody(5);
        parser.expect(toHead);
        auto last = Outcome::NeedMore;
        for (std::size_t at = 0; at < bytes.size() && last == Outcome::NeedMore; at += size)
            last = parser.feed(std::string_view(bytes).substr(at, size)).outcome;
        QCOMPARE(last, outcome);
        if (outcome == Outcome::Failed)
            QCOMPARE(parser.fault(), ParseFault::BodyTooLong);
        else
            QVERIFY(parser.bodyBytes() <= 5);
    }
}

void TestResponseParser::aKnownHeadIsHeldAgainstTheBound() {
    ResponseParser::Memo memo;
    ResponseParser parser;
    const std::string six = ok({"Content-Length: 6"}, "hello!");
    parser.expect(false);
    QCOMPARE(parser.feed(six, &memo).outcome, Outcome::Complete);
    parser.limitBody(5);
    parser.expect(false);
    QCOMPARE(parser.feed(six, &memo).outcome, Outcome::Failed);
    QCOMPARE(parser.fault(), ParseFault::BodyTooLong);
    parser.limitBody(6);
    parser.expect(false);
    QCOMPARE(parser.feed(six, &memo).outcome, Outcome::Complete);
}

void TestResponseParser::everyFaultHasItsWords() {
    std::set<std::string_view> words;
    for (int fault = 0; fault <= static_cast<int>(ParseFault::BodyTooLong); ++fault)
        words.insert(describe(static_cast<ParseFault>(fault)));
    QCOMPARE(words.size(), static_cast<std::size_t>(ParseFault::BodyTooLong) + 1);
    QVERIFY(!words.contains(""));
}

void TestResponseParser::aKnownHeadGivesTheSameAnswer() {
    ResponseParser::Memo memo;
    const auto answerTo = [&memo](const std::string& bytes) {
        ResponseParser parser;
        parser.expect(false);
        const auto step = parser.feed(bytes, &memo);
        return std::tuple(step.outcome, step.consumed, parser.status(), parser.keepAlive(),
                          parser.bodyBytes(), parser.fault());
    };
    const std::string kept = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
    const std::string closed =
        "HTTP/1.1 404 No\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno";
    const std::string chunked =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
    const std::string interim = "HTTP/1.1 103 Early\r\n\r\n" + kept;
    for (const std::string& bytes : {kept, closed, chunked, interim}) {
        const auto first = answerTo(bytes);
        QVERIFY(answerTo(bytes) == first);
        QCOMPARE(std::get<1>(first), bytes.size());
    }
    QCOMPARE(std::get<2>(answerTo(closed)), 404);
    QCOMPARE(std::get<2>(answerTo(kept)), 200);
}

QTEST_GUILESS_MAIN(TestResponseParser)
#include "tst_responseparser.moc"
