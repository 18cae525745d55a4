#include <algorithm>
#include <memory>
#include <random>
#include <vector>

#include <QTest>

#include "core/net/timerwheel.h"

using namespace squall;

namespace {

constexpr Nanoseconds ms{1'000'000};

struct Probe : Timer {
    int fired = 0;
    Nanoseconds firedAt{0};
};

} // namespace

class TestTimerWheel : public QObject {
    Q_OBJECT

private:
    static void advance(TimerWheel& wheel, Nanoseconds now) {
        wheel.advance(now, [now](Timer& timer) {
            auto& probe = static_cast<Probe&>(timer);
            ++probe.fired;
            probe.firedAt = now;
        });
    }

private slots:

    void firesOnceAndNeverEarly() {
        TimerWheel wheel(Nanoseconds{0});
        Probe probe;
        wheel.arm(probe, 5 * ms + Nanoseconds{1});
        advance(wheel, 5 * ms);
        QCOMPARE(probe.fired, 0);
        advance(wheel, 6 * ms);
        QCOMPARE(probe.fired, 1);
        advance(wheel, 10'000 * ms);
        QCOMPARE(probe.fired, 1);
    }

    void aDeadlineThatIsPutOffFiresAtItsLastValue() {
        TimerWheel wheel(Nanoseconds{0});
        Probe probe;
        for (int i = 1; i <= 100; ++i) {
            wheel.arm(probe, (i + 30) * ms);
            advance(wheel, i * ms);
        }
        QCOMPARE(probe.fired, 0);
        advance(wheel, 132 * ms);
        QCOMPARE(probe.fired, 1);
    }

    void aDeadlineThatIsBroughtForwardFiresThen() {
        TimerWheel wheel(Nanoseconds{0});
        Probe probe;
        wheel.arm(probe, 30'000 * ms);
        wheel.arm(probe, 10 * ms);
        advance(wheel, 11 * ms);
        QCOMPARE(probe.fired, 1);
    }

    void aDisarmedTimerDoesNotFire() {
        TimerWheel wheel(Nanoseconds{0});
        Probe probe;
        wheel.arm(probe, 10 * ms);
        wheel.disarm(probe);
        advance(wheel, 100 * ms);
        QCOMPARE(probe.fired, 0);
        wheel.arm(probe, 200 * ms);
        advance(wheel, 201 * ms);
        QCOMPARE(probe.fired, 1);
    }

    void aTimerMayBeArmedFromItsOwnFiring() {
        TimerWheel wheel(Nanoseconds{0});
        Probe probe;
        wheel.arm(probe, ms);
        for (int i = 1; i <= 10; ++i) {
            wheel.advance(2 * i * ms, [&](Timer& timer) {
                ++probe.fired;
                wheel.arm(timer, 2 * i * ms + ms);
            });
        }
        QCOMPARE(probe.fired, 10);
    }

    void aTimerThatEndsIsForgotten() {
        TimerWheel wheel(Nanoseconds{0});
        auto probe = std::make_unique<Probe>();
        wheel.arm(*probe, 5 * ms);
        probe.reset();
        advance(wheel, 10 * ms);
    }

    // Against the definition: fires at the first step that is at least its time, within 1 ms.
    void randomDeadlinesFireInTheirMillisecond() {
        constexpr int count = 2'000;
        std::mt19937_64 random(1);
        std::uniform_int_distribution<std::int64_t> anyTime(1, 12'000'000'000);
        TimerWheel wheel(Nanoseconds{0});
        std::vector<Probe> probes(count);
        std::vector<Nanoseconds> due(count);
        for (int i = 0; i < count; ++i)
            wheel.arm(probes[i], due[i] = Nanoseconds(anyTime(random)));
        for (Nanoseconds now{0}; now <= 12'002 * ms; now += ms)
            advance(wheel, now);
        for (int i = 0; i < count; ++i) {
            QCOMPARE(probes[i].fired, 1);
            QVERIFY(probes[i].firedAt >= due[i]);
            QVERIFY(probes[i].firedAt <= due[i] + 2 * ms);
        }
    }
};

QTEST_GUILESS_MAIN(TestTimerWheel)
#include "tst_timerwheel.moc"
