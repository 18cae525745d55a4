// The search for a capacity, against targets that are known.

#include <cmath>
#include <random>

#include <QTest>

#include "core/run/capacity.h"

using namespace squall;

namespace {

/// A target that bears so much, and whose verdict is blurred near that by `blur` (one standard
/// deviation, relative).
struct Target {
    double capacity = 1000;
    double blur = 0;
    double generator = 1e9;    ///< past this the load is not what it should be
    std::size_t hiccup = 1000; ///< the trial in which it is not either, for once
};

CapacityResult search(const Target& target, CapacitySearch::Options options = {},
                      std::uint64_t seed = 1) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    CapacitySearch search(options);
    while (const auto trial = search.next()) {
        CapacityStep step;
        step.rate = trial->rate;
        step.length = trial->length;
        const double limit = target.capacity * (1 + target.blur * normal(random));
        step.isClear = std::abs(step.rate / target.capacity - 1) > target.blur;
        if (step.rate > target.generator || search.result().steps.size() == target.hiccup)
            step.outcome = StepOutcome::GeneratorLimited;
        else if (step.rate > limit)
            step.outcome = StepOutcome::Broken;
        step.why = "it broke";
        search.add(std::move(step));
    }
    return search.result();
}

} // namespace

class TestCapacity final : public QObject {
    Q_OBJECT

private slots:
    void findsAKnownLimit_data();
    void findsAKnownLimit();
    void findsABlurredLimit();
    void goesDownWhenTheStartIsTooMuch();
    void saysWhenNothingIsBorne();
    void saysWhenTheGeneratorIsTheLimit();
    void triesOnceMoreWhatTheGeneratorDisturbed();
    void endsOnAMachineInUse();
    void stopsAtTheHighestRate();
    void measuresBothEndsAgain();
    void endsWhenNothingCanBeSent();
};

void TestCapacity::findsAKnownLimit_data() {
    QTest::addColumn<double>("capacity");
    for (const double capacity : {3.0, 21.0, 100.0, 999.0, 12'345.0, 400'000.0})
        QTest::addRow("%g per second", capacity) << capacity;
}

void TestCapacity::findsAKnownLimit() {
    QFETCH(double, capacity);
    const CapacityResult result = search({.capacity = capacity});
    QVERIFY(result.isComplete);
    QVERIFY(result.kept <= capacity && capacity < *result.broken);
    QVERIFY(*result.broken <= result.kept * 1.04);
    QVERIFY(std::abs(result.rate() / capacity - 1) < 0.05);
    QVERIFY(result.steps.size() < 35);
}

void TestCapacity::findsABlurredLimit() {
    int near = 0;
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        const CapacityResult result = search({.capacity = 1000, .blur = 0.02}, {}, seed);
        near += std::abs(result.rate() / 1000 - 1) < 0.05 ? 1 : 0;
    }
    QVERIFY2(near >= 95, qPrintable(QString::number(near)));
}

void TestCapacity::goesDownWhenTheStartIsTooMuch() {
    CapacitySearch::Options options;
    options.start = 5000;
    const CapacityResult result = search({.capacity = 40}, options);
    QVERIFY(result.isComplete);
    QVERIFY(std::abs(result.rate() / 40 - 1) < 0.05);
}

void TestCapacity::saysWhenNothingIsBorne() {
    const CapacityResult result = search({.capacity = 0});
    QCOMPARE(result.kept, 0.0);
    QVERIFY(!result.isComplete);
    QVERIFY(result.sentence().find("does not even bear") != std::string::npos);
}

void TestCapacity::saysWhenTheGeneratorIsTheLimit() {
    const CapacityResult result = search({.capacity = 1e6, .generator = 5000});
    QVERIFY(result.isGeneratorLimit());
    QVERIFY(result.kept > 4500 && result.kept <= 5000);
    QVERIFY(result.sentence().find("this machine is the limit") != std::string::npos);
}

void TestCapacity::triesOnceMoreWhatTheGeneratorDisturbed() {
    for (std::size_t hiccup = 0; hiccup < 12; ++hiccup) {
        const CapacityResult result = search({.capacity = 1000, .hiccup = hiccup});
        QVERIFY(!result.isGeneratorLimit());
        QVERIFY2(result.isComplete && std::abs(result.rate() / 1000 - 1) < 0.05,
                 result.sentence().c_str());
    }
}

void TestCapacity::endsOnAMachineInUse() {
    const CapacityResult result = search({.generator = 0});
    QVERIFY(result.isGeneratorLimit());
    QVERIFY(!result.isComplete);
    QVERIFY(result.steps.size() < 5);
    QVERIFY(result.sentence().find("this machine is the limit") != std::string::npos);
}

void TestCapacity::stopsAtTheHighestRate() {
    CapacitySearch::Options options;
    options.most = 1000;
    const CapacityResult result = search({.capacity = 1e9}, options);
    QCOMPARE(result.kept, 1000.0);
    QVERIFY(!result.broken);
    QVERIFY(result.sentence().find("highest rate that was tried") != std::string::npos);
}

void TestCapacity::measuresBothEndsAgain() {
    const CapacityResult result = search({.capacity = 1000});
    for (const double rate : {result.kept, *result.broken})
        QVERIFY(std::ranges::count(result.steps, rate, &CapacityStep::rate) >= 2);
}

void TestCapacity::endsWhenNothingCanBeSent() {
    CapacitySearch search({});
    QVERIFY(search.next().has_value());
    CapacityStep step;
    step.outcome = StepOutcome::NothingSent;
    step.why = "no such host";
    search.add(std::move(step));
    QVERIFY(!search.next().has_value());
    QVERIFY(search.result().sentence().find("no such host") != std::string::npos);
}

QTEST_GUILESS_MAIN(TestCapacity)
#include "tst_capacity.moc"
