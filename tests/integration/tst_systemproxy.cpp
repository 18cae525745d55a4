// Runs whose proxy is that of the system, which the environment names here.

#include <QTest>

#include "tests/support/proxyserver.h"
#include "tests/support/runner.h"
#include "tests/support/testserver.h"

using namespace squall;
using namespace squall::test;

class TestSystemProxy final : public QObject {
    Q_OBJECT

private slots:
    void init();
    void leadsToAnotherMachine_data();
    void leadsToAnotherMachine();
    void isNotForThisMachine_data();
    void isNotForThisMachine();
    void isNotUsedWhereTheWayIsNamed();
    void goesStraightWhereThereIsNone();
    void canBeCancelledMeanwhile();

private:
    /// A name that nobody but the proxy knows.
    [[nodiscard]] TestPlan farPlan() const {
        TestPlan plan = planFor(
            "http://nobody-knows-this.invalid:" + std::to_string(m_server.port()) + "/", 5, 1);
        plan.routing.proxy = systemProxy;
        plan.allowPublic = true;
        return plan;
    }

    const TestServer m_server{[](auto, const auto&) { return okReply(); }};
    const ProxyServer m_proxy{{.userInfo = "me:s3cret", .httpAnswer = {}, .socksReply = 0}};
};

void TestSystemProxy::init() {
    for (const char* const name : {"no_proxy", "NO_PROXY", "all_proxy", "ALL_PROXY", "HTTP_PROXY"})
        qunsetenv(name);
    qputenv("http_proxy", m_proxy.url("http", "me:s3cret").c_str());
}

void TestSystemProxy::leadsToAnotherMachine_data() {
    QTest::addColumn<std::string>("scheme");
    QTest::newRow("HTTP") << std::string("http");
    QTest::newRow("SOCKS5") << std::string("socks5");
}

void TestSystemProxy::leadsToAnotherMachine() {
    QFETCH(std::string, scheme);
    qputenv("http_proxy", m_proxy.url(scheme, "me:s3cret").c_str());
    const auto before = m_proxy.opened().size();
    const auto test = runToEnd(farPlan());
    verifyFinished(*test, 5);
    QVERIFY(m_proxy.opened().size() > before);
    QCOMPARE(test->result()->peer.proxy, m_proxy.url(scheme)); // without the user
    QCOMPARE(test->result()->plan.routing.proxy, std::string(systemProxy));
}

void TestSystemProxy::isNotForThisMachine_data() {
    QTest::addColumn<std::string>("host");
    QTest::newRow("address") << std::string("127.0.0.1");
    QTest::newRow("another address") << std::string("127.9.9.9");
    QTest::newRow("name") << std::string("localhost");
}

void TestSystemProxy::isNotForThisMachine() {
    QFETCH(std::string, host);
    TestPlan plan = planFor("http://" + host + ":" + std::to_string(m_server.port()) + "/", 1, 1);
    plan.routing.proxy = systemProxy;
    const auto before = m_proxy.opened().size();
    const auto test = runToEnd(plan);
    QCOMPARE(m_proxy.opened().size(), before);
    if (test->result() != nullptr) // at 127.9.9.9 nobody listens
        QVERIFY(test->result()->peer.proxy.empty());
}

void TestSystemProxy::isNotUsedWhereTheWayIsNamed() {
    TestPlan plan = farPlan();
    plan.routing.resolve = {{"nobody-knows-this.invalid", m_server.port(), "127.0.0.1"}};
    const auto test = runToEnd(plan);
    verifyFinished(*test, 5);
    QVERIFY(test->result()->peer.proxy.empty());
}

void TestSystemProxy::goesStraightWhereThereIsNone() {
    qunsetenv("http_proxy");
    const auto test = runToEnd(farPlan());
    QCOMPARE(test->state(), RunState::Failed);
    QVERIFY(test->error()->code == ErrorCode::ResolveFailed);
}

void TestSystemProxy::canBeCancelledMeanwhile() {
    StressTest test(farPlan());
    test.start();
    test.cancel();
    QCOMPARE(test.state(), RunState::Cancelled);
    const auto after = std::make_unique<StressTest>(farPlan());
    after->start(); // and its thread goes on alone
}

QTEST_GUILESS_MAIN(TestSystemProxy)
#include "tst_systemproxy.moc"
