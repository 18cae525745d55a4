// The built-in server over HTTPS, as runs meet it.

#include <QTest>

#include "tests/support/democlient.h"
#include "tests/support/runner.h"

using namespace squall;
using namespace squall::test;

class TestDemoHttps final : public QObject {
    Q_OBJECT

private slots:
    void init();
    void answersEachRequest();
    void sendsLargeBodies();
    void echoesLargeBodies();
    void makesConnectionsAnew();
    void nobodyElseHasSignedItsCertificate();
    void leavesClientsInTheClear();
    void stopsAmongHandshakes();

private:
    [[nodiscard]] TestPlan plan(const std::string& path, std::uint64_t requests) const;

    std::unique_ptr<RunningTarget> m_target;
};

void TestDemoHttps::init() {
    m_target = std::make_unique<RunningTarget>(DemoOptions{.isTls = true});
    m_target->start();
}

TestPlan TestDemoHttps::plan(const std::string& path, std::uint64_t requests) const {
    TestPlan plan =
        planFor("https://127.0.0.1:" + std::to_string(m_target->port()) + path, requests, 8);
    plan.tls.insecure = true;
    return plan;
}

void TestDemoHttps::answersEachRequest() {
    const auto test = runToEnd(plan("/", 1000));
    verifyFinished(*test, 1000, 0);
    QCOMPARE(test->result()->counts.connections.opened, quint64{8});
}

void TestDemoHttps::sendsLargeBodies() {
    const auto test = runToEnd(plan("/bytes/3000000", 40));
    verifyFinished(*test, 40, 0);
    QCOMPARE(test->result()->counts.bytes.bodyIn, quint64{40 * 3'000'000});
}

void TestDemoHttps::echoesLargeBodies() {
    TestPlan echo = plan("/echo", 40);
    echo.method = "POST";
    echo.body = std::string(1'000'000, 'e');
    const auto test = runToEnd(echo);
    verifyFinished(*test, 40, 0);
    QCOMPARE(test->result()->counts.bytes.bodyIn, quint64{40 * 1'000'000});
}

void TestDemoHttps::makesConnectionsAnew() {
    TestPlan anew = plan("/", 100);
    anew.keepAlive = false;
    const auto test = runToEnd(anew);
    verifyFinished(*test, 100, 0);
    QVERIFY(test->result()->counts.connections.resumed > 0);
}

void TestDemoHttps::nobodyElseHasSignedItsCertificate() {
    TestPlan careful = plan("/", 10);
    careful.tls.insecure = false;
    const auto test = runToEnd(careful);
    QCOMPARE(test->state(), RunState::Failed);
    QVERIFY(test->error()->detail.find("signed") != std::string::npos);
}

void TestDemoHttps::leavesClientsInTheClear() {
    DemoClient client(*m_target);
    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    QCOMPARE(client.readHead(), std::string());
}

void TestDemoHttps::stopsAmongHandshakes() {
    const DemoClient silent(*m_target);
    QVERIFY(silent.isConnected());
    m_target->stop();
    QVERIFY(m_target->hasEnded());
}

QTEST_GUILESS_MAIN(TestDemoHttps)
#include "tst_demohttps.moc"
