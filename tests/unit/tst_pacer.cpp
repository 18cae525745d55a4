#include <cmath>
#include <vector>

#include <QTest>

#include "core/load/pacer.h"

using namespace squall;

namespace {

constexpr Nanoseconds second = std::chrono::seconds(1);

TestPlan planOf(double rate) {
    TestPlan plan;
    plan.rate = rate;
    return plan;
}

/// The due times of one worker that lie before `end`.
std::vector<Nanoseconds> dueTimes(Pacer pacer, Nanoseconds end) {
    std::vector<Nanoseconds> times;
    for (; pacer.due() < end; pacer.advance())
        times.push_back(pacer.due());
    return times;
}

} // namespace

class TestPacer : public QObject {
    Q_OBJECT

private slots:

    void constantArrivalsAreEvenlySpread() {
        const auto times =
            dueTimes(Pacer(rampOf(planOf(1000)), Arrivals::Constant, 0, 1, 0, second), 3 * second);
        QCOMPARE(times.size(), std::size_t{2000});
        for (std::size_t i = 0; i < times.size(); ++i)
            QCOMPARE(times[i], second + std::chrono::milliseconds(i));
    }

    void workersTakeTurns() {
        std::vector<Nanoseconds> all;
        for (std::uint32_t worker = 0; worker < 3; ++worker) {
            const auto times = dueTimes(
                Pacer(rampOf(planOf(300)), Arrivals::Constant, worker, 3, 0, Nanoseconds{0}),
                second);
            all.insert(all.end(), times.begin(), times.end());
        }
        std::ranges::sort(all);
        QCOMPARE(all.size(), std::size_t{300});
        for (std::size_t i = 1; i < all.size(); ++i)
            QVERIFY(std::abs((all[i] - all[i - 1] - second / 300).count()) <= 2);
    }

    // The count of a Poisson process has the variance of its mean; gaps have the mean's deviation.
    void poissonArrivalsKeepTheRateAndAreIndependent() {
        const auto times = dueTimes(
            Pacer(rampOf(planOf(2000)), Arrivals::Poisson, 0, 1, 7, Nanoseconds{0}), 50 * second);
        QVERIFY(std::abs(static_cast<double>(times.size()) - 100'000) < 4 * std::sqrt(100'000.0));
        double squares = 0;
        for (std::size_t i = 1; i < times.size(); ++i) {
            const double gap = static_cast<double>((times[i] - times[i - 1]).count()) / 500'000.0;
            squares += (gap - 1) * (gap - 1);
        }
        const double deviation = std::sqrt(squares / static_cast<double>(times.size()));
        QVERIFY2(std::abs(deviation - 1) < 0.03, qPrintable(QString::number(deviation)));
    }

    void theSameSeedGivesTheSameArrivals() {
        const auto first = dueTimes(
            Pacer(rampOf(planOf(100)), Arrivals::Poisson, 0, 1, 7, Nanoseconds{0}), 10 * second);
        const auto again = dueTimes(
            Pacer(rampOf(planOf(100)), Arrivals::Poisson, 0, 1, 7, Nanoseconds{0}), 10 * second);
        const auto other = dueTimes(
            Pacer(rampOf(planOf(100)), Arrivals::Poisson, 0, 1, 8, Nanoseconds{0}), 10 * second);
        QVERIFY(first == again);
        QVERIFY(first != other);
    }

    void stagesMoveTheRateLinearly() {
        TestPlan plan;
        plan.stages = {{2 * second, 100}, {second, 100}, {2 * second, 0}};
        const auto times =
            dueTimes(Pacer(rampOf(plan), Arrivals::Constant, 0, 1, 0, Nanoseconds{0}), 10 * second);
        // The areas: 100 in the rise, 100 on the plateau, 100 in the fall, and one at the start.
        const auto within = [&times](Nanoseconds from, Nanoseconds to) {
            return std::ranges::count_if(times, [=](Nanoseconds t) { return t >= from && t < to; });
        };
        QVERIFY(std::abs(within(Nanoseconds{0}, 2 * second) - 100) <= 1);
        QVERIFY(std::abs(within(2 * second, 3 * second) - 100) <= 1);
        QVERIFY(std::abs(within(3 * second, 5 * second) - 100) <= 1);
        // Rising from 0 to 100/s in 2 s, half of the time gives a quarter of the requests.
        QVERIFY(std::abs(within(Nanoseconds{0}, second) - 25) <= 1);
        QVERIFY(within(5 * second, 10 * second) <= 1);
    }

    void aWarmUpRunsAtTheFirstRate() {
        TestPlan plan = planOf(50);
        plan.warmUp = 2 * second;
        plan.stages = {{second, 150}};
        const auto times =
            dueTimes(Pacer(rampOf(plan), Arrivals::Constant, 0, 1, 0, Nanoseconds{0}), 10 * second);
        const auto inWarmUp =
            std::ranges::count_if(times, [](Nanoseconds t) { return t < 2 * second; });
        QCOMPARE(inWarmUp, 100);
        QVERIFY(std::abs(static_cast<int>(times.size()) - 200) <= 1);
    }

    void theRampAnswersItsValueAtAnyTime() {
        const Ramp ramp({{Nanoseconds{0}, 0}, {2 * second, 100}, {3 * second, 40}});
        QCOMPARE(ramp.valueAt(second), 50.0);
        QCOMPARE(ramp.valueAt(2 * second), 100.0);
        QCOMPARE(ramp.valueAt(2 * second + second / 2), 70.0);
        QCOMPARE(ramp.valueAt(9 * second), 40.0);
    }
};

QTEST_GUILESS_MAIN(TestPacer)
#include "tst_pacer.moc"
