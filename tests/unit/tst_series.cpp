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
};

QTEST_GUILESS_MAIN(TestSeries)
#include "tst_series.moc"
