// Where a redirect leads: the Location in an answer, relative references, methods.

#include <QTest>

#include "core/http/redirect.h"

using namespace squall;

class TestRedirect final : public QObject {
    Q_OBJECT

private slots:
    void findsTheLocation_data();
    void findsTheLocation();
    void resolvesReferences_data();
    void resolvesReferences();
    void refusesWhatIsNoAddress_data();
    void refusesWhatIsNoAddress();
    void takesNoCredentialsFromAServer();
    void knowsTheSameOrigin_data();
    void knowsTheSameOrigin();
    void turnsMethodsAsBrowsersDo_data();
    void turnsMethodsAsBrowsersDo();
};

void TestRedirect::findsTheLocation_data() {
    QTest::addColumn<std::string>("answer");
    QTest::addColumn<QString>("location");
    const auto row = [](const char* name, const char* answer, const char* location) {
        QTest::newRow(name) << std::string(answer) << QString::fromLatin1(location);
    };
    row("in a head", "HTTP/1.1 302 Found\r\nLocation: /b\r\n\r\n", "/b");
    row("in any case, among others, with blanks around",
        "HTTP/1.1 302 Found\r\nA: b\r\nlOCATION:\t /b \t\r\nC: d\r\n\r\nLocation: /c\r\n\r\n",
        "/b");
    row("of HTTP/2", "HTTP/2 302\r\nlocation: /b\r\n\r\n", "/b");
    row("the first of two", "HTTP/1.1 302 Found\r\nLocation: /b\r\nLocation: /c\r\n\r\n", "/b");
    row("behind interim answers",
        "HTTP/1.1 103 Early Hints\r\nLocation: /a\r\n\r\nHTTP/1.1 302 Found\r\nLocation: "
        "/b\r\n\r\n",
        "/b");
    row("empty", "HTTP/1.1 302 Found\r\nLocation:\r\n\r\n", "");
    row("none", "HTTP/1.1 302 Found\r\nX-Location: /b\r\n\r\nLocation: /c\r\n\r\n", "none");
    row("a head that is not whole", "HTTP/1.1 302 Found\r\nLocation: /b", "none");
    row("nothing", "", "none");
}

void TestRedirect::findsTheLocation() {
    QFETCH(std::string, answer);
    QFETCH(QString, location);
    QCOMPARE(QString::fromStdString(locationIn(answer).value_or("none")), location);
}

void TestRedirect::resolvesReferences_data() {
    QTest::addColumn<std::string>("reference");
    QTest::addColumn<QString>("address");
    const auto row = [](const char* reference, const char* address) {
        QTest::newRow(*reference != '\0' ? reference : "(empty)")
            << std::string(reference) << QString::fromLatin1(address);
    };
    // RFC 3986, 5.4.1, as far as it speaks of http.
    row("g", "http://a/b/c/g");
    row("./g", "http://a/b/c/g");
    row("g/", "http://a/b/c/g/");
    row("/g", "http://a/g");
    row("//g", "http://g/");
    row("?y", "http://a/b/c/d;p?y");
    row("g?y", "http://a/b/c/g?y");
    row("#s", "http://a/b/c/d;p?q");
    row("g#s", "http://a/b/c/g");
    row("g?y#s", "http://a/b/c/g?y");
    row(";x", "http://a/b/c/;x");
    row("g;x", "http://a/b/c/g;x");
    row("g;x?y#s", "http://a/b/c/g;x?y");
    row("", "http://a/b/c/d;p?q");
    row(".", "http://a/b/c/");
    row("./", "http://a/b/c/");
    row("..", "http://a/b/");
    row("../", "http://a/b/");
    row("../g", "http://a/b/g");
    row("../..", "http://a/");
    row("../../", "http://a/");
    row("../../g", "http://a/g");
    // 5.4.2
    row("../../../g", "http://a/g");
    row("../../../../g", "http://a/g");
    row("/./g", "http://a/g");
    row("/../g", "http://a/g");
    row("g.", "http://a/b/c/g.");
    row(".g", "http://a/b/c/.g");
    row("g..", "http://a/b/c/g..");
    row("..g", "http://a/b/c/..g");
    row("./../g", "http://a/b/g");
    row("./g/.", "http://a/b/c/g/");
    row("g/./h", "http://a/b/c/g/h");
    row("g/../h", "http://a/b/c/h");
    row("g;x=1/./y", "http://a/b/c/g;x=1/y");
    row("g;x=1/../y", "http://a/b/c/y");
    row("g?y/./x", "http://a/b/c/g?y/./x");
    row("g?y/../x", "http://a/b/c/g?y/../x");
    row("g#s/../x", "http://a/b/c/g");
    // Whole addresses.
    row("http://B.test:81/x/../y?z#s", "http://b.test:81/y?z");
    row("HTTPS://b.test", "https://b.test/");
    row("//[::1]:8080/x", "http://[::1]:8080/x");
    // What servers write.
    row("/a b", "http://a/a%20b");
    row("/?to=http://c.test/", "http://a/?to=http://c.test/");
    row("x:y/z", "");
}

void TestRedirect::resolvesReferences() {
    QFETCH(std::string, reference);
    QFETCH(QString, address);
    const auto url = resolveReference(*parseUrl("http://a/b/c/d;p?q"), reference);
    QCOMPARE(url ? QString::fromStdString(url->toString()) : QString(), address);
}

void TestRedirect::refusesWhatIsNoAddress_data() {
    QTest::addColumn<std::string>("reference");
    for (const char* const text :
         {"ftp://b.test/", "file:///etc/passwd", "mailto:me@b.test", "javascript:80", "http:/b",
          "http://", "//:80/", "http://b.test:0/", "http://[::1/", "http://b..test/", "/a\x01"})
        QTest::newRow(text) << std::string(text);
}

void TestRedirect::refusesWhatIsNoAddress() {
    QFETCH(std::string, reference);
    QVERIFY(!resolveReference(*parseUrl("https://a.test/"), reference));
}

void TestRedirect::takesNoCredentialsFromAServer() {
    const auto url = resolveReference(*parseUrl("http://me:secret@a.test/"), "//you:known@b.test/");
    QVERIFY(url->userInfo.empty());
    QVERIFY(resolveReference(*parseUrl("http://me:secret@a.test/"), "/b")->userInfo.empty());
}

void TestRedirect::knowsTheSameOrigin_data() {
    QTest::addColumn<std::string>("other");
    QTest::addColumn<bool>("isSame");
    QTest::newRow("another path") << std::string("http://a.test/x?y") << true;
    QTest::newRow("the usual port") << std::string("http://A.test:80/") << true;
    QTest::newRow("another port") << std::string("http://a.test:81/") << false;
    QTest::newRow("another scheme") << std::string("https://a.test:80/") << false;
    QTest::newRow("a host below") << std::string("http://b.a.test/") << false;
}

void TestRedirect::knowsTheSameOrigin() {
    QFETCH(std::string, other);
    QFETCH(bool, isSame);
    QCOMPARE(isSameOrigin(*parseUrl("http://a.test/"), *parseUrl(other)), isSame);
}

void TestRedirect::turnsMethodsAsBrowsersDo_data() {
    QTest::addColumn<int>("status");
    QTest::addColumn<std::string>("method");
    QTest::addColumn<std::string>("next");
    const auto row = [](int status, const char* method, const char* next) {
        QTest::addRow("%d behind %s", status, method)
            << status << std::string(method) << std::string(next);
    };
    for (const int status : {301, 302}) {
        row(status, "POST", "GET");
        row(status, "PUT", "PUT");
        row(status, "HEAD", "HEAD");
    }
    row(303, "POST", "GET");
    row(303, "PUT", "GET");
    row(303, "HEAD", "HEAD");
    row(307, "POST", "POST");
    row(308, "POST", "POST");
}

void TestRedirect::turnsMethodsAsBrowsersDo() {
    QFETCH(int, status);
    QFETCH(std::string, method);
    QFETCH(std::string, next);
    QVERIFY(isRedirect(status));
    QCOMPARE(methodAfter(status, method), next);
}

QTEST_APPLESS_MAIN(TestRedirect)
#include "tst_redirect.moc"
