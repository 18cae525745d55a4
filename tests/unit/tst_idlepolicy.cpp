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
    Traffic traffic{awaited};
    Start last = policy.choose(now, traffic);
    while (now < end) {
        now += interval;
        policy.onEvents(1);
        ++traffic.answered;
        last = policy.choose(now, traffic);
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
    void takesWhatBringsMoreAnswers_data();
    void takesWhatBringsMoreAnswers();
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
    QCOMPARE(policy.choose(now, {1000, 10'000}), Start::Nap);
    QVERIFY(policy.choose(now + std::chrono::milliseconds(10), {1000, 10'000}) != Start::Nap);
}

void TestIdlePolicy::triesPollingEverMoreSeldom() {
    IdlePolicy policy;
    const Nanoseconds now = std::chrono::hours(1);
    int polls = 0;
    for (int waits = 0; waits < 50'000; ++waits) {
        if (policy.choose(now, {1}) != Start::Poll)
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
    QCOMPARE(policy.choose(now, {1}), Start::Sleep);
    policy.onPolled(true);
    for (int waits = 0; waits < 1000; ++waits)
        static_cast<void>(policy.choose(now, {1}));
    QCOMPARE(policy.choose(now, {1}), Start::Poll);
}

void TestIdlePolicy::takesWhatBringsMoreAnswers_data() {
    QTest::addColumn<quint64>("awaited");
    QTest::addColumn<bool>("isClosed");
    QTest::addColumn<quint64>("polled");
    QTest::addColumn<quint64>("slept");
    QTest::addColumn<bool>("sleeps");
    QTest::newRow("a server that is quicker with several requests")
        << quint64{10} << true << quint64{66} << quint64{68} << true;
    QTest::newRow("a server that has to wait for a sleeper")
        << quint64{10} << true << quint64{68} << quint64{66} << false;
    QTest::newRow("too few requests in flight to try")
        << quint64{3} << true << quint64{66} << quint64{68} << false;
    QTest::newRow("an open model") << quint64{10} << false << quint64{66} << quint64{68} << false;
}

/// A server that gives so many answers in a millisecond to either kind of wait.
void TestIdlePolicy::takesWhatBringsMoreAnswers() {
    QFETCH(quint64, awaited);
    QFETCH(bool, isClosed);
    QFETCH(quint64, polled);
    QFETCH(quint64, slept);
    QFETCH(bool, sleeps);
    IdlePolicy policy;
    Nanoseconds now = std::chrono::hours(1);
    Traffic traffic{awaited, 0, isClosed};
    Start start = policy.choose(now, traffic);
    int sleepers = 0;
    for (int i = 0; i < 1000; ++i) {
        now += std::chrono::milliseconds(1);
        traffic.answered += start == Start::Sleep ? slept : polled;
        start = policy.choose(now, traffic);
        sleepers += start == Start::Sleep ? 1 : 0;
    }
    QCOMPARE(start == Start::Sleep, sleeps);
    QVERIFY(sleeps ? sleepers > 800 : sleepers < 200);
}

QTEST_GUILESS_MAIN(TestIdlePolicy)
#include "tst_idlepolicy.moc"
