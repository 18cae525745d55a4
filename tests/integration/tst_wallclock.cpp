// The wall clock of this process jumps by an hour, back or forth, each time that anything asks for
// it. Nothing that is measured or waited for may notice.

#include <atomic>
#include <ctime>

#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include <QDateTime>
#include <QTest>

#include "core/load/connection.h"
#include "tests/support/misbehaviour.h"

using namespace squall;
using namespace squall::test;
using namespace std::chrono_literals;

namespace {

std::atomic<bool> jumps = false;      // written by the test, read by every thread
std::atomic<std::uint64_t> asked = 0; // counted by every thread, read by the test

std::time_t jump() {
    constexpr std::time_t hour = 3600;
    return jumps && asked.fetch_add(1) % 2 == 0 ? hour : jumps ? -hour : 0;
}

} // namespace

// In place of those of libc, for everything in this process.
extern "C" int clock_gettime(clockid_t clock, timespec* now) noexcept {
    const auto status = static_cast<int>(syscall(SYS_clock_gettime, clock, now));
    if (status == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        now->tv_sec += jump();
    return status;
}

extern "C" int gettimeofday(timeval* now, void* /*zone*/) noexcept {
    timespec exact{};
    const int status = clock_gettime(CLOCK_REALTIME, &exact);
    now->tv_sec = exact.tv_sec;
    now->tv_usec = exact.tv_nsec / 1000;
    return status;
}

extern "C" std::time_t time(std::time_t* now) noexcept {
    timespec exact{};
    clock_gettime(CLOCK_REALTIME, &exact);
    if (now != nullptr)
        *now = exact.tv_sec;
    return exact.tv_sec;
}

class TestWallClock final : public QObject {
    Q_OBJECT

private slots:

    void init() { jumps = true; }

    void cleanup() { jumps = false; }

    void theClockReallyJumps();
    void aRateIsKept();
    void timeoutsAreKept();
    void aDurationIsKept();
};

void TestWallClock::theClockReallyJumps() {
    const auto one = std::chrono::system_clock::now();
    const auto other = std::chrono::system_clock::now();
    QVERIFY(std::chrono::abs(one - other) > 1h);
    QVERIFY(std::abs(QDateTime::currentDateTime().secsTo(QDateTime::currentDateTime())) > 3600);
}

void TestWallClock::aRateIsKept() {
    const TestServer server([](auto, const auto&) { return okReply(); });
    TestPlan plan = planFor(server.url(), 200, 4);
    plan.rate = 200;
    const auto test = runToEnd(plan);
    verifyFinished(*test, 200);
    const RunResult& result = *test->result();
    QCOMPARE(result.counts.ledger.dropped, quint64{0});
    QVERIFY(result.elapsed >= 990ms && result.elapsed < 1min);
    QVERIFY(result.counts.response.max() < 1min);
    QVERIFY(result.counts.service.min() > 0ns);
    QVERIFY(result.counts.lag.max() < 1min);
    QVERIFY(!result.series.empty() && result.series.size() < 60);
    QVERIFY(result.series.back().end <= result.elapsed);
    QCOMPARE(result.counts.response.overflowed(), quint64{0});
}

void TestWallClock::timeoutsAreKept() {
    const TestServer server(oneInThree(silence()));
    TestPlan plan = sixtyRequests(server);
    plan.timeout = 100ms;
    const auto test = runToEnd(plan);
    verifyOneInThreeFailed(*test, failureOf(FailureClass::Timeout, TimeoutPhase::Answering));
    QVERIFY(test->result()->counts.failed.min() >= 99ms);
    QVERIFY(test->result()->counts.failed.max() < 1min);
}

void TestWallClock::aDurationIsKept() {
    const TestServer server([](auto, const auto&) { return okReply(); });
    TestPlan plan = planFor(server.url(), 1, 4);
    plan.requests.reset();
    plan.duration = 300ms;
    const auto test = runToEnd(plan);
    QCOMPARE(test->state(), RunState::Finished);
    QVERIFY(test->result()->elapsed >= 300ms && test->result()->elapsed < 1min);
    QVERIFY(test->result()->counts.ledger.ok > 0);
    verifyBalance(*test);
}

QTEST_GUILESS_MAIN(TestWallClock)
#include "tst_wallclock.moc"
