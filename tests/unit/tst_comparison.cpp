// Words about two runs must be worth their breath: simulated servers whose truth is known.

#include <cmath>
#include <limits>
#include <random>

#include <QTest>

#include "core/stats/comparison.h"
#include "core/stats/student.h"

using namespace squall;

namespace {

using Random = std::mt19937_64;

/// A closed model of `connections` against a server whose seconds are alike but for a mood that
/// lasts.
struct Server {
    double latency = 5e6; ///< ns, the median
    double spread = 0.3;  ///< of the logarithm
    double mood = 0.02;   ///< of a second, relative
    double unseen = 0.01; ///< of a run
    double errorShare = 0.01;
    int seconds = 20;
    int connections = 2;
};

double normal(Random& random) {
    std::normal_distribution<double> distribution;
    return distribution(random);
}

RunSample run(const Server& server, Random& random) {
    constexpr double keeps = 0.3; // of a mood, from one second to the next
    const double start = server.unseen * normal(random);
    double mood = server.mood * normal(random);
    RunSample sample;
    for (int second = 0; second < server.seconds; ++second) {
        mood = keeps * mood + std::sqrt(1 - keeps * keeps) * server.mood * normal(random);
        const double median = server.latency * std::exp(start + mood);
        Histogram latency;
        Stretch stretch{.length = std::chrono::seconds(1), .latency = {}};
        for (double spent = 0; spent < 1e9 * server.connections;) {
            const double value = median * std::exp(server.spread * normal(random));
            spent += value;
            const bool isOk = std::generate_canonical<double, 32>(random) >= server.errorShare;
            (isOk ? stretch.ok : stretch.failed) += 1;
            if (isOk)
                latency.record(Nanoseconds(std::llround(value)));
        }
        stretch.latency = SparseHistogram(latency);
        sample.stretches.push_back(std::move(stretch));
    }
    return sample;
}

bool hasSpoken(const Comparison& comparison) {
    return std::ranges::any_of(comparison, [](const Difference& difference) {
        return difference.word == Change::Better || difference.word == Change::Worse;
    });
}

/// Of 200 pairs, how many in which some figure is called better or worse.
int spokenOf(const Server& base, const Server& now, std::uint64_t seed) {
    Random random(seed);
    int spoken = 0;
    for (int i = 0; i < 200; ++i) {
        const RunSample before = run(base, random);
        spoken += hasSpoken(compare(before, run(now, random))) ? 1 : 0;
    }
    return spoken;
}

/// As spokenOf(), each a comparison of five pairs in turns while the machine gets slower and
/// slower.
int spokenInTurns(const Server& base, const Server& now, std::uint64_t seed) {
    Random random(seed);
    int spoken = 0;
    for (int i = 0; i < 100; ++i) {
        std::vector<RunSample> before;
        std::vector<RunSample> after;
        for (int pair = 0; pair < 5; ++pair) {
            Server first = base;
            Server second = now;
            first.latency *= 1 + 0.05 * pair;
            second.latency *= 1 + 0.05 * pair;
            before.push_back(run(first, random));
            after.push_back(run(second, random));
        }
        spoken += hasSpoken(compareInTurns(before, after)) ? 1 : 0;
    }
    return spoken;
}

const Difference& of(const Comparison& comparison, ComparedFigure figure) {
    return comparison[static_cast<std::size_t>(figure)];
}

/// Everything that a word may depend on, made by hand: ten equal seconds.
RunSample steady(std::uint64_t ok, std::uint64_t failed, std::chrono::milliseconds latency) {
    Histogram values;
    values.record(latency, ok);
    const Stretch second{std::chrono::seconds(1), ok, failed, SparseHistogram(values)};
    return {std::vector(10, second), false};
}

} // namespace

class TestComparison final : public QObject {
    Q_OBJECT

private slots:
    void knowsStudentsQuantiles();
    void isSilentOfTheSameServer_data();
    void isSilentOfTheSameServer();
    void speaksOfAServerATenthSlower();
    void isSilentOfTheSameServerInTurns();
    void speaksInTurnsWhileTheMachineDrifts();
    void knowsWhichWayIsBetter();
    void seesErrorsAppear();
    void seesThatNothingIsAnswered();
    void cannotTellOfAHandful();
    void saysHowManyRunsWouldTell();
    void trustsDoubtfulRunsLess();
    void endsOfIntervalsSurroundTheChange();
};

void TestComparison::knowsStudentsQuantiles() {
    const auto isNear = [](double actual, double expected) {
        return std::abs(actual / expected - 1) < 0.03;
    };
    QVERIFY(isNear(normalQuantile(0.975), 1.95996));
    QVERIFY(isNear(studentQuantile(0.995, 1), 63.657));
    QVERIFY(isNear(studentQuantile(0.995, 2), 9.925));
    QVERIFY(isNear(studentQuantile(0.995, 4), 4.604));
    QVERIFY(isNear(studentQuantile(0.995, 9), 3.250));
    QVERIFY(isNear(studentQuantile(0.975, 30), 2.042));
}

// 5 % of 200 is what the words promise at most.
void TestComparison::isSilentOfTheSameServer_data() {
    QTest::addColumn<Server>("server");
    QTest::newRow("twenty seconds") << Server{};
    QTest::newRow("three seconds that are not alike") << Server{.mood = 0.3, .seconds = 3};
    QTest::newRow("two seconds that are not alike") << Server{.mood = 0.3, .seconds = 2};
    QTest::newRow("a single second") << Server{.mood = 0.1, .seconds = 1};
}

void TestComparison::isSilentOfTheSameServer() {
    QFETCH(const Server, server);
    const int spoken = spokenOf(server, server, 1);
    qInfo("spoken of the same server: %d of 200", spoken);
    QVERIFY(spoken <= 10);
}

void TestComparison::speaksOfAServerATenthSlower() {
    const Server server;
    Server slower = server;
    slower.latency *= 1.1;
    const int spoken = spokenOf(server, slower, 2);
    qInfo("spoken of one a tenth slower: %d of 200", spoken);
    QVERIFY(spoken >= 190);
}

void TestComparison::isSilentOfTheSameServerInTurns() {
    const Server server{.unseen = 0.03, .seconds = 5};
    const int spoken = spokenInTurns(server, server, 3);
    qInfo("spoken of the same server in turns: %d of 100", spoken);
    QVERIFY(spoken <= 5);
}

void TestComparison::speaksInTurnsWhileTheMachineDrifts() {
    const Server server{.seconds = 5};
    Server slower = server;
    slower.latency *= 1.1;
    const int spoken = spokenInTurns(server, slower, 4);
    qInfo("spoken of one a tenth slower in turns: %d of 100", spoken);
    QVERIFY(spoken >= 95);
}

void TestComparison::knowsWhichWayIsBetter() {
    using namespace std::chrono_literals;
    const Comparison faster = compare(steady(1000, 0, 10ms), steady(2000, 0, 5ms));
    QCOMPARE(of(faster, ComparedFigure::Throughput).word, Change::Better);
    QCOMPARE(of(faster, ComparedFigure::P50).word, Change::Better);
    QCOMPARE(of(faster, ComparedFigure::ErrorShare).word, Change::NoneSeen);
    QVERIFY(!hasWorse(faster));
    const Comparison slower = compare(steady(2000, 0, 5ms), steady(1000, 0, 10ms));
    QCOMPARE(of(slower, ComparedFigure::Throughput).word, Change::Worse);
    QCOMPARE(of(slower, ComparedFigure::P99).word, Change::Worse);
    QVERIFY(hasWorse(slower));
    QVERIFY(std::abs(of(slower, ComparedFigure::Throughput).change + 0.5) < 0.01);
}

void TestComparison::seesErrorsAppear() {
    using namespace std::chrono_literals;
    const Comparison broken = compare(steady(1000, 0, 5ms), steady(950, 50, 5ms));
    QCOMPARE(of(broken, ComparedFigure::ErrorShare).word, Change::Worse);
    QVERIFY(std::abs(of(broken, ComparedFigure::ErrorShare).change - 0.05) < 1e-9);
    const Comparison dead = compare(steady(1000, 0, 5ms), steady(0, 1000, 5ms));
    QCOMPARE(of(dead, ComparedFigure::ErrorShare).word, Change::Worse);
    QVERIFY(of(dead, ComparedFigure::ErrorShare).high <= 1);
    QCOMPARE(of(dead, ComparedFigure::P50).word, Change::CannotTell);
}

// A server that keeps its answers to itself makes no error before its timeout.
void TestComparison::seesThatNothingIsAnswered() {
    using namespace std::chrono_literals;
    const RunSample good = steady(1000, 0, 5ms);
    RunSample silent = steady(0, 0, 5ms);
    for (Stretch& stretch : silent.stretches)
        stretch.latency = {};
    const Difference gone = of(compare(good, silent), ComparedFigure::Throughput);
    QCOMPARE(gone.word, Change::Worse);
    QCOMPARE(gone.now, std::optional(0.0));
    QCOMPARE(gone.change, -1.0);
    QVERIFY(gone.high < -0.5);
    const Comparison back = compare(silent, good);
    QCOMPARE(of(back, ComparedFigure::Throughput).word, Change::Better);
    QVERIFY(std::isinf(of(back, ComparedFigure::Throughput).change));
    QVERIFY(!of(back, ComparedFigure::P50).base.has_value());
    QVERIFY(!of(back, ComparedFigure::ErrorShare).base.has_value());
    QCOMPARE(of(compare(silent, silent), ComparedFigure::Throughput).word, Change::CannotTell);

    RunSample restless = good;
    for (std::size_t i = 0; i < restless.stretches.size(); i += 2)
        restless.stretches[i].ok = 500;
    QCOMPARE(of(compare(restless, silent), ComparedFigure::Throughput).word, Change::Worse);

    RunSample second = silent;
    second.stretches.resize(1); // a pause may last as long
    QCOMPARE(of(compare(good, second), ComparedFigure::Throughput).word, Change::CannotTell);

    const std::vector goods(5, good);
    const std::vector silents(5, silent);
    QCOMPARE(of(compareInTurns(goods, silents), ComparedFigure::Throughput).word, Change::Worse);
}

void TestComparison::cannotTellOfAHandful() {
    using namespace std::chrono_literals;
    for (const Difference& difference : compare(RunSample{}, RunSample{})) {
        QCOMPARE(difference.word, Change::CannotTell);
        QVERIFY(!difference.hasInterval);
    }
    const Comparison few = compare(steady(1, 0, 5ms), steady(1, 0, 5ms));
    QVERIFY(!of(few, ComparedFigure::P50).hasInterval);
    QVERIFY(!of(few, ComparedFigure::P99).hasInterval);
}

void TestComparison::saysHowManyRunsWouldTell() {
    const Server restless{.mood = 0.3};
    Random random(5);
    const RunSample base = run(restless, random);
    const Difference unclear = of(compare(base, run(restless, random)), ComparedFigure::Throughput);
    QCOMPARE(unclear.word, Change::CannotTell);
    QVERIFY2(unclear.runsToTell > 5 && unclear.runsToTell < 200,
             qPrintable(QString::number(unclear.runsToTell)));
}

void TestComparison::trustsDoubtfulRunsLess() {
    using namespace std::chrono_literals;
    RunSample doubtful = steady(1060, 0, 5ms);
    QCOMPARE(of(compare(steady(1000, 0, 5ms), doubtful), ComparedFigure::Throughput).word,
             Change::Better);
    doubtful.isDoubtful = true;
    QVERIFY(of(compare(steady(1000, 0, 5ms), doubtful), ComparedFigure::Throughput).word !=
            Change::Better);
}

// One second in ten is a pause, with a little less than 1 % of all requests: the 99th percentile
// may as well lie anywhere above.
void TestComparison::endsOfIntervalsSurroundTheChange() {
    using namespace std::chrono_literals;
    RunSample paused = steady(1000, 10, 5ms);
    Histogram slow;
    slow.record(800ms, 80);
    paused.stretches[3].latency = SparseHistogram(slow);
    for (const Difference& difference : compare(steady(1000, 10, 5ms), paused)) {
        QVERIFY(difference.hasInterval);
        QVERIFY(difference.low <= difference.change && difference.change <= difference.high);
    }
    QVERIFY(std::isinf(of(compare(steady(1000, 10, 5ms), paused), ComparedFigure::P99).high));
}

QTEST_GUILESS_MAIN(TestComparison)
#include "tst_comparison.moc"
