// Whole runs against the servers that people use, where they are installed.

#include <QTest>

#include "tests/support/realserver.h"
#include "tests/support/runner.h"

using namespace squall;
using namespace squall::test;

using Kind = RealServer::Kind;
using Way = RealServer::Way;

Q_DECLARE_METATYPE(squall::test::RealServer::Kind)

class TestRealServers final : public QObject {
    Q_OBJECT

private slots:
    void answersEveryWay_data();
    void answersEveryWay();

private:
    static void run(const RealServer& server, Way way, HttpVersion version, const char* protocol);
};

void TestRealServers::answersEveryWay_data() {
    QTest::addColumn<Kind>("kind");
    QTest::newRow("nginx") << Kind::Nginx;
    QTest::newRow("Apache httpd") << Kind::Apache;
    QTest::newRow("HAProxy") << Kind::HaProxy;
    QTest::newRow("h2o") << Kind::H2o;
    QTest::newRow("Node.js") << Kind::Node;
}

void TestRealServers::answersEveryWay() {
    QFETCH(Kind, kind);
    if (!RealServer::isInstalled(kind))
        QSKIP("this server is not installed");
    RealServer server(kind);
    const QString trouble = server.start();
    QVERIFY2(trouble.isEmpty(), qPrintable(trouble));
    run(server, Way::Http, HttpVersion::Auto, "HTTP/1.1");
    run(server, Way::Https, HttpVersion::Http11, "HTTP/1.1");
    run(server, Way::Https, HttpVersion::Auto, "HTTP/2");
    run(server, Way::H2c, HttpVersion::Http2, "HTTP/2");
}

void TestRealServers::run(const RealServer& server, Way way, HttpVersion version,
                          const char* protocol) {
    TestPlan plan = planFor(server.url(way), 3'000, 4);
    plan.tls.insecure = true;
    plan.http = version;
    plan.streams = version == HttpVersion::Http11 ? 1 : 10;
    const auto test = runToEnd(plan);
    verifyFinished(*test, 3'000);
    QCOMPARE(test->result()->counts.bytes.bodyIn, quint64{3'000 * 5});
    QCOMPARE(test->result()->peer.protocol, std::string(protocol));
}

QTEST_GUILESS_MAIN(TestRealServers)
#include "tst_realservers.moc"
