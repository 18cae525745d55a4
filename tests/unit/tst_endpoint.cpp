#include <QTest>

#include "core/net/endpoint.h"

using namespace squall;

class TestEndpoint : public QObject {
    Q_OBJECT

private slots:

    void onlyAddressesOfTheInternetArePublic_data() {
        QTest::addColumn<QString>("address");
        QTest::addColumn<bool>("isPublic");
        QTest::newRow("loopback") << "127.0.0.1" << false;
        QTest::newRow("anywhere in 127/8") << "127.255.0.3" << false;
        QTest::newRow("10/8") << "10.20.30.40" << false;
        QTest::newRow("172.16/12") << "172.31.255.255" << false;
        QTest::newRow("past 172.16/12") << "172.32.0.0" << true;
        QTest::newRow("192.168/16") << "192.168.1.1" << false;
        QTest::newRow("link-local") << "169.254.1.1" << false;
        QTest::newRow("carrier-grade NAT") << "100.64.0.1" << false;
        QTest::newRow("past carrier-grade NAT") << "100.128.0.1" << true;
        QTest::newRow("a public one") << "203.0.113.1" << true;
        QTest::newRow("IPv6 loopback") << "::1" << false;
        QTest::newRow("IPv6 link-local") << "fe80::1" << false;
        QTest::newRow("IPv6 unique local") << "fd12::1" << false;
        QTest::newRow("IPv6 public") << "2606:4700::1" << true;
        QTest::newRow("private IPv4 in IPv6") << "::ffff:10.0.0.1" << false;
        QTest::newRow("public IPv4 in IPv6") << "::ffff:203.0.113.1" << true;
    }

    void onlyAddressesOfTheInternetArePublic() {
        QFETCH(QString, address);
        QFETCH(bool, isPublic);
        const auto endpoint = Endpoint::fromNumeric(address.toStdString(), 80);
        QVERIFY(endpoint.has_value());
        QCOMPARE(endpoint->isPublic(), isPublic);
    }

    void namesAreNotLookedUp() { QVERIFY(!Endpoint::fromNumeric("localhost", 80).has_value()); }

    void textHasBracketsAroundIpv6() {
        QCOMPARE(Endpoint::fromNumeric("::1", 8080)->toString(), std::string("[::1]:8080"));
        QCOMPARE(Endpoint::fromNumeric("127.0.0.1", 8080)->toString(),
                 std::string("127.0.0.1:8080"));
    }
};

QTEST_GUILESS_MAIN(TestEndpoint)
#include "tst_endpoint.moc"
