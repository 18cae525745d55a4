#include <cmath>
#include <cstdint>
#include <functional>
#include <random>
#include <vector>

#include <QTest>

#include "core/stats/histogram.h"
#include "core/stats/sparsehistogram.h"

using namespace squall;
using namespace std::chrono_literals;

namespace {

using Random = std::mt19937_64;
using Draw = std::function<double(Random&)>; // nanoseconds

Histogram drawHistogram(const Draw& draw, int values, std::uint64_t seed) {
    Random random(seed);
    Histogram histogram;
    for (int i = 0; i < values; ++i)
        histogram.record(Nanoseconds(std::llround(draw(random))));
    return histogram;
}

bool answersAlike(const SparseHistogram& sparse, const Histogram& full) {
    for (int i = 0; i <= 1000; ++i) {
        if (sparse.percentile(i / 10.0) != full.percentile(i / 10.0))
            return false;
    }
    return sparse.percentile(99.99) == full.percentile(99.99) && sparse.count() == full.count() &&
           sparse.min() == full.min() && sparse.max() == full.max() &&
           sparse.overflowed() == full.overflowed();
}

bool isSame(const Histogram& a, const Histogram& b) {
    for (std::size_t i = 0; i < Histogram::bucketCount; ++i) {
        if (a.countAt(i) != b.countAt(i))
            return false;
    }
    return a.count() == b.count() && a.exact() == b.exact() && a.firstUsed() == b.firstUsed() &&
           a.lastUsed() == b.lastUsed();
}

} // namespace

class TestSparseHistogram final : public QObject {
    Q_OBJECT

private slots:
    void answersAsTheFullOne_data();
    void answersAsTheFullOne();
    void mergingEqualsRecordingAll_data();
    void mergingEqualsRecordingAll();
    void mergingIntoAFullOneEqualsRecordingAll_data();
    void mergingIntoAFullOneEqualsRecordingAll();
    void mergingNothingChangesNothing();
    void emptyIsZero();
    void keepsOnlyBucketsThatAreUsed();
    void keepsCountsPast32Bits();
    void recordingManyAtOnceIsRecordingEach();
};

void TestSparseHistogram::answersAsTheFullOne_data() {
    QTest::addColumn<Draw>("draw");
    QTest::addColumn<int>("values");
    const auto row = [](const char* name, int values, const Draw& draw) {
        QTest::newRow(name) << draw << values;
    };
    const Draw onAllScales = [](Random& random) {
        return std::pow(10, std::uniform_real_distribution(0.0, 13.5)(random)); // overflows too
    };
    row("all scales", 20'000, onAllScales);
    row("all scales, a few", 7, onAllScales);
    row("one", 1, onAllScales);
    row("a short time, sometimes exceeded", 20'000,
        [](Random& random) { return 1e6 * std::lognormal_distribution(0.0, 1.0)(random); });
    row("always the same", 1000, [](Random&) { return 1'234'567.0; });
    row("in the first bucket", 1000,
        [](Random& random) { return std::uniform_real_distribution(0.0, 15.0)(random); });
}

void TestSparseHistogram::answersAsTheFullOne() {
    QFETCH(Draw, draw);
    QFETCH(int, values);
    const Histogram full = drawHistogram(draw, values, 1);
    QVERIFY(answersAlike(SparseHistogram(full), full));
}

void TestSparseHistogram::mergingEqualsRecordingAll_data() {
    answersAsTheFullOne_data();
}

void TestSparseHistogram::mergingEqualsRecordingAll() {
    QFETCH(Draw, draw);
    QFETCH(int, values);
    SparseHistogram sparse;
    Histogram full;
    for (std::uint64_t seed = 2; seed < 9; ++seed) {
        const Histogram part = drawHistogram(draw, values, seed);
        full.merge(part);
        sparse = SparseHistogram::merged(sparse, SparseHistogram(part));
        QVERIFY(answersAlike(sparse, full));
    }
    QVERIFY(sparse == SparseHistogram(full));
}

void TestSparseHistogram::mergingIntoAFullOneEqualsRecordingAll_data() {
    answersAsTheFullOne_data();
}

void TestSparseHistogram::mergingIntoAFullOneEqualsRecordingAll() {
    QFETCH(Draw, draw);
    QFETCH(int, values);
    Histogram expected;
    Histogram actual;
    for (std::uint64_t seed = 2; seed < 9; ++seed) {
        const Histogram part = drawHistogram(draw, values, seed);
        expected.merge(part);
        SparseHistogram(part).mergeInto(actual);
        QVERIFY(isSame(actual, expected));
    }
}

void TestSparseHistogram::mergingNothingChangesNothing() {
    Histogram full;
    full.record(3ms);
    const SparseHistogram something(full);
    QVERIFY(SparseHistogram::merged(something, {}) == something);
    QVERIFY(SparseHistogram::merged({}, something) == something);
    const Histogram before = full;
    SparseHistogram{}.mergeInto(full);
    QVERIFY(isSame(full, before));
}

void TestSparseHistogram::emptyIsZero() {
    for (const SparseHistogram& empty :
         {SparseHistogram{}, SparseHistogram(Histogram{}), SparseHistogram::merged({}, {})}) {
        QVERIFY(answersAlike(empty, Histogram{}));
        QVERIFY(empty.buckets().empty());
    }
}

void TestSparseHistogram::keepsOnlyBucketsThatAreUsed() {
    Histogram full;
    full.record(1us, 5);
    full.record(1h, 2);
    const SparseHistogram sparse(full);
    QCOMPARE(sparse.buckets().size(), std::size_t{2});
    QCOMPARE(static_cast<std::size_t>(sparse.buckets()[0].index), Histogram::indexOf(1us));
    QCOMPARE(static_cast<std::uint64_t>(sparse.buckets()[0].count), std::uint64_t{5});
    QCOMPARE(sizeof(Histogram::Bucket), std::size_t{8});
}

void TestSparseHistogram::keepsCountsPast32Bits() {
    constexpr std::uint64_t many = std::uint64_t{3} << 40;
    Histogram full;
    full.record(1ms, many);
    full.record(2ms, many);
    const SparseHistogram twice =
        SparseHistogram::merged(SparseHistogram(full), SparseHistogram(full));
    QCOMPARE(twice.count(), 4 * many);
    QCOMPARE(static_cast<std::uint64_t>(twice.buckets()[0].count), 2 * many);
    QCOMPARE(twice.percentile(50), full.percentile(50));
}

void TestSparseHistogram::recordingManyAtOnceIsRecordingEach() {
    Histogram each;
    Histogram atOnce;
    for (const Nanoseconds value : {0ns, 777ns, Nanoseconds(5ms), Nanoseconds(2h)}) {
        for (int i = 0; i < 9; ++i)
            each.record(value);
        atOnce.record(value, 9);
        atOnce.record(value / 3, 0); // none at all
    }
    QVERIFY(isSame(each, atOnce));
}

QTEST_GUILESS_MAIN(TestSparseHistogram)
#include "tst_sparsehistogram.moc"
