// How an idle loop waits: when naps pay, and how seldom polling is tried where it does not.

#include <QTest>

#include "core/net/idlepolicy.h"

namespace {

using namespace squall;
using Start = IdlePolicy::Start;

constexpr Nanoseconds microsecond{1000};

/// What is chosen after 10 ms of one event every `interval`, with `awaited` answers outstanding.
Start chosenAfter(Nanoseconds interval, std::size_t awaited) {
    IdlePolicy policy;
    Nanoseconds now = std::chrono::hours(1);
    const Nanoseconds end = now + std::chrono::milliseconds(10);
    Start last = policy.choose(now, awaited);
    while (now < end) {
        now += interval;
        policy.onEvents(1);
        last = policy.choose(now, awaited);
    }
    return last;
}

} // namespace

class TestIdlePolicy final : public QObject {
    Q_OBJECT

private slots:
    void napsWhereNapsAreShort_data();
    void napsWhereNapsAreShort();
    void forgetsDensity();
    void triesPollingEverMoreSeldom();
    void pollsAgainWhereItPays();
};

void TestIdlePolicy::napsWhereNapsAreShort_data() {
    QTest::addColumn<int>("intervalUs");
    QTest::addColumn<quint64>("awaited");
    QTest::addColumn<bool>("naps");
    QTest::newRow("a busy server with many in line") << 15 << quint64{64} << true;
    QTest::newRow("a thousand connections") << 10 << quint64{1000} << true;
    QTest::newRow("one connection to a fast server") << 20 << quint64{1} << false;
    QTest::newRow("answers so quick that a nap would show") << 5 << quint64{64} << false;
    QTest::newRow("answers so seldom that a nap finds none") << 100 << quint64{1000} << false;
}

void TestIdlePolicy::napsWhereNapsAreShort() {
    QFETCH(int, intervalUs);
    QFETCH(quint64, awaited);
    QFETCH(bool, naps);
    QCOMPARE(chosenAfter(intervalUs * microsecond, awaited) == Start::Nap, naps);
}

void TestIdlePolicy::forgetsDensity() {
    IdlePolicy policy;
    policy.onEvents(10'000);
    const Nanoseconds now = std::chrono::milliseconds(100);
    QCOMPARE(policy.choose(now, 1000), Start::Nap);
    QCOMPARE(policy.choose(now + std::chrono::milliseconds(10), 1000), Start::Poll);
}

void TestIdlePolicy::triesPollingEverMoreSeldom() {
    IdlePolicy policy;
    const Nanoseconds now = std::chrono::hours(1);
    int polls = 0;
    for (int waits = 0; waits < 50'000; ++waits) {
        if (policy.choose(now, 1) != Start::Poll)
            continue;
        ++polls;
        policy.onPolled(false);
    }
    QVERIFY2(polls < 20, qPrintable(QString::number(polls)));
    QVERIFY2(polls > 8, "the server may have become faster: it is tried again");
}

void TestIdlePolicy::pollsAgainWhereItPays() {
    IdlePolicy policy;
    const Nanoseconds now = std::chrono::hours(1);
    for (int waits = 0; waits < 4; ++waits)
        policy.onPolled(false);
    QCOMPARE(policy.choose(now, 1), Start::Sleep);
    policy.onPolled(true);
    for (int waits = 0; waits < 1000; ++waits)
        static_cast<void>(policy.choose(now, 1));
    QCOMPARE(policy.choose(now, 1), Start::Poll);
}

QTEST_GUILESS_MAIN(TestIdlePolicy)
#include "tst_idlepolicy.moc"
