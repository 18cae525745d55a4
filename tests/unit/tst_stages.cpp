#include <string>

#include <QTest>

#include "core/plan/stages.h"

using namespace squall;
using namespace std::chrono_literals;

class TestStages final : public QObject {
    Q_OBJECT

private slots:
    void readsStages();
    void writesWhatItReads_data();
    void writesWhatItReads();
    void refusesStages_data();
    void refusesStages();
    void readsRates_data();
    void readsRates();
};

void TestStages::readsStages() {
    const auto stages = parseStages(" 30s:100, 1m:1k ,500ms:0.5");
    QVERIFY(stages);
    const std::vector<Stage> expected = {{30s, 100}, {1min, 1000}, {500ms, 0.5}};
    QVERIFY(*stages == expected);
}

void TestStages::writesWhatItReads_data() {
    QTest::addColumn<std::string>("text");
    QTest::newRow("one") << std::string("30s:100");
    QTest::newRow("several") << std::string("30s:100,1m:1000,10s:0");
    QTest::newRow("a fraction") << std::string("500ms:0.25");
    QTest::newRow("the most") << std::string("1h:10000000");
}

void TestStages::writesWhatItReads() {
    QFETCH(std::string, text);
    const auto stages = parseStages(text);
    QVERIFY(stages);
    QCOMPARE(stagesText(*stages), text);
}

void TestStages::refusesStages_data() {
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("named");
    QTest::newRow("nothing") << std::string() << std::string("\"\"");
    QTest::newRow("no target") << std::string("30s") << std::string("\"30s\"");
    QTest::newRow("no time") << std::string(":100") << std::string("\":100\"");
    QTest::newRow("no unit") << std::string("30:100") << std::string("\"30:100\"");
    QTest::newRow("a negative target") << std::string("30s:-1") << std::string("\"30s:-1\"");
    QTest::newRow("a comma at the end") << std::string("30s:1,") << std::string("\"\"");
    QTest::newRow("the second one") << std::string("30s:1, x") << std::string("\"x\"");
}

void TestStages::refusesStages() {
    QFETCH(std::string, text);
    QFETCH(std::string, named);
    const auto stages = parseStages(text);
    QVERIFY(!stages);
    QVERIFY(stages.error().detail.starts_with(named));
}

void TestStages::readsRates_data() {
    QTest::addColumn<std::string>("text");
    QTest::addColumn<double>("rate"); // 0: refused
    QTest::newRow("whole") << std::string("1000") << 1000.0;
    QTest::newRow("short") << std::string("10k") << 10'000.0;
    QTest::newRow("below one") << std::string("0.5") << 0.5;
    QTest::newRow("zero") << std::string("0") << 0.0;
    QTest::newRow("too much") << std::string("11M") << 0.0;
    QTest::newRow("negative") << std::string("-1") << 0.0;
    QTest::newRow("not a number") << std::string("nan") << 0.0;
    QTest::newRow("words") << std::string("fast") << 0.0;
}

void TestStages::readsRates() {
    QFETCH(std::string, text);
    QFETCH(double, rate);
    QCOMPARE(parseRate(text).value_or(0), rate);
}

QTEST_GUILESS_MAIN(TestStages)
#include "tst_stages.moc"
