#include <string>
#include <vector>

#include <QTest>

#include "core/base/version.h"
#include "core/http/request.h"

using namespace squall;

using Fields = std::vector<HeaderField>;

namespace {

const std::string defaults = "Host: a.test\r\nUser-Agent: squall/" SQUALL_VERSION "\r\n";

Url urlOf(const std::string& text) {
    return parseUrl(text).value();
}

} // namespace

class TestRequest final : public QObject {
    Q_OBJECT

private slots:
    void writesTheseBytes_data();
    void writesTheseBytes();
    void refuses_data();
    void refuses();
    void knowsWhatMayBeSentAgain_data();
    void knowsWhatMayBeSentAgain();
    void onlyHeadIsHead();
    void keepsBodiesByteByByte();
    void asksBeforeTheBody();
    void asksAProxyForTheWholeAddress();
    void namesFieldsForHttp2_data();
    void namesFieldsForHttp2();
};

void TestRequest::writesTheseBytes_data() {
    QTest::addColumn<std::string>("url");
    QTest::addColumn<std::string>("method");
    QTest::addColumn<Fields>("fields");
    QTest::addColumn<std::string>("body");
    QTest::addColumn<bool>("keepAlive");
    QTest::addColumn<std::string>("bytes");
    const auto row = [](const char* name, const char* url, const char* method, const Fields& fields,
                        const char* body, const std::string& bytes, bool keepAlive = true) {
        QTest::newRow(name) << std::string(url) << std::string(method) << fields
                            << std::string(body) << keepAlive << bytes;
    };
    row("a plain GET", "http://a.test/x?y=1", "GET", {}, "",
        "GET /x?y=1 HTTP/1.1\r\n" + defaults + "\r\n");
    row("a POST says how long its body is", "http://a.test/", "POST", {}, "hello",
        "POST / HTTP/1.1\r\n" + defaults + "Content-Length: 5\r\n\r\nhello");
    row("a POST without a body says so", "http://a.test/", "POST", {}, "",
        "POST / HTTP/1.1\r\n" + defaults + "Content-Length: 0\r\n\r\n");
    row("a GET with a body says how long it is", "http://a.test/", "GET", {}, "hello",
        "GET / HTTP/1.1\r\n" + defaults + "Content-Length: 5\r\n\r\nhello");
    row("fields in the given order", "http://a.test/", "GET", {{"B", "2"}, {"A", "1"}, {"B", "3"}},
        "", "GET / HTTP/1.1\r\n" + defaults + "B: 2\r\nA: 1\r\nB: 3\r\n\r\n");
    row("a field may be empty", "http://a.test/", "GET", {{"A", ""}}, "",
        "GET / HTTP/1.1\r\n" + defaults + "A: \r\n\r\n");
    row("one's own Host and User-Agent, in any case", "http://a.test/", "GET",
        {{"HOST", "b.test"}, {"user-agent", "me"}, {"accept", "text/html"}}, "",
        "GET / HTTP/1.1\r\nHOST: b.test\r\nuser-agent: me\r\naccept: text/html\r\n\r\n");
    row("the port stands in Host", "http://a.test:8080/", "GET",
        {{"User-Agent", "me"}, {"Accept", "x"}}, "",
        "GET / HTTP/1.1\r\nHost: a.test:8080\r\nUser-Agent: me\r\nAccept: x\r\n\r\n");
    row("user and password become Authorization", "http://user:pass@a.test/", "GET", {}, "",
        "GET / HTTP/1.1\r\n" + defaults + "Authorization: Basic dXNlcjpwYXNz\r\n\r\n");
    row("a user without a password has an empty one", "http://user@a.test/", "GET", {}, "",
        "GET / HTTP/1.1\r\n" + defaults + "Authorization: Basic dXNlcjo=\r\n\r\n");
    row("one's own Authorization wins", "http://user:pass@a.test/", "GET",
        {{"authorization", "Bearer x"}}, "",
        "GET / HTTP/1.1\r\n" + defaults + "authorization: Bearer x\r\n\r\n");
    row("without keep-alive it says close", "http://a.test/", "GET", {}, "",
        "GET / HTTP/1.1\r\n" + defaults + "Connection: close\r\n\r\n", false);
    row("one's own Connection wins", "http://a.test/", "GET", {{"Connection", "upgrade"}}, "",
        "GET / HTTP/1.1\r\n" + defaults + "Connection: upgrade\r\n\r\n", false);
    row("any token is a method", "http://a.test/", "PURGE", {}, "",
        "PURGE / HTTP/1.1\r\n" + defaults + "\r\n");
}

void TestRequest::writesTheseBytes() {
    QFETCH(std::string, url);
    QFETCH(std::string, method);
    QFETCH(Fields, fields);
    QFETCH(std::string, body);
    QFETCH(bool, keepAlive);
    QFETCH(std::string, bytes);
    RequestForm form;
    form.keepAlive = keepAlive;
    const auto request = makeRequest(urlOf(url), method, fields, body, form);
    QVERIFY(request.has_value());
    QCOMPARE(request->bytes, bytes);
}

void TestRequest::refuses_data() {
    QTest::addColumn<std::string>("method");
    QTest::addColumn<Fields>("fields");
    QTest::addColumn<std::string>("because");
    const auto row = [](const char* name, const std::string& method, const Fields& fields,
                        const char* because) {
        QTest::newRow(name) << method << fields << std::string(because);
    };
    row("no method", "", {}, "not a method");
    row("a method of two words", "GET /", {}, "not a method");
    row("a method with a line break", "GET\r\nX:", {}, "not a method");
    row("a method past ASCII", "GÉT", {}, "not a method");
    row("CONNECT", "CONNECT", {}, "tunnel");
    row("a field without a name", "GET", {{"", "x"}}, "not a header name");
    row("a name with a colon", "GET", {{"A:", "x"}}, "not a header name");
    row("a name with a space", "GET", {{"A B", "x"}}, "not a header name");
    row("a name with a line break", "GET", {{"A\r\nB", "x"}}, "not a header name");
    row("a name with a NUL", "GET", {{std::string("A\0", 2), "x"}}, "not a header name");
    row("a value with CR", "GET", {{"A", "x\ry"}}, "line break");
    row("a value with LF", "GET", {{"A", "x\ny"}}, "line break");
    row("a value with a whole second field", "GET", {{"A", "x\r\nB: y"}}, "line break");
    row("a value with NUL", "GET", {{"A", std::string("x\0y", 3)}}, "NUL");
    row("one's own Content-Length", "POST", {{"content-length", "5"}}, "follows from the body");
    row("one's own Transfer-Encoding", "POST", {{"Transfer-Encoding", "chunked"}},
        "follows from the body");
    row("the second of two fields", "GET", {{"A", "x"}, {"B", "\n"}}, "B");
}

void TestRequest::refuses() {
    QFETCH(std::string, method);
    QFETCH(Fields, fields);
    QFETCH(std::string, because);
    const auto request = makeRequest(Url{}, method, fields, {});
    QVERIFY(!request.has_value());
    QCOMPARE(request.error().code, ErrorCode::BadPlan);
    QVERIFY2(request.error().detail.find(because) != std::string::npos,
             request.error().detail.c_str());
}

// RFC 9110, section 9.2.2.
void TestRequest::knowsWhatMayBeSentAgain_data() {
    QTest::addColumn<std::string>("method");
    QTest::addColumn<bool>("idempotent");
    for (const char* const method : {"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"})
        QTest::newRow(method) << std::string(method) << true;
    for (const char* const method : {"POST", "PATCH", "PURGE", "get"})
        QTest::newRow(method) << std::string(method) << false;
}

void TestRequest::knowsWhatMayBeSentAgain() {
    QFETCH(std::string, method);
    QFETCH(bool, idempotent);
    QCOMPARE(makeRequest(Url{}, method, {}, {})->isIdempotent, idempotent);
}

void TestRequest::onlyHeadIsHead() {
    QVERIFY(makeRequest(Url{}, "HEAD", {}, {})->isHead);
    QVERIFY(!makeRequest(Url{}, "GET", {}, {})->isHead);
    QVERIFY(!makeRequest(Url{}, "head", {}, {})->isHead); // methods have a case
}

void TestRequest::keepsBodiesByteByByte() {
    std::string body;
    for (int byte = 0; byte < 256; ++byte)
        body += static_cast<char>(byte);
    const auto request = makeRequest(Url{}, "PUT", {}, body);
    QVERIFY(request->bytes.ends_with("Content-Length: 256\r\n\r\n" + body));
    QVERIFY(request->body() == body);
}

// RFC 9110, 10.1.1: nothing is asked where there is no body.
void TestRequest::asksBeforeTheBody() {
    RequestForm form;
    form.expectsContinue = true;
    const std::string body = "body";
    const auto request = makeRequest(Url{}, "PUT", {}, body, form);
    QVERIFY(request->expectsContinue);
    QVERIFY(request->bytes.ends_with("Content-Length: 4\r\nExpect: 100-continue\r\n\r\n"));
    QVERIFY(request->body() == body);
    const auto without = makeRequest(Url{}, "POST", {}, {}, form);
    QVERIFY(!without->expectsContinue);
    QVERIFY(without->bytes.find("Expect") == std::string::npos);
}

// RFC 9112, 3.2.2.
void TestRequest::asksAProxyForTheWholeAddress() {
    RequestForm form;
    form.isAbsolute = true;
    form.proxyUser = "user:pass";
    const auto request = makeRequest(urlOf("http://a.test:81/x?y"), "GET", {}, {}, form);
    QVERIFY(request->bytes.starts_with("GET http://a.test:81/x?y HTTP/1.1\r\nHost: a.test:81\r\n"));
    QVERIFY(request->bytes.find("\r\nProxy-Authorization: Basic dXNlcjpwYXNz\r\n") !=
            std::string::npos);
    const auto own =
        makeRequest(urlOf("http://a.test/"), "GET", {{"proxy-authorization", "x"}}, {}, form);
    QVERIFY(own->bytes.find("Proxy-Authorization") == std::string::npos);
}

// RFC 9113, section 8.
void TestRequest::namesFieldsForHttp2_data() {
    QTest::addColumn<std::string>("url");
    QTest::addColumn<Fields>("fields");
    QTest::addColumn<Fields>("written"); // behind the method
    const HeaderField agent{"user-agent", "squall/" SQUALL_VERSION};
    const auto head = [](const char* scheme, const char* authority, const char* path) {
        return Fields{{":scheme", scheme}, {":authority", authority}, {":path", path}};
    };
    const auto row = [](const char* name, const char* url, const Fields& fields, Fields written,
                        const Fields& more) {
        written.insert(written.end(), more.begin(), more.end());
        QTest::newRow(name) << std::string(url) << fields << written;
    };
    row("a plain one", "http://a.test:81/x?y", {}, head("http", "a.test:81", "/x?y"), {agent});
    row("names in lower case", "https://a.test/", {{"X-Ab", "Cd"}}, head("https", "a.test", "/"),
        {agent, {"x-ab", "Cd"}});
    row("one's own host", "http://a.test/", {{"Host", "b.test"}}, head("http", "b.test", "/"),
        {agent});
    row("nothing about the connection", "http://a.test/",
        {{"Connection", "x"}, {"Keep-Alive", "y"}, {"Upgrade", "z"}}, head("http", "a.test", "/"),
        {agent});
}

void TestRequest::namesFieldsForHttp2() {
    QFETCH(std::string, url);
    QFETCH(Fields, fields);
    QFETCH(Fields, written);
    const auto request = makeRequest(urlOf(url), "GET", fields, {});
    QCOMPARE(request->fields.front().value, std::string("GET"));
    QVERIFY(Fields(request->fields.begin() + 1, request->fields.end()) == written);
}

QTEST_GUILESS_MAIN(TestRequest)
#include "tst_request.moc"
