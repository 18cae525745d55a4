// Plan files: what is written is read back, and a mistake is named.

#include <QTest>

#include "core/plan/planjson.h"

using namespace squall;
using namespace std::chrono_literals;

namespace {

/// Every field differs from a new plan's.
TestPlan fullPlan() {
    TestPlan plan;
    plan.url = "https://a.test/x?y=1";
    plan.method = "PUT";
    plan.headers = {{"Accept", "text/html"}, {"X-Empty", ""}};
    plan.user = "me:${PASSWORD}";
    plan.bearer = "@token";
    plan.body = "line\n\"quoted\" ü";
    plan.bodyFile = "body.bin";
    plan.expectations = {{{200, 204}, {404, 404}}, "welcome", {{"/a/0", "1"}}};
    plan.requests = 1'000'000'000'000;
    plan.duration = 1500ms;
    plan.connections = 7;
    plan.http = HttpVersion::Http2;
    plan.streams = 10;
    plan.rate = 12.5;
    plan.arrivals = Arrivals::Poisson;
    plan.stages = {{30s, 100}, {10s, 0}};
    plan.stageOf = StageOf::Connections;
    plan.warmUp = 2s;
    plan.seed = 18'446'744'073'709'551'615U;
    plan.threads = 3;
    plan.thresholds = {parseThreshold("p(99)<250ms").value()};
    plan.abortOn = {parseThreshold("errors>50%").value()};
    plan.timeout = 5s;
    plan.connectTimeout = 250ms;
    plan.idleTimeout = 3s;
    plan.maxBody = 1'500'000;
    plan.keepAlive = false;
    plan.follow = 5;
    plan.cookies = true;
    plan.expectContinue = true;
    plan.tls.insecure = true;
    plan.tls.minVersion = TlsOptions::MinVersion::Tls13;
    plan.tls.caFile = "ca.pem";
    plan.tls.certificateFile = "cert.pem";
    plan.tls.keyFile = "key.pem";
    plan.tls.serverName = "b.test";
    plan.tls.passphrase = "${SQUALL_KEY_PASSPHRASE}";
    plan.routing.connectTo = {{"a.test", 443, "", 8443}, {"", 0, "::1", 0}};
    plan.routing.resolve = {{"a.test", 80, "127.0.0.2"}, {"b.test", 80, "::1"}};
    plan.routing.unixSocket = "/run/s";
    plan.routing.proxy = "http://${PROXY_USER}@127.0.0.1:3128";
    plan.routing.family = AddressFamily::V6;
    plan.spin = SpinPolicy::Off;
    plan.label = "nightly";
    return plan;
}

std::string with(const std::string& fields) {
    return R"({"schema": "squall.plan/1", "url": "a.test")" + fields + "}";
}

} // namespace

class TestPlanJson final : public QObject {
    Q_OBJECT

private slots:

    void readsBackWhatItWrote() {
        const Result<TestPlan> read = parsePlan(planJson(fullPlan()));
        QVERIFY2(read.has_value(), read ? "" : read.error().detail.c_str());
        QVERIFY(*read == fullPlan());
        QCOMPARE(planJson(*read), planJson(fullPlan()));
    }

    void writesOnlyWhatDiffersFromANewPlan() {
        TestPlan plan;
        plan.url = "a.test";
        plan.requests = 5;
        plan.tls.caFile = "ca.pem";
        QCOMPARE(planJson(plan), std::string(R"({
  "schema": "squall.plan/1",
  "url": "a.test",
  "requests": 5,
  "connections": 64,
  "tls": {
    "ca_file": "ca.pem"
  }
}
)"));
    }

    void neverSavesTheAnswerForAPublicAddress() {
        TestPlan plan;
        plan.allowPublic = true;
        QVERIFY(!parsePlan(planJson(plan))->allowPublic);
    }

    void takesNumbersAsPeopleWriteThem() {
        const Result<TestPlan> plan = parsePlan(with(R"(, "requests": "10k", "rate": 5)"));
        QCOMPARE(plan->requests, std::optional<std::uint64_t>(10'000));
        QCOMPARE(plan->rate, std::optional<double>(5));
    }

    void takesSizesAsPeopleWriteThem() {
        QCOMPARE(parsePlan(with(R"(, "max_body": "1MiB")"))->maxBody, std::uint64_t{1'048'576});
        QCOMPARE(parsePlan(with(R"(, "max_body": 5000)"))->maxBody, std::uint64_t{5000});
        QCOMPARE(parsePlan(with(""))->maxBody, usualMaxBody);
        TestPlan plan;
        plan.maxBody = 2 * usualMaxBody;
        QVERIFY(planJson(plan).find("\"max_body\": \"128MiB\"") != std::string::npos);
    }

    void namesTheMistake_data() {
        QTest::addColumn<std::string>("json");
        QTest::addColumn<std::string>("words");
        QTest::newRow("not JSON") << std::string("{") << std::string("not a JSON object");
        QTest::newRow("not an object") << std::string("[1]") << std::string("not a JSON object");
        QTest::newRow("nested without end")
            << with(R"(, "url": )" + std::string(1'000'000, '[') + std::string(1'000'000, ']'))
            << std::string("not a JSON object");
        std::string fields;
        for (int i = 0; i < 200'000; ++i)
            fields += ", \"" + std::to_string(i) + "\": 0";
        QTest::newRow("fields without end") << with(fields) << std::string("not a JSON object");
        QTest::newRow("another schema")
            << std::string(R"({"schema": "squall.plan/2"})") << std::string("\"schema\" must be");
        QTest::newRow("unknown field")
            << with(R"(, "conections": 5)") << std::string("\"conections\" is not a field");
        QTest::newRow("unknown field inside")
            << with(R"(, "tls": {"secure": true})") << std::string("\"tls.secure\" is not a field");
        QTest::newRow("wrong type") << with(R"(, "keepalive": "yes")")
                                    << std::string("\"keepalive\": must be true or false");
        QTest::newRow("negative count")
            << with(R"(, "connections": -1)") << std::string("\"connections\": must be a whole");
        QTest::newRow("count past its type") << with(R"(, "connections": 5000000000)")
                                             << std::string("\"connections\": is too large");
        QTest::newRow("no time") << with(R"(, "duration": "soon")")
                                 << std::string("\"duration\": ");
        QTest::newRow("no size") << with(R"(, "max_body": "much")")
                                 << std::string("\"max_body\": \"much\" is not a size");
        QTest::newRow("a size of another type")
            << with(R"(, "max_body": true)") << std::string("\"max_body\": must be a size");
        QTest::newRow("unknown word")
            << with(R"(, "arrivals": "random")") << std::string("\"arrivals\": \"random\"");
        QTest::newRow("header without a name")
            << with(R"(, "headers": [": x"])") << std::string("\"headers\": ");
        QTest::newRow("stage without a target")
            << with(R"(, "stages": [{"length": "1s"}])") << std::string("\"stages\": needs a rate");
        QTest::newRow("stages of two kinds") << with(R"(, "stages": [{"length": "1s", "rate": 1},
                                    {"length": "1s", "connections": 1}])")
                                             << std::string("\"stages\": needs a rate");
        QTest::newRow("unknown field in a stage")
            << with(R"(, "stages": [{"length": "1s", "rate": 1, "x": 1}])")
            << std::string("\"stages.x\" is not a field");
    }

    void namesTheMistake() {
        QFETCH(std::string, json);
        QFETCH(std::string, words);
        const Result<TestPlan> plan = parsePlan(json);
        QVERIFY(!plan);
        QCOMPARE(plan.error().code, ErrorCode::BadPlan);
        QVERIFY2(plan.error().detail.find(words) != std::string::npos, plan.error().detail.c_str());
    }
};

QTEST_APPLESS_MAIN(TestPlanJson)
#include "tst_planjson.moc"
