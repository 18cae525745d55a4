#include <algorithm>
#include <cmath>
#include <map>
#include <random>

#include <QTest>

#include "core/stats/series.h"

using namespace squall;

namespace {

constexpr Nanoseconds second = std::chrono::seconds(1);

Interval intervalOf(std::uint64_t ok, Nanoseconds latency) {
    Interval interval;
    interval.counts.ledger.ok = ok;
    for (std::uint64_t i = 0; i < ok; ++i)
        interval.counts.service.record(latency);
    return interval;
}

/// Values as of a server whose median moves from second to second.
Interval drawInterval(std::mt19937_64& random, int values) {
    Interval interval;
    std::lognormal_distribution<double> factor(0.0, 0.5);
    const double median = 1e6 * factor(random);
    for (int i = 0; i < values; ++i)
        interval.counts.service.record(Nanoseconds(std::llround(median * factor(random))));
    interval.counts.ledger.ok = static_cast<std::uint64_t>(values);
    return interval;
}

} // namespace

class TestSeries : public QObject {
    Q_OBJECT

private slots:

    void eachSecondIsAPoint() {
        SeriesBuilder series;
        series.add(intervalOf(10, Nanoseconds(1'000'000)), second / 2);
        series.add(intervalOf(20, Nanoseconds(2'000'000)), second);
        series.add(intervalOf(5, Nanoseconds(3'000'000)), second * 3 / 2);
        series.finish(second * 3 / 2);
        const auto& points = series.points();
        QCOMPARE(points.size(), std::size_t{2});
        QCOMPARE(points[0].requests, std::uint64_t{30});
        QCOMPARE(points[0].end, second);
        QCOMPARE(points[1].requests, std::uint64_t{5});
        QCOMPARE(points[1].end, second * 3 / 2);
        QVERIFY(points[1].p99 >= Nanoseconds(2'970'000));
    }

    void percentilesAreFromWhenDueWhereThereIsASchedule() {
        SeriesBuilder series;
        Interval interval = intervalOf(10, Nanoseconds(1'000'000));
        interval.counts.response.record(Nanoseconds(9'000'000), 10);
        series.add(interval, second);
        series.finish(second);
        QVERIFY(series.points()[0].p50 >= Nanoseconds(8'910'000));
    }

    void aSliverAtTheEndBelongsToTheSecondBeforeIt() {
        SeriesBuilder series;
        series.add(intervalOf(10, Nanoseconds(1'000'000)), second);
        series.add(intervalOf(3, Nanoseconds(2'000'000)), second + second / 100);
        series.finish(second + second / 100);
        QCOMPARE(series.points().size(), std::size_t{1});
        QCOMPARE(series.points()[0].requests, std::uint64_t{13});
        QCOMPARE(series.points()[0].service.count(), std::uint64_t{13});
        QCOMPARE(series.points()[0].end, second + second / 100);
    }

    void aSecondWithoutAnythingIsAPointOfZero() {
        SeriesBuilder series;
        series.add(intervalOf(1, Nanoseconds(1000)), second / 2);
        series.add(intervalOf(1, Nanoseconds(1000)), second * 4);
        series.finish(second * 4);
        const auto& points = series.points();
        QCOMPARE(points.size(), std::size_t{4});
        QCOMPARE(points[1].requests, std::uint64_t{0});
        QCOMPARE(points[2].requests, std::uint64_t{0});
        QCOMPARE(points[3].requests, std::uint64_t{1});
    }

    void aLateIntervalOfAnotherWorkerStillCounts() {
        SeriesBuilder series;
        series.add(intervalOf(1, Nanoseconds(1000)), second * 3 / 2);
        series.add(intervalOf(7, Nanoseconds(1000)), second / 2);
        series.finish(second * 3 / 2);
        QCOMPARE(series.points()[0].requests, std::uint64_t{7});
        QCOMPARE(series.points()[1].requests, std::uint64_t{1});
    }

    void aLongRunStaysBoundedAndLosesNothing() {
        SeriesBuilder series;
        constexpr int seconds = 10'000;
        const Interval one = intervalOf(3, Nanoseconds(5'000));
        for (int i = 1; i <= seconds; ++i)
            series.add(one, second * i);
        series.finish(second * seconds);
        QVERIFY(series.points().size() <= SeriesBuilder::maxPoints);
        std::uint64_t total = 0;
        Nanoseconds last{0};
        for (const SeriesPoint& point : series.points()) {
            QVERIFY(point.end > last);
            last = point.end;
            total += point.requests;
        }
        QCOMPARE(total, std::uint64_t{3 * seconds});
        QCOMPARE(last, second * seconds);
    }

    void aPointKeepsItsHistogram() {
        SeriesBuilder series;
        std::mt19937_64 random(1);
        Histogram expected;
        for (int i = 1; i <= 4; ++i) {
            const Interval interval = drawInterval(random, 500);
            expected.merge(interval.counts.service);
            series.add(interval, second * i / 4);
        }
        series.finish(second);
        QCOMPARE(series.points().size(), std::size_t{1});
        const SeriesPoint& point = series.points().front();
        QVERIFY(point.service == SparseHistogram(expected));
        QCOMPARE(point.p50, expected.percentile(50));
        QCOMPARE(point.p95, expected.percentile(95));
        QCOMPARE(point.p99, expected.percentile(99));
    }

    // However often neighbours were merged, a point is what recording all of its time would give.
    void percentilesOfALongRunAreExact() {
        SeriesBuilder series;
        std::mt19937_64 random(2);
        constexpr int seconds = 5000;
        std::map<int, Histogram> bySecond;
        for (int i = 1; i <= seconds; ++i) {
            const Interval interval = drawInterval(random, 20);
            bySecond[i].merge(interval.counts.service);
            series.add(interval, second * i);
        }
        series.finish(second * seconds);
        QVERIFY(series.points().size() <= SeriesBuilder::maxPoints);
        int from = 0;
        for (const SeriesPoint& point : series.points()) {
            const int until = static_cast<int>(point.end / second);
            Histogram expected;
            for (int i = from + 1; i <= until; ++i)
                expected.merge(bySecond[i]);
            QCOMPARE(point.service.count(), expected.count());
            QCOMPARE(point.service.max(), expected.max());
            QCOMPARE(point.p50, expected.percentile(50));
            QCOMPARE(point.p95, expected.percentile(95));
            QCOMPARE(point.p99, expected.percentile(99));
            from = until;
        }
        QCOMPARE(from, seconds);
    }

    void memoryOfALongRunIsBounded() {
        SeriesBuilder series;
        Interval interval;
        for (std::size_t i = 1500; i < 2100; ++i) // 600 buckets, nearly five octaves
            interval.counts.service.record(Histogram::middleOf(i));
        std::size_t largest = 0;
        for (int i = 1; i <= 4000; ++i) {
            series.add(interval, second * i);
            std::size_t bytes = series.points().size() * sizeof(SeriesPoint);
            for (std::size_t at = 0; i % 100 == 0 && at < series.points().size(); ++at)
                bytes += series.points()[at].service.buckets().size_bytes();
            largest = std::max(largest, bytes);
        }
        QVERIFY(largest > 1'000'000); // something was measured
        QVERIFY(largest <= 8'000'000);
    }
};

QTEST_GUILESS_MAIN(TestSeries)
#include "tst_series.moc"
