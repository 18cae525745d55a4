#include <cmath>
#include <cstdint>
#include <functional>
#include <random>
#include <utility>
#include <vector>

#include <QTest>

#include "core/stats/confidence.h"

using namespace squall;
using namespace std::chrono_literals;

namespace {

using Random = std::mt19937_64;

constexpr int repetitions = 400;
constexpr std::array percents = {50.0, 95.0, 99.0};

/// Of `interval` per repetition: the share that holds `truth`.
double coverage(double truth, const std::function<std::pair<double, double>(int)>& interval) {
    int covered = 0;
    for (int i = 0; i < repetitions; ++i) {
        const auto [low, high] = interval(i);
        covered += low <= truth && truth <= high ? 1 : 0;
    }
    return covered / static_cast<double>(repetitions);
}

std::pair<double, double> ends(const std::optional<Confidence>& interval) {
    if (!interval)
        return {0, -1};
    return {static_cast<double>(interval->low.count()),
            static_cast<double>(interval->high.count())};
}

std::pair<double, double> ends(const std::optional<RateConfidence>& interval) {
    return interval ? std::pair{interval->low, interval->high} : std::pair{0.0, -1.0};
}

/// A standard normal series in which neighbours correlate by `phi`.
class Correlated final {
public:
    Correlated(double phi, std::uint64_t seed)
        : m_phi(phi)
        , m_random(seed)
        , m_state(m_normal(m_random)) {}

    double next() {
        m_state = m_phi * m_state + std::sqrt(1 - m_phi * m_phi) * m_normal(m_random);
        return m_state;
    }

private:
    double m_phi;
    Random m_random;
    std::normal_distribution<double> m_normal;
    double m_state;
};

/// Seconds of about 10 000 requests.
std::vector<SeriesPoint> drawRates(int seconds, double phi, std::uint64_t seed) {
    Correlated state(phi, seed);
    std::vector<SeriesPoint> points(static_cast<std::size_t>(seconds));
    Nanoseconds end{0};
    for (SeriesPoint& point : points) {
        point.end = end += 1s;
        point.requests = static_cast<std::uint64_t>(std::llround(10'000 + 1000 * state.next()));
    }
    return points;
}

/// Seconds of exponential latencies; their mean is e^(spread x) ms, where the x of neighbours
/// correlate.
std::vector<SeriesPoint> drawLatencies(int seconds, int requests, double spread, double phi,
                                       std::uint64_t seed) {
    Correlated state(phi, seed);
    Random random(seed + 1'000'000);
    std::vector<SeriesPoint> points(static_cast<std::size_t>(seconds));
    Nanoseconds end{0};
    for (SeriesPoint& point : points) {
        std::exponential_distribution<double> latency(1e-6 / std::exp(spread * state.next()));
        Histogram values;
        for (int i = 0; i < requests; ++i)
            values.record(Nanoseconds(std::llround(latency(random))));
        point.end = end += 1s;
        point.requests = static_cast<std::uint64_t>(requests);
        point.service = SparseHistogram(values);
    }
    return points;
}

/// The true percentile of drawLatencies(), by bisection of P(latency > value), an integral over x.
double trueLatency(double percent, double spread) {
    const auto beyond = [spread](double value) {
        double sum = 0;
        double weights = 0;
        for (int i = -600; i <= 600; ++i) {
            const double x = i / 100.0;
            sum += std::exp(-x * x / 2 - value / (1e6 * std::exp(spread * x)));
            weights += std::exp(-x * x / 2);
        }
        return sum / weights;
    };
    double low = 0;
    double high = 1e9;
    while (high - low > 1)
        (beyond((low + high) / 2) > 1 - percent / 100 ? low : high) = (low + high) / 2;
    return low;
}

Histogram allOf(const std::vector<SeriesPoint>& points) {
    Histogram all;
    for (const SeriesPoint& point : points)
        point.service.mergeInto(all);
    return all;
}

bool isWithin(double value, double low, double high) {
    if (value < low || value > high)
        qWarning("%g is not in [%g, %g]", value, low, high);
    return value >= low && value <= high;
}

} // namespace

class TestConfidence final : public QObject {
    Q_OBJECT

private slots:
    void aPercentileNeedsTenValuesBeyondIt_data();
    void aPercentileNeedsTenValuesBeyondIt();
    void ranksAreThoseOfTheTables_data();
    void ranksAreThoseOfTheTables();
    void anIntervalHoldsItsPercentile();
    void overflowedValuesEndAtTheMaximum();
    void orderStatisticsCoverIndependentValues_data();
    void orderStatisticsCoverIndependentValues();
    void blocksCoverRates_data();
    void blocksCoverRates();
    void correlatedRatesNeedBlocks();
    void blocksCoverPercentilesWhereOrderStatisticsDoNot();
    void sameSeedGivesSameInterval();
    void aShortLastPointIsLeftOut();
    void tooFewPointsGiveNothing();
    void secondsWithoutAnswersAreAllowed();
    void independentSecondsDoNotDiffer();
    void secondsDifferWhenTheyDo_data();
    void secondsDifferWhenTheyDo();
    void aRunChoosesItsWay();
    void inAnOpenModelItIsOfTheResponse();
    void aLongRunHasIntervalsToo();
};

void TestConfidence::aPercentileNeedsTenValuesBeyondIt_data() {
    QTest::addColumn<double>("percent");
    QTest::addColumn<quint64>("needed");
    QTest::newRow("p50") << 50.0 << quint64{20};
    QTest::newRow("p90") << 90.0 << quint64{100};
    QTest::newRow("p95") << 95.0 << quint64{200};
    QTest::newRow("p99") << 99.0 << quint64{1000};
    QTest::newRow("p99.9") << 99.9 << quint64{10'000};
    QTest::newRow("p99.99") << 99.99 << quint64{100'000};
    QTest::newRow("p1") << 1.0 << quint64{1000};
}

void TestConfidence::aPercentileNeedsTenValuesBeyondIt() {
    QFETCH(double, percent);
    QFETCH(quint64, needed);
    QCOMPARE(static_cast<quint64>(valuesNeeded(percent)), needed);
    Histogram values;
    values.record(1ms, needed - 1);
    QVERIFY(!orderStatisticInterval(values, percent));
    values.record(1ms);
    QVERIFY(orderStatisticInterval(values, percent));
}

void TestConfidence::ranksAreThoseOfTheTables_data() {
    QTest::addColumn<int>("count");
    QTest::addColumn<double>("percent");
    QTest::addColumn<int>("low");
    QTest::addColumn<int>("high");
    // The sign test's interval of a median: published in every table of it.
    QTest::newRow("median of 20") << 20 << 50.0 << 6 << 15;
    QTest::newRow("median of 30") << 30 << 50.0 << 10 << 21;
    QTest::newRow("median of 50") << 50 << 50.0 << 18 << 33;
    QTest::newRow("median of 100") << 100 << 50.0 << 40 << 61;
    // By the binomial distribution 2.1 % and 2.4 % lie beyond; one rank closer it would be 4.0
    // and 5.8.
    QTest::newRow("p90 of 100") << 100 << 90.0 << 84 << 96;
}

void TestConfidence::ranksAreThoseOfTheTables() {
    QFETCH(int, count);
    QFETCH(double, percent);
    QFETCH(int, low);
    QFETCH(int, high);
    constexpr std::size_t first = 1000; // each value has a bucket of its own
    Histogram values;
    for (int i = 1; i <= count; ++i)
        values.record(Histogram::middleOf(first + static_cast<std::size_t>(i)));
    const Confidence interval = orderStatisticInterval(values, percent).value_or(Confidence{});
    QCOMPARE(static_cast<int>(Histogram::indexOf(interval.low) - first), low);
    QCOMPARE(static_cast<int>(Histogram::indexOf(interval.high) - first), high);
}

void TestConfidence::anIntervalHoldsItsPercentile() {
    Random random(1);
    for (const int count : {1000, 20'000, 1'000'000}) {
        Histogram values;
        std::lognormal_distribution<double> latency(14.0, 1.0);
        for (int i = 0; i < count; ++i)
            values.record(Nanoseconds(std::llround(latency(random))));
        double widthBefore = 0;
        for (const double percent : percents) {
            const auto interval = orderStatisticInterval(values, percent).value_or(Confidence{});
            QVERIFY(values.min() <= interval.low && interval.high <= values.max());
            QVERIFY(interval.low <= values.percentile(percent));
            QVERIFY(interval.high >= values.percentile(percent));
            const auto [low, high] = ends(interval);
            QVERIFY(high / low > widthBefore || count == 1'000'000); // the tail is less certain
            widthBefore = high / low;
        }
    }
    Histogram same;
    same.record(1234567ns, 1'000'000'000'000);
    QCOMPARE(orderStatisticInterval(same, 99), (Confidence{1234567ns, 1234567ns}));
}

void TestConfidence::overflowedValuesEndAtTheMaximum() {
    Histogram values;
    values.record(1ms, 10'000);
    values.record(3h, 100);
    QVERIFY(orderStatisticInterval(values, 99).value_or(Confidence{}).high == 3h);
}

void TestConfidence::orderStatisticsCoverIndependentValues_data() {
    QTest::addColumn<double>("percent");
    QTest::newRow("p50") << 50.0;
    QTest::newRow("p95") << 95.0;
    QTest::newRow("p99") << 99.0;
}

void TestConfidence::orderStatisticsCoverIndependentValues() {
    QFETCH(double, percent);
    const double truth = -std::log(1 - percent / 100) * 1e6;
    Random random(2);
    std::exponential_distribution<double> latency(1e-6);
    const double covered = coverage(truth, [&](int) {
        Histogram values;
        for (int i = 0; i < 3000; ++i)
            values.record(Nanoseconds(std::llround(latency(random))));
        return ends(orderStatisticInterval(values, percent));
    });
    QVERIFY(isWithin(covered, 0.92, 0.98));
}

void TestConfidence::blocksCoverRates_data() {
    QTest::addColumn<int>("seconds");
    QTest::addColumn<double>("phi");
    QTest::addColumn<double>("least");
    QTest::newRow("independent, 10 s") << 10 << 0.0 << 0.91;
    QTest::newRow("independent, 60 s") << 60 << 0.0 << 0.91;
    QTest::newRow("independent, 300 s") << 300 << 0.0 << 0.91;
    QTest::newRow("correlated by 0.3, 60 s") << 60 << 0.3 << 0.88;
    QTest::newRow("correlated by 0.5, 300 s") << 300 << 0.5 << 0.88;
}

void TestConfidence::blocksCoverRates() {
    QFETCH(int, seconds);
    QFETCH(double, phi);
    QFETCH(double, least);
    const double covered = coverage(10'000, [&](int i) {
        const auto seed = static_cast<std::uint64_t>(i);
        return ends(blockRateInterval(drawRates(seconds, phi, seed), {.seed = seed}));
    });
    QVERIFY(isWithin(covered, least, 0.99));
}

void TestConfidence::correlatedRatesNeedBlocks() {
    const double covered = coverage(10'000, [&](int i) {
        const auto seed = static_cast<std::uint64_t>(i);
        return ends(blockRateInterval(drawRates(300, 0.5, seed),
                                      {.blockLength = 1, .resamples = 400, .seed = seed}));
    });
    QVERIFY(isWithin(covered, 0.5, 0.8));
}

void TestConfidence::blocksCoverPercentilesWhereOrderStatisticsDoNot() {
    constexpr double spread = 0.3;
    std::vector<std::vector<SeriesPoint>> runs;
    runs.reserve(100);
    for (int i = 0; i < 100; ++i)
        runs.push_back(drawLatencies(120, 60, spread, 0.4, static_cast<std::uint64_t>(i)));
    const double median = trueLatency(50, spread);
    const double tail = trueLatency(95, spread);
    int medianByBlocks = 0;
    int tailByBlocks = 0;
    int medianByOrder = 0;
    const auto holds = [](const std::optional<Confidence>& interval, double truth) {
        const auto [low, high] = ends(interval);
        return low <= truth && truth <= high ? 1 : 0;
    };
    for (const auto& points : runs) {
        const auto intervals = blockPercentileIntervals(points, percents, {.resamples = 400});
        medianByBlocks += holds(intervals[0], median);
        tailByBlocks += holds(intervals[1], tail);
        medianByOrder += holds(orderStatisticInterval(allOf(points), 50), median);
    }
    QVERIFY(isWithin(medianByBlocks, 88, 99));
    QVERIFY(isWithin(tailByBlocks, 88, 99));
    QVERIFY(isWithin(medianByOrder, 30, 75));
}

void TestConfidence::sameSeedGivesSameInterval() {
    const auto points = drawLatencies(30, 100, 0.5, 0.0, 1);
    const Bootstrap seven{.seed = 7};
    QCOMPARE(blockPercentileIntervals(points, percents, seven),
             blockPercentileIntervals(points, percents, seven));
    const auto rates = drawRates(30, 0.0, 1);
    QCOMPARE(blockRateInterval(rates, seven), blockRateInterval(rates, seven));
    QVERIFY(blockRateInterval(rates, seven) != blockRateInterval(rates, {.seed = 8}));
}

void TestConfidence::aShortLastPointIsLeftOut() {
    auto points = drawRates(20, 0.0, 1);
    const auto expected = blockRateInterval(points);
    SeriesPoint rest;
    rest.end = points.back().end + 2ms;
    rest.requests = 100'000;
    points.push_back(rest);
    QCOMPARE(blockRateInterval(points), expected);
    points.back().end += 998ms;
    QVERIFY(blockRateInterval(points) != expected);
}

void TestConfidence::tooFewPointsGiveNothing() {
    for (int seconds = 0; seconds < 10; ++seconds) {
        const auto points = drawLatencies(seconds, 500, 1.0, 0.0, 1);
        QVERIFY(!blockRateInterval(points));
        QVERIFY(!blockPercentileIntervals(points, percents)[0]);
        QVERIFY(!secondsDiffer(points, 50));
    }
    const auto enoughForTheMedian =
        blockPercentileIntervals(drawLatencies(10, 10, 0.0, 0.0, 1), percents);
    QVERIFY(enoughForTheMedian[0]);
    QVERIFY(!enoughForTheMedian[1]);
    QVERIFY(!enoughForTheMedian[2]);
    QVERIFY(!blockRateInterval(std::vector<SeriesPoint>(20))); // that took no time
}

void TestConfidence::secondsWithoutAnswersAreAllowed() {
    auto points = drawLatencies(40, 100, 0.0, 0.0, 1);
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (i % 3 == 0) {
            points[i].requests = 0;
            points[i].service = {};
        }
    }
    QVERIFY(blockPercentileIntervals(points, percents)[1]);
    QVERIFY(ends(blockRateInterval(points)).first < 70);
    for (SeriesPoint& point : points) {
        point.requests = 0;
        point.service = {};
    }
    QVERIFY(!blockPercentileIntervals(points, percents)[0]);
    QCOMPARE(blockRateInterval(points), (RateConfidence{0, 0}));
    QVERIFY(!secondsDiffer(points, 99));
}

void TestConfidence::independentSecondsDoNotDiffer() {
    int differ = 0;
    for (std::uint64_t seed = 0; seed < 200; ++seed)
        differ += secondsDiffer(drawLatencies(60, 40, 0.0, 0.0, seed), 50) ? 1 : 0;
    QVERIFY(isWithin(differ, 0, 10)); // 2 % by two tests of 1 %
}

void TestConfidence::secondsDifferWhenTheyDo_data() {
    QTest::addColumn<std::vector<SeriesPoint>>("points");
    QTest::addColumn<double>("percent");
    QTest::newRow("the server slows and recovers") << drawLatencies(60, 300, 0.2, 0.8, 1) << 50.0;
    QTest::newRow("each second has a speed of its own")
        << drawLatencies(60, 300, 0.3, 0.0, 1) << 50.0;
    auto pause = drawLatencies(60, 300, 0.0, 0.0, 1);
    Histogram stopped;
    stopped.record(800ms, 100);
    pause[30].service = SparseHistogram::merged(pause[30].service, SparseHistogram(stopped));
    QTest::newRow("one pause, for the tail") << pause << 99.0;
}

void TestConfidence::secondsDifferWhenTheyDo() {
    QFETCH(std::vector<SeriesPoint>, points);
    QFETCH(double, percent);
    QVERIFY(secondsDiffer(points, percent));
}

void TestConfidence::aRunChoosesItsWay() {
    const auto steady = drawLatencies(30, 200, 0.0, 0.0, 3);
    const RunConfidence independent = confidenceOf(allOf(steady), steady);
    QVERIFY(!independent.usesBlocks);
    QCOMPARE(independent.p95, orderStatisticInterval(allOf(steady), 95));
    QCOMPARE(independent.throughput, blockRateInterval(steady));

    const auto restless = drawLatencies(30, 200, 0.5, 0.5, 3);
    const RunConfidence dependent = confidenceOf(allOf(restless), restless, 5);
    QVERIFY(dependent.usesBlocks);
    QCOMPARE(dependent.p95, blockPercentileIntervals(restless, percents, {.seed = 5})[1]);

    const auto brief = drawLatencies(3, 200, 0.5, 0.5, 3);
    const RunConfidence little = confidenceOf(allOf(brief), brief);
    QVERIFY(!little.usesBlocks && !little.throughput);
    QVERIFY(little.p50 && little.p95 && !little.p99);
}

void TestConfidence::inAnOpenModelItIsOfTheResponse() {
    auto points = drawLatencies(30, 200, 0.5, 0.5, 3);
    const auto closed = blockPercentileIntervals(points, percents);
    for (SeriesPoint& point : points)
        point.response = std::exchange(point.service, SparseHistogram());
    QCOMPARE(blockPercentileIntervals(points, percents), closed);
}

void TestConfidence::aLongRunHasIntervalsToo() {
    const auto points = drawLatencies(1800, 1000, 0.5, 0.5, 4);
    const RunConfidence confidence = confidenceOf(allOf(points), points);
    QVERIFY(confidence.usesBlocks && confidence.p99 && confidence.throughput);
}

QTEST_GUILESS_MAIN(TestConfidence)
#include "tst_confidence.moc"
