// Bounds as people write them, and whether a run keeps them.

#include <QTest>

#include "core/base/threshold.h"
#include "core/stats/thresholds.h"

namespace {

using namespace squall;

/// 99 ok requests of 1 to 99 ms and one that failed, in two seconds.
Counts countsOfHundred() {
    Counts counts;
    for (int i = 1; i < 100; ++i)
        counts.service.record(std::chrono::milliseconds(i));
    counts.ledger = {.sent = 100, .ok = 99, .failed = 1, .dropped = 0};
    return counts;
}

ThresholdOutcome outcomeOf(const char* text, const Counts& counts) {
    return evaluate(parseThreshold(text).value(), counts, counts.service, std::chrono::seconds(2));
}

} // namespace

class TestThreshold final : public QObject {
    Q_OBJECT

private slots:
    void readsAndWrites_data();
    void readsAndWrites();
    void refuses_data();
    void refuses();
    void judges_data();
    void judges();
    void nothingMeasuredKeepsNoLatency();
};

void TestThreshold::readsAndWrites_data() {
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("again");
    const auto row = [](const char* text, const char* again) {
        QTest::newRow(text) << std::string(text) << std::string(again);
    };
    row("p(99)<250ms", "p(99)<250ms");
    row("p(99.9) <= 1.5s", "p(99.9)<=1500ms");
    row("mean<10ms", "mean<10ms");
    row("max<2s", "max<2s");
    row("rate>1000", "rate>1000");
    row("rate>=1.5k", "rate>=1500");
    row("rate>0.5", "rate>0.5");
    row("errors<0.1%", "errors<0.1%");
    row("errors>50%", "errors>50%");
    row("errors<=0%", "errors<=0%");
}

void TestThreshold::readsAndWrites() {
    QFETCH(std::string, text);
    QFETCH(std::string, again);
    const auto threshold = parseThreshold(text);
    QVERIFY(threshold);
    QCOMPARE(thresholdText(*threshold), again);
    QVERIFY(parseThreshold(again) == threshold);
}

void TestThreshold::refuses_data() {
    QTest::addColumn<std::string>("text");
    for (const char* const text :
         {"", "p(99)", "p99<1ms", "p(0)<1ms", "p(100)<1ms", "p(nan)<1ms", "p(99)<250", "p(99)=1ms",
          "mean<1%", "rate>10ms", "errors<1", "errors<101%", "errors<-1%", "latency<1s", "<1s",
          "max<", "p(99)<1ms<2ms"})
        QTest::newRow(text) << std::string(text);
}

void TestThreshold::refuses() {
    QFETCH(std::string, text);
    const auto threshold = parseThreshold(text);
    QVERIFY(!threshold);
    QVERIFY(threshold.error().detail.find("\"" + text + "\"") != std::string::npos);
}

void TestThreshold::judges_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("passed");
    const auto row = [](const char* text, bool passed) {
        QTest::newRow(text) << QByteArray(text) << passed;
    };
    row("p(50)<60ms", true);
    row("p(50)<40ms", false);
    row("mean<51ms", true);
    row("mean<50ms", false);
    row("max<=99ms", true);
    row("max<99ms", false);
    row("rate>=50", true);
    row("rate>50", false);
    row("errors<=1%", true);
    row("errors<1%", false);
}

void TestThreshold::judges() {
    QFETCH(QByteArray, text);
    QFETCH(bool, passed);
    QCOMPARE(outcomeOf(text, countsOfHundred()).passed, passed);
}

void TestThreshold::nothingMeasuredKeepsNoLatency() {
    QVERIFY(!outcomeOf("p(99)<1h", {}).passed);
    QVERIFY(!outcomeOf("errors<1%", {}).passed);
    QVERIFY(!outcomeOf("rate>1", {}).passed);
}

QTEST_GUILESS_MAIN(TestThreshold)
#include "tst_threshold.moc"
