// A run in slices: what a chart shows must be what was counted.

#include <QTest>

#include "ui/timeline.h"

using namespace squall;
using namespace std::chrono_literals;

namespace {

constexpr FailureKind overload{FailureClass::Status, 503};

/// Totals that grow from tick to tick, as a poll sees them.
struct Feed {
    Counts counts;

    void ok(int requests, Nanoseconds latency) {
        counts.ledger.sent += static_cast<std::uint64_t>(requests);
        counts.ledger.ok += static_cast<std::uint64_t>(requests);
        counts.service.record(latency, static_cast<std::uint64_t>(requests));
    }

    void failed(int requests) {
        counts.ledger.sent += static_cast<std::uint64_t>(requests);
        counts.ledger.failed += static_cast<std::uint64_t>(requests);
        counts.failures.add(overload, static_cast<std::uint64_t>(requests));
    }
};

} // namespace

class TestTimeline final : public QObject {
    Q_OBJECT

private slots:
    void cutsTotalsIntoSlices();
    void readsARunThatHasEnded();
    void aShortRunIsOneSlice();
    void theLastMomentIsNoSpike();
    void keepsEverythingWhenNeighboursAreMerged();
    void aSpanIsTheSumOfItsSlices();
};

void TestTimeline::cutsTotalsIntoSlices() {
    Timeline timeline;
    Feed feed;
    feed.ok(50, 1ms);
    QVERIFY(!timeline.add(50ms, feed.counts, feed.counts.service, false));
    feed.ok(50, 2ms);
    feed.failed(10);
    QVERIFY(timeline.add(100ms, feed.counts, feed.counts.service, false));
    feed.ok(20, 8ms);
    QVERIFY(timeline.add(300ms, feed.counts, feed.counts.service, false));
    const auto& points = timeline.points();
    QCOMPARE(points.size(), std::size_t{2});
    QCOMPARE(points[0].completed, quint64{110});
    QCOMPARE(points[0].failures[std::size_t(FailureClass::Status)], quint64{10});
    QCOMPARE(points[0].rate(), 1100.0);
    QCOMPARE(points[1].begin, Nanoseconds(100ms));
    QCOMPARE(points[1].rate(), 100.0);
    QCOMPARE(points[1].latency.count(), quint64{20});
    QVERIFY(points[1].latency.percentile(50) > 7900us && points[1].latency.max() <= 8ms);
}

void TestTimeline::readsARunThatHasEnded() {
    Histogram quick;
    quick.record(1ms, 90);
    Histogram slow;
    slow.record(8ms, 90);
    std::vector<SeriesPoint> series(3);
    for (std::size_t i = 0; i < series.size(); ++i) {
        series[i].end = std::chrono::seconds(i + 1);
        series[i].ok = 90;
        series[i].failed = 10;
        series[i].service = SparseHistogram(quick);
    }
    const Timeline closed = Timeline::of(series);
    QCOMPARE(closed.points().size(), std::size_t{3});
    QCOMPARE(closed.points()[1].begin, Nanoseconds(1s));
    QCOMPARE(closed.points()[1].rate(), 100.0);
    QCOMPARE(closed.span(0s, 3s).failed, std::uint64_t{30});
    QVERIFY(closed.points()[0].latency.percentile(50) < 2ms);
    series[0].response = SparseHistogram(slow);
    QVERIFY(Timeline::of(series).points()[0].latency.percentile(50) > 7ms);
}

void TestTimeline::aShortRunIsOneSlice() {
    Timeline timeline;
    Feed feed;
    feed.ok(7, 1ms);
    QVERIFY(timeline.add(3ms, feed.counts, feed.counts.service, true));
    QVERIFY(!timeline.add(3ms, feed.counts, feed.counts.service, true));
    QCOMPARE(timeline.points().size(), std::size_t{1});
    QCOMPARE(timeline.points()[0].completed, quint64{7});
}

void TestTimeline::theLastMomentIsNoSpike() {
    Timeline timeline;
    Feed feed;
    feed.ok(100, 1ms);
    QVERIFY(timeline.add(100ms, feed.counts, feed.counts.service, false));
    feed.ok(50, 1ms);
    QVERIFY(timeline.add(105ms, feed.counts, feed.counts.service, true));
    QCOMPARE(timeline.points().size(), std::size_t{1});
    QCOMPARE(timeline.points()[0].completed, quint64{150});
    QCOMPARE(timeline.points()[0].end, Nanoseconds(105ms));
}

void TestTimeline::keepsEverythingWhenNeighboursAreMerged() {
    Timeline timeline;
    Feed feed;
    for (int i = 1; i <= 5000; ++i) {
        feed.ok(i % 7, Nanoseconds(1000 * i));
        feed.failed(i % 3);
        timeline.add(i * 100ms, feed.counts, feed.counts.service, false);
        QVERIFY(timeline.points().size() <= Timeline::maxPoints);
    }
    Histogram all;
    std::uint64_t completed = 0;
    Nanoseconds end{0};
    for (const TimelinePoint& point : timeline.points()) {
        QCOMPARE(point.begin, end);
        end = point.end;
        completed += point.completed;
        point.latency.mergeInto(all);
    }
    QCOMPARE(completed, feed.counts.ledger.completed());
    QCOMPARE(all.count(), feed.counts.service.count());
    for (const double percent : {1.0, 50.0, 99.0, 100.0})
        QCOMPARE(Histogram::indexOf(all.percentile(percent)),
                 Histogram::indexOf(feed.counts.service.percentile(percent)));
}

void TestTimeline::aSpanIsTheSumOfItsSlices() {
    Timeline timeline;
    Feed feed;
    for (int i = 1; i <= 10; ++i) {
        feed.ok(100, i * 1ms);
        timeline.add(i * 1s, feed.counts, feed.counts.service, false);
    }
    const TimelinePoint span = timeline.span(2500ms, 4s);
    QCOMPARE(span.begin, Nanoseconds(2s));
    QCOMPARE(span.end, Nanoseconds(4s));
    QCOMPARE(span.completed, quint64{200});
    QVERIFY(span.latency.min() > 2900us && span.latency.max() <= 4ms);
    QCOMPARE(timeline.span(20s, 30s).completed, quint64{0});
}

QTEST_GUILESS_MAIN(TestTimeline)
#include "tst_timeline.moc"
