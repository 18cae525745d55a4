// Reports for other programs and for browsers: hostile text stays text, figures agree.

#include <QTest>
#include <QXmlStreamReader>

#include "core/results/report.h"
#include "core/results/runbundle.h"
#include "core/results/units.h"

using namespace squall;

namespace {

const std::string hostile = "<script>alert('x')</script>\"&\u202e\x01]]>";

RunResult sampleResult() {
    RunResult result;
    result.id = "20261125-000000-0";
    result.plan.url = "http://alice:passw0rd@a.test/?q=<b>";
    result.plan.label = hostile;
    result.plan.rate = 100;
    result.elapsed = std::chrono::seconds(2);
    result.counts.ledger = {.sent = 200, .ok = 190, .failed = 10, .dropped = 0};
    for (int i = 1; i <= 190; ++i) {
        result.counts.service.record(std::chrono::milliseconds(i));
        result.counts.response.record(std::chrono::milliseconds(i));
    }
    result.counts.failures.add({FailureClass::Status, 503}, 10);
    Exchange exchange;
    exchange.failure = FailureKind{FailureClass::Status, 503};
    exchange.setAnswer("HTTP/1.1 503 " + hostile + "\r\nX: " + hostile + "\r\n\r\n" + hostile +
                       "</pre></script><img src=x onerror=alert(1)>");
    result.examples.add(exchange);
    for (int i = 1; i <= 2; ++i) {
        SeriesPoint point;
        point.end = std::chrono::seconds(i);
        point.requests = 100;
        point.ok = 95;
        point.failed = 5;
        point.p50 = std::chrono::microseconds(1500);
        result.series.push_back(point);
    }
    const auto threshold = parseThreshold("errors<1%").value();
    result.thresholds.push_back(
        evaluate(threshold, result.counts, result.response(), result.elapsed));
    return result;
}

} // namespace

class TestReports final : public QObject {
    Q_OBJECT

private slots:
    void choosesByTheEnding();
    void everyFormKeepsTheSecrets_data();
    void everyFormKeepsTheSecrets();
    void everyFormTellsAboutTheGenerator_data();
    void everyFormTellsAboutTheGenerator();
    void whatWasSeenIsToldToPeople_data();
    void whatWasSeenIsToldToPeople();
    void aWarmUpIsToldToPeople();
    void loadIsToldToPeople();
    void figuresAreWrittenAlike();
    void csvHasARowASecond();
    void junitIsXmlWithACaseForEachThreshold();
    void prometheusEscapesLabels();
    void htmlHoldsNoForeignMarkup();
    void htmlAsksNothingOfAnyNetwork();
    void htmlGrowsWithSecondsAlone();
};

void TestReports::choosesByTheEnding() {
    QVERIFY(reportFormatOf("a/b.json") == ReportFormat::Json);
    QVERIFY(reportFormatOf("x.xml") == ReportFormat::JUnit);
    QVERIFY(!reportFormatOf("json"));
    QVERIFY(!reportFormatOf("a.JSON"));
}

void TestReports::everyFormKeepsTheSecrets_data() {
    QTest::addColumn<int>("format");
    for (const ReportForm& form : reportForms)
        QTest::newRow(std::string(form.name).c_str()) << static_cast<int>(form.format);
}

void TestReports::everyFormKeepsTheSecrets() {
    QFETCH(int, format);
    std::string text = report(sampleResult(), static_cast<ReportFormat>(format));
    if (static_cast<ReportFormat>(format) == ReportFormat::Bundle)
        text = resultOfBundle(text).value(); // compressed, it would hide them
    QVERIFY(text.size() > 50);
    QVERIFY(static_cast<ReportFormat>(format) == ReportFormat::Bundle || text.ends_with('\n'));
    QVERIFY(text.find("passw0rd") == std::string::npos);
}

void TestReports::everyFormTellsAboutTheGenerator_data() {
    QTest::addColumn<int>("format");
    QTest::addColumn<QString>("words");
    const auto row = [](const char* name, ReportFormat format, const char* words) {
        QTest::newRow(name) << static_cast<int>(format) << QString::fromLatin1(words);
    };
    row("text", ReportFormat::Text, "generator limited");
    row("json", ReportFormat::Json, "\"validity\": \"generator_limited\"");
    row("html", ReportFormat::Html, "The load generator was the limit");
    row("junit", ReportFormat::JUnit, R"(name="validity" value="generator_limited")");
    row("prometheus", ReportFormat::Prometheus, "squall_generator_limited{");
}

// Those that are tables of times alone have no place for it: csv, hgrm and hlog.
void TestReports::everyFormTellsAboutTheGenerator() {
    QFETCH(int, format);
    QFETCH(QString, words);
    RunResult result = sampleResult();
    result.verdict.validity = Validity::GeneratorLimited;
    result.verdict.reasons = {"a request loop was busy"};
    const QString text = QString::fromStdString(report(result, static_cast<ReportFormat>(format)));
    QVERIFY2(text.contains(words), qPrintable(text));
}

void TestReports::whatWasSeenIsToldToPeople_data() {
    QTest::addColumn<int>("format");
    for (const ReportFormat format : {ReportFormat::Text, ReportFormat::Json, ReportFormat::Html})
        QTest::addRow("%d", static_cast<int>(format)) << static_cast<int>(format);
}

void TestReports::whatWasSeenIsToldToPeople() {
    QFETCH(int, format);
    RunResult result = sampleResult();
    result.warnings = {"few ports are free"};
    const std::string text = report(result, static_cast<ReportFormat>(format));
    QVERIFY(text.find("few ports are free") != std::string::npos);
}

void TestReports::aWarmUpIsToldToPeople() {
    RunResult result = sampleResult();
    result.plan.warmUp = std::chrono::seconds(2);
    for (const ReportFormat format : {ReportFormat::Text, ReportFormat::Html}) {
        const QString text = QString::fromStdString(report(result, format)).toLower();
        QVERIFY2(text.contains(QStringLiteral("left out of every figure")), qPrintable(text));
        QVERIFY(text.contains(QStringLiteral("2s")));
    }
}

void TestReports::loadIsToldToPeople() {
    using namespace std::chrono_literals;
    RunResult result = sampleResult();
    result.plan.stages = {{2s, 20}, {90s, 1234.5}, {1s, 0}};
    result.counts.statuses[503] = 10;
    for (const ReportFormat format : {ReportFormat::Text, ReportFormat::Html}) {
        QString text = QString::fromStdString(report(result, format)).simplified();
        for (const char* const words :
             {"open model, 2s to 20/s, 90s to 1234.5/s, 1s to 0/s, constant arrivals", "503: 10"})
            QVERIFY2(text.contains(QLatin1String(words)), qPrintable(text));
    }
}

void TestReports::figuresAreWrittenAlike() {
    using namespace std::chrono_literals;
    QCOMPARE(latencyText(0ns), std::string("0 µs"));
    QCOMPARE(latencyText(3ms), std::string("3.00 ms"));
    QCOMPARE(rateText(0), std::string("0"));
    QCOMPARE(rateText(999'940), std::string("1.00 M"));
    QCOMPARE(shareText(9997, 10'000), std::string("> 99.9 %"));
}

void TestReports::csvHasARowASecond() {
    const std::string text = report(sampleResult(), ReportFormat::Csv);
    QCOMPARE(text,
             std::string("t_s,requests,ok,failed,p50_us,p95_us,p99_us,connections,rate_target\r\n"
                         "1.000,100,95,5,1500.000,0.000,0.000,0,100.000\r\n"
                         "2.000,100,95,5,1500.000,0.000,0.000,0,100.000\r\n"));
}

void TestReports::junitIsXmlWithACaseForEachThreshold() {
    QXmlStreamReader xml(QByteArray::fromStdString(report(sampleResult(), ReportFormat::JUnit)));
    QStringList cases;
    QString message;
    while (!xml.atEnd()) {
        xml.readNext();
        if (xml.isStartElement() && xml.name() == u"testcase")
            cases << xml.attributes().value(QStringLiteral("name")).toString();
        if (xml.isStartElement() && xml.name() == u"failure")
            message = xml.attributes().value(QStringLiteral("message")).toString();
    }
    QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
    QCOMPARE(cases, QStringList{QStringLiteral("errors<1%")});
    QVERIFY(message.contains(QStringLiteral("5.0")));
}

void TestReports::prometheusEscapesLabels() {
    RunResult result = sampleResult();
    result.plan.label = "a\"b\\c\nd";
    const std::string text = report(result, ReportFormat::Prometheus);
    QVERIFY(text.find(R"(label="a\"b\\c\nd")") != std::string::npos);
    QVERIFY(text.find("outcome=\"ok\"} 190\n") != std::string::npos);
    QVERIFY(text.find("squall_threshold_passed{") != std::string::npos);
}

void TestReports::htmlHoldsNoForeignMarkup() {
    const QString text = QString::fromStdString(report(sampleResult(), ReportFormat::Html));
    QCOMPARE(text.count(QStringLiteral("<script")), 2);
    QCOMPARE(text.count(QStringLiteral("</script>")), 2);
    QVERIFY(!text.contains(QStringLiteral("<img")));
    QVERIFY(text.contains(QStringLiteral("&lt;img src=x onerror=alert(1)&gt;")));
    QVERIFY(!text.contains(QChar(0x202e)));
    QVERIFY(text.contains(QStringLiteral("\\u{202e}")));
}

void TestReports::htmlAsksNothingOfAnyNetwork() {
    const QString text = QString::fromStdString(report(sampleResult(), ReportFormat::Html));
    QVERIFY(text.contains(QStringLiteral("default-src 'none'; style-src 'sha256-")));
    QVERIFY(!text.contains(QStringLiteral("src=\"")));
    QVERIFY(!text.contains(QStringLiteral("<link")));
    QVERIFY(!text.contains(QStringLiteral("url(")) ||
            text.count(QStringLiteral("url(")) == text.count(QStringLiteral("url(#")));
    QVERIFY(text.contains(QStringLiteral("class=charts")));
}

void TestReports::htmlGrowsWithSecondsAlone() {
    RunResult result = sampleResult();
    const std::size_t before = report(result, ReportFormat::Html).size();
    result.counts.service.record(std::chrono::milliseconds(5), 100'000'000);
    result.counts.response.record(std::chrono::milliseconds(5), 100'000'000);
    result.counts.ledger.ok += 100'000'000;
    result.counts.ledger.sent += 100'000'000;
    QVERIFY(report(result, ReportFormat::Html).size() < before + 4000);
}

QTEST_GUILESS_MAIN(TestReports)
#include "tst_reports.moc"
