// What is likely to be used up, known before a run.

#include <string>

#include <sys/resource.h>

#include <QTest>

#include "core/run/limits.h"

using namespace squall;

class TestLimits final : public QObject {
    Q_OBJECT

private slots:
    void foretellsAShortageOfPorts_data();
    void foretellsAShortageOfPorts();
    void moreAddressesHaveMorePorts();
    void aSoftLimitIsRaised();
};

void TestLimits::foretellsAShortageOfPorts_data() {
    QTest::addColumn<bool>("keepAlive");
    QTest::addColumn<quint64>("requests");
    QTest::addColumn<double>("rate");
    QTest::addColumn<int>("seconds");
    QTest::addColumn<bool>("isShort");
    QTest::newRow("kept connections") << true << quint64{10'000'000} << 0.0 << 0 << false;
    QTest::newRow("few requests") << false << quint64{1000} << 0.0 << 0 << false;
    QTest::newRow("a connection for each of many")
        << false << quint64{1'000'000} << 0.0 << 0 << true;
    QTest::newRow("at a rate") << false << quint64{0} << 5000.0 << 120 << true;
    QTest::newRow("at a rate, not for long") << false << quint64{0} << 5000.0 << 1 << false;
    QTest::newRow("at a rate, few in all") << false << quint64{100} << 5000.0 << 120 << false;
    QTest::newRow("for a time, at no known rate") << false << quint64{0} << 0.0 << 60 << false;
}

void TestLimits::foretellsAShortageOfPorts() {
    QFETCH(bool, keepAlive);
    QFETCH(quint64, requests);
    QFETCH(double, rate);
    QFETCH(int, seconds);
    TestPlan plan;
    plan.keepAlive = keepAlive;
    if (requests > 0)
        plan.requests = requests;
    if (rate > 0)
        plan.rate = rate;
    if (seconds > 0)
        plan.duration = std::chrono::seconds(seconds);
    QTEST(portShortage(plan, 1).has_value(), "isShort");
}

void TestLimits::moreAddressesHaveMorePorts() {
    TestPlan plan;
    plan.keepAlive = false;
    plan.requests = ephemeralPorts() + 1;
    QVERIFY(portShortage(plan, 1));
    QVERIFY(!portShortage(plan, 2));
}

void TestLimits::aSoftLimitIsRaised() {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_max < 400)
        QSKIP("too few descriptors may be opened here");
    limit.rlim_cur = 64;
    QCOMPARE(setrlimit(RLIMIT_NOFILE, &limit), 0);
    QVERIFY(ensureDescriptors(200).has_value());
    const rlim_t hard = limit.rlim_max;
    getrlimit(RLIMIT_NOFILE, &limit);
    QCOMPARE(limit.rlim_cur, hard);
    const auto refused = ensureDescriptors(maxConnections);
    if (hard < maxConnections)
        QVERIFY(refused.error().detail.find(std::to_string(hard)) != std::string::npos);
}

QTEST_GUILESS_MAIN(TestLimits)
#include "tst_limits.moc"
