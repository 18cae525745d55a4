#include <string>

#include <QTest>

#include "core/http/url.h"

using namespace squall;

class TestUrl final : public QObject {
    Q_OBJECT

private slots:
    void readsEveryPart_data();
    void readsEveryPart();
    void refuses_data();
    void refuses();
    void namesTheAuthority_data();
    void namesTheAuthority();
    void readsBackWhatItWrites_data();
    void readsBackWhatItWrites();
};

void TestUrl::readsEveryPart_data() {
    QTest::addColumn<std::string>("text");
    QTest::addColumn<Url>("expected");
    const auto row = [](const char* name, const char* text, const Url& expected) {
        QTest::newRow(name) << std::string(text) << expected;
    };
    row("http defaults to 80", "http://a.test/", {false, "a.test", 80, "/", ""});
    row("https defaults to 443", "https://a.test/", {true, "a.test", 443, "/", ""});
    row("explicit port wins", "http://a.test:8080/", {false, "a.test", 8080, "/", ""});
    row("the smallest port", "http://a.test:1/", {false, "a.test", 1, "/", ""});
    row("the largest port", "http://a.test:65535/", {false, "a.test", 65535, "/", ""});
    row("a colon without a port", "https://a.test:/", {true, "a.test", 443, "/", ""});
    row("http when no scheme is given", "a.test", {false, "a.test", 80, "/", ""});
    row("a port without a scheme", "localhost:8080", {false, "localhost", 8080, "/", ""});
    row("a scheme in capitals", "HTTPS://A.Test/Path", {true, "a.test", 443, "/Path", ""});
    row("a scheme inside a query", "a.test/go?to=http://b.test",
        {false, "a.test", 80, "/go?to=http://b.test", ""});
    row("blanks around it", " \thttp://a.test/x\r\n", {false, "a.test", 80, "/x", ""});
    row("path and query", "http://a.test/a/b?c=d&e", {false, "a.test", 80, "/a/b?c=d&e", ""});
    row("a query without a path", "http://a.test?q=1", {false, "a.test", 80, "/?q=1", ""});
    row("a fragment is dropped", "http://a.test/a#b?c", {false, "a.test", 80, "/a", ""});
    row("a fragment without a path", "http://a.test#b", {false, "a.test", 80, "/", ""});
    row("percent signs stay", "http://a.test/%20%zz", {false, "a.test", 80, "/%20%zz", ""});
    row("bytes past ASCII are encoded", "http://a.test/é?ü",
        {false, "a.test", 80, "/%C3%A9?%C3%BC", ""});
    row("an IPv4 address", "http://127.0.0.1:8080/", {false, "127.0.0.1", 8080, "/", ""});
    row("an IPv6 address", "http://[::1]/", {false, "::1", 80, "/", ""});
    row("an IPv6 address with a port", "[2001:DB8::1]:81/x", {false, "2001:db8::1", 81, "/x", ""});
    row("an international name", "http://bücher.test/", {false, "xn--bcher-kva.test", 80, "/", ""});
    row("an international name in capitals", "http://BÜCHER.test/",
        {false, "xn--bcher-kva.test", 80, "/", ""});
    row("a full stop from the East", "http://a。test/", {false, "a.test", 80, "/", ""});
    row("a name with a final dot", "http://a.test./", {false, "a.test.", 80, "/", ""});
    row("underscores, which real hosts have", "http://a_b.test/", {false, "a_b.test", 80, "/", ""});
    row("user and password", "http://user:pass@a.test/", {false, "a.test", 80, "/", "user:pass"});
    row("user and password, decoded", "http://us%65r:p%40ss%3a@a.test/",
        {false, "a.test", 80, "/", "user:p@ss:"});
    row("a percent sign that ends the password", "http://u:p%25@a.test/",
        {false, "a.test", 80, "/", "u:p%"});
    row("the last @ counts", "http://u:p@ss@a.test/", {false, "a.test", 80, "/", "u:p@ss"});
    row("an @ in the path", "http://a.test/@b", {false, "a.test", 80, "/@b", ""});
}

void TestUrl::readsEveryPart() {
    QFETCH(std::string, text);
    QFETCH(Url, expected);
    const auto url = parseUrl(text);
    QVERIFY2(url.has_value(), url ? "" : url.error().detail.c_str());
    QCOMPARE(url->isTls, expected.isTls);
    QCOMPARE(url->host, expected.host);
    QCOMPARE(url->port, expected.port);
    QCOMPARE(url->target, expected.target);
    QCOMPARE(url->userInfo, expected.userInfo);
}

void TestUrl::refuses_data() {
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("because"); // part of the sentence
    const auto row = [](const char* name, const std::string& text, const char* because) {
        QTest::newRow(name) << text << std::string(because);
    };
    row("nothing", "", "empty");
    row("blanks alone", " \t\r\n", "empty");
    row("another scheme", "ftp://a.test/", "\"ftp\" is not http or https");
    row("an empty scheme", "://a.test/", "not http or https");
    row("a script", "javascript:alert(1)", "port");
    row("no host", "http://", "host is missing");
    row("no host, but a path", "http:///x", "host is missing");
    row("no host, but a port", "http://:80/", "host is missing");
    row("no host, but a user", "http://u:p@/", "host is missing");
    row("a path alone", "/x", "host is missing");
    row("a space in the host", "http://exa mple.com/", "space");
    row("a space in the path", "http://a.test/a b", "%20");
    row("a line break", "http://a.test/\r\nX-Evil: 1", "line break");
    row("a NUL", std::string("http://a.test/\0x", 16), "control character");
    row("a tab", "http://a.test/\tx", "control character");
    row("a DEL", "http://a.test/\x7f", "control character");
    row("port 0", "http://a.test:0/", "1 to 65535");
    row("port 65536", "http://a.test:65536/", "1 to 65535");
    row("a port that overflows", "http://a.test:18446744073709551696/", "1 to 65535");
    row("a negative port", "http://a.test:-80/", "1 to 65535");
    row("a port in words", "http://a.test:http/", "1 to 65535");
    row("a port with rubbish", "http://a.test:80x/", "1 to 65535");
    row("an IPv6 address without brackets", "http://::1/", "brackets");
    row("an IPv6 address that is none", "http://[::g]/", "not an IPv6 address");
    row("an IPv4 address in brackets", "http://[127.0.0.1]/", "not an IPv6 address");
    row("an open bracket", "http://[::1/", "not an IPv6 address");
    row("rubbish after the bracket", "http://[::1]x/", "only a port");
    row("a host of dots", "http://a..test/", "not a host name");
    row("a host that starts with a dot", "http://.test/", "not a host name");
    row("a host with a mark", "http://a<b.test/", "not a host name");
    row("a host with a percent sign", "http://a%2eb.test/", "not a host name");
    row("a host of 254 letters", "http://" + std::string(254, 'a') + "/", "not a host name");
    row("a label of 64 letters past ASCII", "http://é" + std::string(64, 'a') + "/",
        "not a host name");
    row("a host of nothing visible", "http://\u00ad/", "not a host name");
    row("a host that is no UTF-8", "http://a\xff.test/", "not a host name");
    row("a host that becomes a path", "http://a\u2100b.test/", "not a host name");
    row("a cut percent code in the password", "http://u:p%4@a.test/", "%");
    row("a wrong percent code in the password", "http://u:p%zz@a.test/", "%");
    row("a line break in the password", "http://u:p%0d%0a@a.test/", "control character");
}

void TestUrl::refuses() {
    QFETCH(std::string, text);
    QFETCH(std::string, because);
    const auto url = parseUrl(text);
    QVERIFY(!url.has_value());
    QCOMPARE(url.error().code, ErrorCode::BadUrl);
    QVERIFY2(url.error().detail.find(because) != std::string::npos, url.error().detail.c_str());
}

void TestUrl::namesTheAuthority_data() {
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("authority");
    QTest::newRow("the default port is left out")
        << std::string("http://a.test:80/") << std::string("a.test");
    QTest::newRow("so is that of https")
        << std::string("https://a.test:443/") << std::string("a.test");
    QTest::newRow("80 is not the default of https")
        << std::string("https://a.test:80/") << std::string("a.test:80");
    QTest::newRow("IPv6 gets its brackets back")
        << std::string("http://[::1]:8080/") << std::string("[::1]:8080");
    QTest::newRow("no user, no password")
        << std::string("http://u:p@a.test/") << std::string("a.test");
}

void TestUrl::namesTheAuthority() {
    QFETCH(std::string, text);
    QFETCH(std::string, authority);
    QCOMPARE(parseUrl(text)->authority(), authority);
}

void TestUrl::readsBackWhatItWrites_data() {
    readsEveryPart_data();
}

void TestUrl::readsBackWhatItWrites() {
    QFETCH(std::string, text);
    auto url = parseUrl(text);
    QVERIFY(url.has_value());
    url->userInfo.clear();
    const auto again = parseUrl(url->toString());
    QVERIFY(again.has_value());
    QVERIFY(*again == *url);
}

QTEST_GUILESS_MAIN(TestUrl)
#include "tst_url.moc"
