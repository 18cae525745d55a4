#include <QTest>

#include "core/base/routing.h"

using namespace squall;

class TestRouting final : public QObject {
    Q_OBJECT

private slots:
    void readsConnectTo_data();
    void readsConnectTo();
    void readsResolve_data();
    void readsResolve();
    void choosesTheFirstThatFits();
    void putsAnAddressInBrackets();
    void knowsThisMachine_data();
    void knowsThisMachine();
    void changesTheUserOfAProxy_data();
    void changesTheUserOfAProxy();
};

void TestRouting::readsConnectTo_data() {
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("readBack"); // empty: refused
    const auto row = [](const char* text, const char* readBack) {
        QTest::newRow(text) << std::string(text) << std::string(readBack);
    };
    row("a.test:80:b.test:81", "a.test:80:b.test:81");
    row("A.test:80:B.test:81", "a.test:80:b.test:81");
    row("::b.test:", "::b.test:");
    row("a.test:443::8443", "a.test:443::8443");
    row(":::", ":::");
    row("[::1]:80:[fe80::1]:81", "[::1]:80:[fe80::1]:81");
    row("a.test:80:b.test", "");
    row("a.test:80", "");
    row("a.test:0:b.test:81", "");
    row("a.test:80:b.test:81:82", "");
    row("a.test:80:b.test:65536", "");
    row("", "");
}

void TestRouting::readsConnectTo() {
    QFETCH(std::string, text);
    QFETCH(std::string, readBack);
    const auto read = parseConnectTo(text);
    QCOMPARE(read.has_value(), !readBack.empty());
    if (read)
        QCOMPARE(connectToText(*read), readBack);
}

void TestRouting::readsResolve_data() {
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("readBack"); // empty: refused
    const auto row = [](const char* text, const char* readBack) {
        QTest::newRow(text) << std::string(text) << std::string(readBack);
    };
    row("a.test:80:127.0.0.1", "a.test:80:127.0.0.1");
    row("a.test:80:::1", "a.test:80:[::1]");
    row("a.test:80:[::1]", "a.test:80:[::1]");
    row("a.test:80:b.test", "");
    row(":80:127.0.0.1", "");
    row("a.test::127.0.0.1", "");
    row("a.test:80:", "");
    row("a.test:80", "");
}

void TestRouting::readsResolve() {
    QFETCH(std::string, text);
    QFETCH(std::string, readBack);
    const auto read = parseResolveTo(text);
    QCOMPARE(read.has_value(), !readBack.empty());
    if (read)
        QCOMPARE(resolveToText(*read), readBack);
}

void TestRouting::choosesTheFirstThatFits() {
    Routing routing;
    routing.connectTo = {{"b.test", 80, "c.test", 1}, {"", 81, "d.test", 0}, {"", 0, "", 9}};
    const auto target = [&routing](const char* host, std::uint16_t port) {
        return connectTarget(routing, {host, port});
    };
    QVERIFY((target("b.test", 80) == HostAndPort{"c.test", 1}));
    QVERIFY((target("b.test", 81) == HostAndPort{"d.test", 81}));
    QVERIFY((target("a.test", 443) == HostAndPort{"a.test", 9}));
    routing.resolve = {{"a.test", 80, "127.0.0.1"}, {"a.test", 80, "::1"}};
    QCOMPARE(givenAddresses(routing, {"a.test", 80}).size(), std::size_t{2});
    QVERIFY(givenAddresses(routing, {"a.test", 81}).empty());
}

void TestRouting::putsAnAddressInBrackets() {
    QCOMPARE(hostText("::1"), std::string("[::1]"));
    QCOMPARE(hostText("127.0.0.1"), std::string("127.0.0.1"));
    QCOMPARE(hostText("a.test"), std::string("a.test"));
    QCOMPARE(hostText(""), std::string());
}

void TestRouting::knowsThisMachine_data() {
    QTest::addColumn<bool>("isThis");
    for (const char* const host : {"127.0.0.1", "127.255.0.1", "::1", "localhost", "a.localhost"})
        QTest::newRow(host) << true;
    for (const char* const host : {"", "128.0.0.1", "10.0.0.1", "::2", "localhost.test", "a.test"})
        QTest::newRow(host) << false;
}

void TestRouting::knowsThisMachine() {
    QFETCH(bool, isThis);
    QCOMPARE(isThisMachine(QTest::currentDataTag()), isThis);
}

void TestRouting::changesTheUserOfAProxy_data() {
    QTest::addColumn<std::string>("proxy");
    QTest::addColumn<std::string>("changed");
    const auto row = [](const char* proxy, const char* changed) {
        QTest::newRow(proxy) << std::string(proxy) << std::string(changed);
    };
    row("http://me:secret@p.test:1", "http://***@p.test:1");
    row("me:s@cret@p.test:1", "***@p.test:1");
    row("http://p.test:1", "http://p.test:1");
    row("", "");
}

void TestRouting::changesTheUserOfAProxy() {
    QFETCH(std::string, proxy);
    QFETCH(std::string, changed);
    QCOMPARE(withProxyUser(proxy, "***"), changed);
}

QTEST_GUILESS_MAIN(TestRouting)
#include "tst_routing.moc"
