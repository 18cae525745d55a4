// A result comes back from its file as it was; what is no result is told, and nothing else happens.

#include <QTest>
#include <nlohmann/json.hpp>

#include "core/results/report.h"
#include "core/results/resultreader.h"
#include "core/results/runbundle.h"
#include "core/results/runcomparison.h"
#include "tests/support/packed.h"

using namespace squall;
using namespace squall::test;

namespace {

using Json = nlohmann::ordered_json;

std::string nestedLists(std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
}

/// A bundle that holds `result`, whatever that is.
std::string bundleOf(const std::string& result) {
    return packed(R"({"schema": "squall.bundle/1", "result": )" + result + "}", gzipFrame);
}

SeriesPoint second(int number, bool isOpen) {
    Histogram latency;
    for (int i = 1; i <= 95; ++i)
        latency.record(std::chrono::microseconds(i * 40 + number));
    SeriesPoint point;
    point.end = std::chrono::seconds(number);
    point.requests = 100;
    point.ok = 95;
    point.failed = 5;
    point.failures[static_cast<std::size_t>(FailureClass::Status)] = 5;
    point.p50 = latency.percentile(50);
    point.connections = 8;
    point.service = SparseHistogram(latency);
    if (isOpen)
        point.response = SparseHistogram(latency);
    return point;
}

RunResult sampleResult(bool isOpen) {
    RunResult result;
    result.id = "20261125-100000-1a2b3c4d";
    result.plan.url = "http://a.test:8080/path";
    result.plan.requests = 1200;
    result.plan.label = "before \"it\"";
    if (isOpen)
        result.plan.rate = 100;
    result.state = RunState::Cancelled;
    result.started =
        std::chrono::system_clock::time_point(std::chrono::milliseconds(1764064800123));
    result.elapsed = std::chrono::milliseconds(12'004);
    result.nameLookup = std::chrono::microseconds(80);
    result.threads = 2;
    result.addresses = {"10.0.0.1:8080", "10.0.0.2:8080"};
    result.peer = {
        "10.0.0.1:8080",
        "HTTP/2",
        {.version = "TLSv1.3", .cipher = "X", .protocol = "h2", .chain = {{"CN=a", "", "", ""}}},
        "http://10.0.0.3:3128"};
    result.warnings = {"few ports are free"};
    result.counts.ledger = {.sent = 1205, .ok = 1140, .failed = 60, .dropped = 3};
    result.counts.bytes = {1000, 2000, 300};
    result.counts.connections = {8, 1192, 1, 2, 3};
    result.counts.statuses[200] = 1140;
    result.counts.statuses[503] = 40;
    result.counts.failures.add({FailureClass::Status, 503}, 40);
    result.counts.failures.add({FailureClass::Reset, 104}, 20);
    for (int i = 1; i <= 12; ++i) {
        result.series.push_back(second(i, isOpen));
        result.series.back().service.mergeInto(result.counts.service);
        result.series.back().response.mergeInto(result.counts.response);
    }
    result.counts.failed.record(std::chrono::milliseconds(3), 60);
    result.counts.connect.record(std::chrono::microseconds(120), 8);
    Exchange exchange;
    exchange.failure = FailureKind{FailureClass::Status, 503};
    exchange.status = 503;
    exchange.setAnswer("HTTP/1.1 503 No\r\nA: b\r\n\r\nsorry");
    result.examples.add(exchange);
    result.verdict = {.validity = Validity::Valid,
                      .reasons = {"there was room"},
                      .loopBusy = 0.25,
                      .lagP50 = std::chrono::microseconds(3),
                      .lagP99 = std::chrono::microseconds(40),
                      .lagMax = std::chrono::microseconds(90)};
    for (const char* const text : {"p(99)<250ms", "errors<1%", "rate>10"})
        result.thresholds.push_back(evaluate(parseThreshold(text).value(), result.counts,
                                             result.response(), result.elapsed));
    result.environment = thisEnvironment();
    return result;
}

Json sampleJson() {
    return Json::parse(report(sampleResult(false), ReportFormat::Json));
}

} // namespace

class TestResultReader final : public QObject {
    Q_OBJECT

private slots:
    void everyReportIsTheSame_data();
    void everyReportIsTheSame();
    void aReadResultIsWrittenAsItWas();
    void comparesAsTheOriginalDoes();
    void refusesWhatIsNoResult_data();
    void refusesWhatIsNoResult();
    void toleratesForeignFields();
    void opensABundle();
    void refusesADamagedBundle();
};

void TestResultReader::everyReportIsTheSame_data() {
    QTest::addColumn<bool>("isOpen");
    QTest::addColumn<int>("format");
    for (const ReportForm& form : reportForms) {
        for (const bool isOpen : {false, true})
            QTest::addRow("%s, %s", std::string(form.name).c_str(), isOpen ? "open" : "closed")
                << isOpen << static_cast<int>(form.format);
    }
}

void TestResultReader::everyReportIsTheSame() {
    QFETCH(bool, isOpen);
    QFETCH(int, format);
    const auto form = static_cast<ReportFormat>(format);
    const RunResult result = sampleResult(isOpen);
    const auto again = parseResult(report(result, ReportFormat::Json));
    QVERIFY2(again.has_value(), again ? "" : again.error().detail.c_str());
    // JSON tells a deviation to the nanosecond and .hlog the largest value of each second; buckets
    // know them to 1 %.
    const bool isExact = form == ReportFormat::Json || form == ReportFormat::Html ||
                         form == ReportFormat::Hlog || form == ReportFormat::Bundle;
    if (!isExact)
        QCOMPARE(QString::fromStdString(report(*again, form)),
                 QString::fromStdString(report(result, form)));
}

void TestResultReader::aReadResultIsWrittenAsItWas() {
    const auto once = parseResult(report(sampleResult(true), ReportFormat::Json));
    QVERIFY(once.has_value());
    const std::string text = report(*once, ReportFormat::Json);
    const auto twice = parseResult(text);
    QVERIFY(twice.has_value());
    QCOMPARE(report(*twice, ReportFormat::Json), text);
    QCOMPARE(once->examples.failed(), sampleResult(true).examples.failed());
    QCOMPARE(once->started, sampleResult(true).started);
    QVERIFY(once->plan == sampleResult(true).plan);
}

void TestResultReader::comparesAsTheOriginalDoes() {
    const RunResult base = sampleResult(true);
    RunResult now = base;
    now.plan.rate = 200;
    const auto baseAgain = parseResult(report(base, ReportFormat::Json));
    const auto nowAgain = parseResult(report(now, ReportFormat::Json));
    QVERIFY(baseAgain && nowAgain);
    const RunComparison comparison = compareRuns(base, now);
    QCOMPARE(comparisonJson(compareRuns(*baseAgain, *nowAgain)), comparisonJson(comparison));
    QCOMPARE(comparison.cautions.front(), std::string("the plans differ in: rate"));
    QVERIFY(comparisonText(comparison).find("no difference seen") != std::string::npos);
}

void TestResultReader::refusesWhatIsNoResult_data() {
    QTest::addColumn<std::string>("text");
    const auto without = [](const char* field) {
        Json json = sampleJson();
        json.erase(field);
        return json.dump();
    };
    const auto with = [](const char* field, Json value) {
        Json json = sampleJson();
        json[field] = std::move(value);
        return json.dump();
    };
    QTest::newRow("nothing") << std::string();
    QTest::newRow("no JSON") << std::string("HISTFAAA");
    QTest::newRow("a list") << std::string("[]");
    QTest::newRow("cut off") << sampleJson().dump().substr(0, 2000);
    QTest::newRow("another schema") << with("schema", "squall.result/2");
    QTest::newRow("no plan") << without("plan");
    QTest::newRow("no ledger") << without("requests");
    QTest::newRow("no time") << without("elapsed_s");
    QTest::newRow("no histogram") << without("histogram_v2");
    QTest::newRow("a damaged histogram") << with("histogram_v2", "HISTFAAAAAAA");
    QTest::newRow("more ok than sent") << with("requests", {{"sent", 1}, {"ok", 2}});
    const std::string all = sampleJson().dump();
    const std::string nested = nestedLists(1'000'000);
    QTest::newRow("nested without end") << "{\"plan\":" + nested + "," + all.substr(1);
    QTest::newRow("addresses nested without end")
        << "{\"addresses\":" + nested + "," + all.substr(1);
    std::string lists = "[]";
    for (int i = 0; i < 1'000'000; ++i)
        lists += ",[]";
    QTest::newRow("values without end") << "{\"more\":[" + lists + "]," + all.substr(1);
    QTest::newRow("endless series") << with("series", Json(std::vector<int>(1801)));
}

void TestResultReader::refusesWhatIsNoResult() {
    QFETCH(std::string, text);
    const auto read = parseResult(text);
    QVERIFY(!read.has_value());
    QCOMPARE(read.error().code, ErrorCode::FileFailed);
}

void TestResultReader::toleratesForeignFields() {
    Json json = sampleJson();
    json["of_tomorrow"] = {1, 2, 3};
    json["verdict"] = 7;
    json["status"] = "many";
    json["series"][0]["t_s"] = "soon";
    json["connections"]["opened"] = -4;
    json["threads"] = 1e300;
    json["started"] = "9999-12-31T23:59:59Z"; // a clock of nanoseconds does not reach it
    const auto read = parseResult(json.dump());
    QVERIFY(read.has_value());
    QCOMPARE(read->counts.connections.opened, std::uint64_t{0});
    QCOMPARE(read->threads, 0U);
    QCOMPARE(read->counts.ledger.ok, std::uint64_t{1140});
}

void TestResultReader::opensABundle() {
    const std::string bundle = runBundle(sampleResult(true));
    QVERIFY(isRunBundle(bundle));
    QVERIFY(!isRunBundle("{}"));
    const auto json = resultOfBundle(bundle);
    QVERIFY(json.has_value());
    const auto result = parseResult(*json);
    QVERIFY(result.has_value());
    QCOMPARE(report(*result, ReportFormat::Text), report(sampleResult(true), ReportFormat::Text));
}

void TestResultReader::refusesADamagedBundle() {
    std::string bundle = runBundle(sampleResult(false));
    QVERIFY(!resultOfBundle(bundle.substr(0, bundle.size() / 2)).has_value());
    QVERIFY(!resultOfBundle(bundle + "more").has_value());
    bundle[bundle.size() / 2] = static_cast<char>(bundle[bundle.size() / 2] ^ 0x55);
    QVERIFY(!resultOfBundle(bundle).has_value());
    QVERIFY(!resultOfBundle("").has_value());
    QVERIFY(resultOfBundle(bundleOf("{}")).has_value());
    QVERIFY(!resultOfBundle(bundleOf(nestedLists(1'000'000))).has_value());
}

QTEST_GUILESS_MAIN(TestResultReader)
#include "tst_resultreader.moc"
