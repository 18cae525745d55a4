// Cookies as RFC 6265 has them: what is kept, where it goes, and when it is over.

#include <string>

#include <QTest>

#include "core/http/cookiejar.h"

using namespace squall;
using namespace std::chrono_literals;

namespace {

constexpr Nanoseconds noon = 12h;

Url urlOf(const std::string& text) {
    return parseUrl(text).value();
}

std::string answerWith(const std::string& cookie) {
    return "HTTP/1.1 200 OK\r\nSet-Cookie: " + cookie + "\r\nContent-Length: 0\r\n\r\n";
}

/// The Cookie field of a request; empty when it has none.
std::string sentTo(const CookieJar& jar, const std::string& url,
                   const std::vector<HeaderField>& fields = {}) {
    std::string value;
    for (const HeaderField& field : jar.addTo(fields, urlOf(url)))
        value += field.name == "Cookie" ? field.value : "";
    return value;
}

} // namespace

class TestCookieJar final : public QObject {
    Q_OBJECT

private slots:
    void sendsBack_data();
    void sendsBack();
    void replacesAndDeletes();
    void endsWithTime();
    void knowsWhatIsPast_data();
    void knowsWhatIsPast();
    void keepsToItsBounds();
    void mergesWithOnesOwn();
    void readsEveryField();
    void tellsAChange();
};

void TestCookieJar::sendsBack_data() {
    QTest::addColumn<std::string>("cookie");
    QTest::addColumn<std::string>("from");
    QTest::addColumn<std::string>("to");
    QTest::addColumn<std::string>("sent");
    const auto row = [](const char* name, const std::string& cookie, const std::string& from,
                        const std::string& to, const std::string& sent) {
        QTest::newRow(name) << cookie << from << to << sent;
    };
    const std::string home = "http://www.a.test/";
    row("name and value", "a=b", home, home, "a=b");
    row("blanks around", "  a = b ; Path = / ", home, home, "a=b");
    row("a value with =", "a=b=c", home, home, "a=b=c");
    row("a value in quotes", "a=\"b c\"", home, home, "a=\"b c\"");
    row("an empty value", "a=", home, home, "a=");
    row("no name", "=b", home, home, "");
    row("no =", "ab; Path=/", home, home, "");
    row("a control character", "a=b\x01", home, home, "");
    row("unknown attributes", "a=b; HttpOnly; SameSite=Lax; X=y", home, home, "a=b");
    row("another port", "a=b", home, "http://www.a.test:81/", "a=b");
    row("another host", "a=b", home, "http://b.test/", "");
    row("a host within", "a=b; Domain=a.test", home, "http://x.a.test/", "");
    row("from another host", "a=b", "http://b.test/", home, "");
    row("its own domain", "a=b; Domain=WWW.a.test", home, home, "a=b");
    row("a domain above", "a=b; Domain=.a.test", home, home, "a=b");
    row("another domain", "a=b; Domain=b.test", home, home, "");
    row("a domain within", "a=b; Domain=x.www.a.test", home, home, "");
    row("the end of a name", "a=b; Domain=w.a.test", home, home, "");
    row("secure, in the clear", "a=b; Secure", home, home, "");
    row("secure, through TLS", "a=b; secure", home, "https://www.a.test/", "a=b");
    row("the path of the answer", "a=b", home + "x/y", home + "x/z?q", "a=b");
    row("above that path", "a=b", home + "x/y", home, "");
    row("a path", "a=b; Path=/x", home, home + "x/y", "a=b");
    row("the path itself", "a=b; Path=/x", home, home + "x?y", "a=b");
    row("another path that begins so", "a=b; Path=/x", home, home + "xy", "");
    row("a path that is none", "a=b; Path=x", home, home, "a=b");
    row("over at once", "a=b; Max-Age=0", home, home, "");
    row("over since long", "a=b; Max-Age=-99999999999999999999", home, home, "");
    row("for ever", "a=b; Max-Age=99999999999999999999", home, home, "a=b");
    row("an age that is no number", "a=b; Max-Age=soon", home, home, "a=b");
    row("expired", "a=b; Expires=Thu, 01 Jan 1970 00:00:00 GMT", home, home, "");
    row("Max-Age goes before Expires", "a=b; Max-Age=9; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
        home, home, "a=b");
    row("an address has no domain above", "a=b; Domain=0.0.1", "http://127.0.0.1/",
        "http://127.0.0.1/", "");
}

void TestCookieJar::sendsBack() {
    QFETCH(std::string, cookie);
    QFETCH(std::string, from);
    QFETCH(std::string, to);
    QFETCH(std::string, sent);
    CookieJar jar(from.find("127") == std::string::npos ? "www.a.test" : "127.0.0.1");
    jar.take(urlOf(from), answerWith(cookie), noon);
    QCOMPARE(sentTo(jar, to), sent);
}

void TestCookieJar::replacesAndDeletes() {
    CookieJar jar("a.test");
    const Url home = urlOf("http://a.test/");
    for (const char* const cookie : {"a=1", "b=2", "a=3", "c=4; Path=/x"})
        jar.take(home, answerWith(cookie), noon);
    QCOMPARE(sentTo(jar, "http://a.test/"), std::string("a=3; b=2"));
    QCOMPARE(sentTo(jar, "http://a.test/x"), std::string("c=4; a=3; b=2")); // longer paths first
    jar.take(home, answerWith("a=; Max-Age=0"), noon);
    jar.take(home, answerWith("c=; Max-Age=0"), noon); // of another path
    QCOMPARE(sentTo(jar, "http://a.test/x"), std::string("c=4; b=2"));
}

void TestCookieJar::endsWithTime() {
    CookieJar jar("a.test");
    jar.take(urlOf("http://a.test/"), answerWith("a=1; Max-Age=2"), noon);
    jar.take(urlOf("http://a.test/"), answerWith("b=2"), noon);
    const std::uint32_t before = jar.revision(noon + 1999ms);
    QCOMPARE(sentTo(jar, "http://a.test/"), std::string("a=1; b=2"));
    QVERIFY(jar.revision(noon + 2s) != before);
    QCOMPARE(sentTo(jar, "http://a.test/"), std::string("b=2"));
}

void TestCookieJar::knowsWhatIsPast_data() {
    QTest::addColumn<QString>("date");
    QTest::addColumn<bool>("past");
    QTest::newRow("as RFC 9110 has it") << "Thu, 01 Jan 1970 00:00:00 GMT" << true;
    QTest::newRow("with dashes") << "Thu, 01-Jan-1970 00:00:00 GMT" << true;
    QTest::newRow("two digits of a year") << "Thursday, 01-jan-70 00:00:00 GMT" << true;
    QTest::newRow("of asctime()") << "Thu Jan  1 00:00:00 1970" << true;
    QTest::newRow("far ahead") << "Fri, 31 Dec 9999 23:59:59 GMT" << false;
    QTest::newRow("no day of the calendar") << "Thu, 31 Feb 1970 00:00:00 GMT" << false;
    QTest::newRow("no date") << "yesterday" << false;
    QTest::newRow("nothing") << "" << false;
    QTest::newRow("half a date") << "01 Jan" << false;
    QTest::newRow("a year past all") << "01 Jan 99999999" << false;
}

void TestCookieJar::knowsWhatIsPast() {
    QFETCH(QString, date);
    QFETCH(bool, past);
    QCOMPARE(isPast(date.toStdString()), past);
}

void TestCookieJar::keepsToItsBounds() {
    CookieJar jar("a.test");
    const Url home = urlOf("http://a.test/");
    for (std::size_t i = 0; i < CookieJar::mostCookies + 5; ++i)
        jar.take(home, answerWith("c" + std::to_string(i) + "=v"), noon);
    std::string sent = sentTo(jar, "http://a.test/");
    QCOMPARE(std::ranges::count(sent, '='), std::ptrdiff_t{CookieJar::mostCookies});
    QVERIFY(sent.find("c49=v") != std::string::npos);
    QVERIFY(sent.find("c50=v") == std::string::npos);
    jar.take(home, answerWith("c0=new"), noon); // one that is there may change
    QVERIFY(sentTo(jar, "http://a.test/").starts_with("c0=new"));

    CookieJar large("a.test");
    large.take(home, answerWith("a=" + std::string(CookieJar::mostBytes, 'x')), noon);
    QCOMPARE(sentTo(large, "http://a.test/"), std::string());
    large.take(home, answerWith("a=" + std::string(CookieJar::mostBytes - 1, 'x')), noon);
    QCOMPARE(sentTo(large, "http://a.test/").size(), CookieJar::mostBytes + 1);
}

void TestCookieJar::mergesWithOnesOwn() {
    CookieJar jar("a.test");
    QCOMPARE(sentTo(jar, "http://a.test/", {{"Cookie", "x=1"}}), std::string("x=1"));
    jar.take(urlOf("http://a.test/"), answerWith("id=new"), noon);
    QCOMPARE(sentTo(jar, "http://a.test/", {{"Cookie", "x=1; id=old;; y=2"}}),
             std::string("x=1; y=2; id=new"));
    QCOMPARE(sentTo(jar, "http://a.test/", {{"Cookie", "id=old"}}), std::string("id=new"));
}

void TestCookieJar::readsEveryField() {
    CookieJar jar("a.test");
    jar.take(urlOf("http://a.test/"),
             "HTTP/1.1 103 Early Hints\r\nSet-Cookie: early=1\r\n\r\n"
             "HTTP/2 302\r\nset-cookie: a=1\r\nX: y\r\nSET-COOKIE: b=2\r\n\r\n"
             "Set-Cookie: body=3\r\n\r\n",
             noon);
    QCOMPARE(sentTo(jar, "http://a.test/"), std::string("a=1; b=2"));
    jar.take(urlOf("http://a.test/"), "HTTP/1.1 200 OK\r\nSet-Cookie: half=4\r\n", noon);
    QCOMPARE(sentTo(jar, "http://a.test/"), std::string("a=1; b=2"));
}

void TestCookieJar::tellsAChange() {
    CookieJar jar("a.test");
    const Url home = urlOf("http://a.test/");
    QCOMPARE(jar.revision(noon), 0u);
    jar.take(home, answerWith("a=1"), noon);
    const std::uint32_t first = jar.revision(noon);
    QVERIFY(first != 0);
    jar.take(home, answerWith("a=1"), noon);
    jar.take(home, answerWith("b=; Max-Age=0"), noon);
    QCOMPARE(jar.revision(noon), first);
    jar.take(home, answerWith("a=2"), noon);
    QVERIFY(jar.revision(noon) != first);
}

QTEST_APPLESS_MAIN(TestCookieJar)
#include "tst_cookiejar.moc"
