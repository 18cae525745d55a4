#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <random>
#include <vector>

#include <QTest>

#include "core/stats/histogram.h"

using namespace squall;
using namespace std::chrono_literals;

namespace {

using Random = std::mt19937_64;
using Draw = std::function<double(Random&)>; // microseconds

constexpr double percents[] = {0, 1, 10, 25, 50, 75, 90, 95, 99, 99.9, 99.99, 100};

std::vector<Nanoseconds> drawValues(const Draw& draw, int count, std::uint64_t seed) {
    Random random(seed);
    std::vector<Nanoseconds> values;
    for (int i = 0; i < count; ++i) {
        const double microseconds = std::clamp(draw(random), 1.0, 3.6e9); // 1 µs to 1 h
        values.emplace_back(std::llround(microseconds * 1000));
    }
    return values;
}

Histogram histogramOf(const std::vector<Nanoseconds>& values) {
    Histogram histogram;
    for (const Nanoseconds value : values)
        histogram.record(value);
    return histogram;
}

/// The truth: the smallest value that at least `percent` of all do not exceed.
Nanoseconds nearestRank(const std::vector<Nanoseconds>& sorted, double percent) {
    // In integers, since 99.9 % of 1000 is more than 999 in binary.
    const auto hundredths = static_cast<std::uint64_t>(std::llround(percent * 100));
    const std::uint64_t rank = (hundredths * sorted.size() + 9999) / 10000;
    return sorted[std::max<std::uint64_t>(rank, 1) - 1];
}

bool isSame(const Histogram& a, const Histogram& b) {
    for (std::size_t i = 0; i < Histogram::bucketCount; ++i) {
        if (a.countAt(i) != b.countAt(i))
            return false;
    }
    return a.count() == b.count() && a.min() == b.min() && a.max() == b.max() &&
           a.overflowed() == b.overflowed() && a.firstUsed() == b.firstUsed() &&
           a.lastUsed() == b.lastUsed();
}

} // namespace

class TestHistogram final : public QObject {
    Q_OBJECT

private slots:
    void percentilesAreWithinOnePercent_data();
    void percentilesAreWithinOnePercent();
    void percentilesNeverFall_data();
    void percentilesNeverFall();
    void mergingEqualsRecordingAll_data();
    void mergingEqualsRecordingAll();
    void meanAndDeviationAreClose_data();
    void meanAndDeviationAreClose();
    void bucketsHaveNoGaps();
    void everyValueFallsIntoItsBucket();
    void emptyIsZero();
    void oneValueIsEveryPercentile();
    void countsWhatOverflows();
    void clearForgetsEverything();
    void mergingNothingChangesNothing();
};

void TestHistogram::percentilesAreWithinOnePercent_data() {
    QTest::addColumn<Draw>("draw");
    QTest::addColumn<int>("count");
    const auto row = [](const char* name, int count, const Draw& draw) {
        QTest::newRow(name) << draw << count;
    };
    const Draw evenly = [](Random& random) {
        return std::uniform_real_distribution(1.0, 1e6)(random);
    };
    row("evenly up to a second", 100'000, evenly);
    row("evenly on all scales, 1 µs to 1 h", 100'000, [](Random& random) {
        return std::pow(10, std::uniform_real_distribution(0.0, 9.556)(random));
    });
    row("a short time, sometimes exceeded", 100'000,
        [](Random& random) { return std::lognormal_distribution(5.0, 1.0)(random); });
    row("exponential", 100'000,
        [](Random& random) { return std::exponential_distribution(1e-4)(random); });
    row("two humps, as from a cache", 100'000, [](Random& random) {
        const bool isHit = std::bernoulli_distribution(0.95)(random);
        return std::normal_distribution(isHit ? 120.0 : 45'000.0, isHit ? 8.0 : 900.0)(random);
    });
    row("a heavy tail", 100'000, [](Random& random) {
        return 20 * std::pow(std::uniform_real_distribution(1e-9, 1.0)(random), -0.8);
    });
    row("always the same", 1000, [](Random&) { return 1234.567; });
    row("the smallest values", 10'000,
        [](Random& random) { return std::uniform_real_distribution(1.0, 6.0)(random); });
    row("a thousand", 1000, evenly);
    row("seven", 7, evenly);
    row("two", 2, evenly);
    row("one", 1, evenly);
}

void TestHistogram::percentilesAreWithinOnePercent() {
    QFETCH(Draw, draw);
    QFETCH(int, count);
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        std::vector<Nanoseconds> values = drawValues(draw, count, seed);
        const Histogram histogram = histogramOf(values);
        std::ranges::sort(values);
        QCOMPARE(histogram.count(), static_cast<std::uint64_t>(count));
        QCOMPARE(histogram.overflowed(), std::uint64_t{0});
        for (const double percent : percents) {
            const auto truth = static_cast<double>(nearestRank(values, percent).count());
            const auto figure = static_cast<double>(histogram.percentile(percent).count());
            QVERIFY2(std::abs(figure - truth) <= 0.01 * truth,
                     qPrintable(QStringLiteral("seed %1, p%2: %3 ns instead of %4 ns")
                                    .arg(seed)
                                    .arg(percent)
                                    .arg(figure)
                                    .arg(truth)));
        }
        QCOMPARE(histogram.min().count(), values.front().count());
        QCOMPARE(histogram.max().count(), values.back().count());
        QCOMPARE(histogram.percentile(100).count(), values.back().count());
    }
}

void TestHistogram::percentilesNeverFall_data() {
    percentilesAreWithinOnePercent_data();
}

void TestHistogram::percentilesNeverFall() {
    QFETCH(Draw, draw);
    QFETCH(int, count);
    const Histogram histogram = histogramOf(drawValues(draw, count, 4));
    Nanoseconds before = histogram.min();
    for (int step = 0; step <= 1000; ++step) {
        const Nanoseconds now = histogram.percentile(step * 0.1);
        QVERIFY(now >= before);
        before = now;
    }
    QVERIFY(histogram.max() >= before);
}

void TestHistogram::mergingEqualsRecordingAll_data() {
    percentilesAreWithinOnePercent_data();
}

void TestHistogram::mergingEqualsRecordingAll() {
    QFETCH(Draw, draw);
    QFETCH(int, count);
    const std::vector<Nanoseconds> values = drawValues(draw, count, 5);
    std::vector<Histogram> parts(7);
    for (std::size_t i = 0; i < values.size(); ++i)
        parts[i % parts.size()].record(values[i]);
    Histogram merged;
    for (const Histogram& part : parts)
        merged.merge(part);
    const Histogram whole = histogramOf(values);
    QVERIFY(isSame(merged, whole));
    for (const double percent : percents)
        QCOMPARE(merged.percentile(percent).count(), whole.percentile(percent).count());
    QVERIFY(std::abs((merged.mean() - whole.mean()).count()) <= 1); // the order of a sum of doubles
}

void TestHistogram::meanAndDeviationAreClose_data() {
    percentilesAreWithinOnePercent_data();
}

void TestHistogram::meanAndDeviationAreClose() {
    QFETCH(Draw, draw);
    QFETCH(int, count);
    const std::vector<Nanoseconds> values = drawValues(draw, count, 6);
    const Histogram histogram = histogramOf(values);
    double sum = 0;
    for (const Nanoseconds value : values)
        sum += static_cast<double>(value.count());
    const double mean = sum / count;
    double squares = 0;
    for (const Nanoseconds value : values)
        squares += std::pow(static_cast<double>(value.count()) - mean, 2);
    const double deviation = count < 2 ? 0 : std::sqrt(squares / count);
    QVERIFY(std::abs(static_cast<double>(histogram.mean().count()) - mean) <= 1);
    // A bucket's middle stands for its values, so the error grows with the values themselves.
    QVERIFY(std::abs(static_cast<double>(histogram.standardDeviation().count()) - deviation) <=
            0.01 * (mean + deviation));
}

void TestHistogram::bucketsHaveNoGaps() {
    for (std::size_t i = 0; i < Histogram::bucketCount; ++i) {
        const Nanoseconds lowest = Histogram::lowestOf(i);
        const Nanoseconds highest = Histogram::lowestOf(i + 1) - 1ns;
        QVERIFY(lowest <= highest);
        QCOMPARE(Histogram::indexOf(lowest), i);
        QCOMPARE(Histogram::indexOf(Histogram::middleOf(i)), i);
        QCOMPARE(Histogram::indexOf(highest), i);
    }
}

void TestHistogram::everyValueFallsIntoItsBucket() {
    Random random(7);
    for (int i = 0; i < 200'000; ++i) {
        const int bits = std::uniform_int_distribution(0, 41)(random);
        const std::int64_t top = std::int64_t{1} << (bits + 1);
        const Nanoseconds value(std::uniform_int_distribution<std::int64_t>(0, top - 1)(random));
        const std::size_t index = Histogram::indexOf(value);
        QVERIFY(Histogram::lowestOf(index) <= value && value < Histogram::lowestOf(index + 1));
    }
}

void TestHistogram::emptyIsZero() {
    const Histogram histogram;
    QCOMPARE(histogram.count(), std::uint64_t{0});
    QCOMPARE(histogram.min().count(), 0);
    QCOMPARE(histogram.max().count(), 0);
    QCOMPARE(histogram.mean().count(), 0);
    QCOMPARE(histogram.standardDeviation().count(), 0);
    QVERIFY(histogram.firstUsed() > histogram.lastUsed());
    for (const double percent : percents)
        QCOMPARE(histogram.percentile(percent).count(), 0);
}

void TestHistogram::oneValueIsEveryPercentile() {
    const Histogram histogram = histogramOf({123'456'789ns});
    for (const double percent : percents)
        QCOMPARE(histogram.percentile(percent).count(), 123'456'789);
    QCOMPARE(histogram.mean().count(), 123'456'789);
    QCOMPARE(histogram.standardDeviation().count(), 0);
}

void TestHistogram::countsWhatOverflows() {
    Histogram histogram = histogramOf({1ms, 2h, 1ms, 3h});
    QCOMPARE(histogram.count(), std::uint64_t{4});
    QCOMPARE(histogram.overflowed(), std::uint64_t{2});
    QVERIFY(histogram.max() == 3h);
    QVERIFY(histogram.percentile(100) == 3h);
    QVERIFY(histogram.percentile(99) >= 1h);
    histogram.merge(histogramOf({2h, 1h}));
    QCOMPARE(histogram.overflowed(), std::uint64_t{3});
    QCOMPARE(histogram.count(), std::uint64_t{6});
}

void TestHistogram::clearForgetsEverything() {
    Histogram histogram = histogramOf({1us, 5ms, 2h});
    histogram.clear();
    QVERIFY(isSame(histogram, Histogram{}));
    histogram.record(7ms);
    QVERIFY(isSame(histogram, histogramOf({7ms})));
    QCOMPARE(histogram.mean().count(), Nanoseconds(7ms).count());
}

void TestHistogram::mergingNothingChangesNothing() {
    Histogram histogram = histogramOf({1us, 5ms});
    histogram.merge(Histogram{});
    QVERIFY(isSame(histogram, histogramOf({1us, 5ms})));
    Histogram empty;
    empty.merge(histogram);
    QVERIFY(isSame(empty, histogram));
}

QTEST_GUILESS_MAIN(TestHistogram)
#include "tst_histogram.moc"
