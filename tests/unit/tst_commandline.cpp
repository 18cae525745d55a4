#include <string>

#include <QTest>

#include "app/options.h"
#include "core/plan/commandline.h"
#include "core/plan/curlimport.h"
#include "core/plan/shellwords.h"

using namespace squall;
using namespace std::chrono_literals;
using namespace std::string_literals;

class TestCommandLine final : public QObject {
    Q_OBJECT

private slots:
    void runReadsItBack();
    void curlReadsItBack();
    void onlyWhatDiffersIsSaid();
    void secretsStayAtHome();

private:
    static TestPlan plan();
};

TestPlan TestCommandLine::plan() {
    TestPlan plan;
    plan.url = "https://a.test/b?c=d&e";
    plan.method = "PUT";
    plan.headers = {{"X-Quote", "it's \"so\""}, {"Accept", "*/*"}};
    plan.user = "ann:${PASSWORD}";
    plan.body = "a b\n$HOME";
    plan.requests = 1234;
    plan.duration = 90s;
    plan.connections = 3;
    plan.arrivals = Arrivals::Poisson;
    plan.stages = {{30s, 100}, {500ms, 0.5}};
    plan.rate = 12.5;
    plan.warmUp = 2s;
    plan.seed = 7;
    plan.threads = 2;
    plan.thresholds = {*parseThreshold("p(99)<250ms")};
    plan.abortOn = {*parseThreshold("errors>50%")};
    plan.timeout = 1500ms;
    plan.connectTimeout = 2s;
    plan.idleTimeout = 250ms;
    plan.maxBody = 0;
    plan.keepAlive = false;
    plan.follow = 5;
    plan.cookies = true;
    plan.tls = {true, "ca.pem", "c.pem", "k.pem", "b.test", TlsOptions::MinVersion::Tls13, {}};
    plan.spin = SpinPolicy::Off;
    plan.label = "two words";
    return plan;
}

void TestCommandLine::runReadsItBack() {
    TestPlan routed = plan();
    routed.http = HttpVersion::Http2;
    routed.streams = 8;
    routed.expectations = {{{200, 299}, {404, 404}}, "so", {{"/user/id", "7"}}};
    routed.routing = {{{"a.test", 443, "b.test", 8443}},
                      {{"a.test", 80, "127.0.0.1"}},
                      {},
                      "socks5://127.0.0.1:9",
                      AddressFamily::V6};
    const auto words = shellWords(runCommandLine(routed));
    QVERIFY(words);
    QCOMPARE(words->front(), "squall"s);
    const Command command = parseCommandLine({words->begin() + 1, words->end()});
    if (const auto* usage = std::get_if<UsageError>(&command))
        QFAIL(usage->line.c_str());
    QVERIFY(std::get<RunCommand>(command).plan == routed);
    routed.http = HttpVersion::Auto;
    routed.streams = 1;
    routed.expectContinue = true;
    routed.routing.proxy = systemProxy;
    const auto others = shellWords(runCommandLine(routed));
    QVERIFY(others);
    const Command other = parseCommandLine({others->begin() + 1, others->end()});
    QVERIFY(std::get<RunCommand>(other).plan == routed);
    routed.routing = {};
    routed.routing.unixSocket = "/run/a socket";
    QVERIFY(runCommandLine(routed).find("--unix-socket '/run/a socket'") != std::string::npos);
}

void TestCommandLine::curlReadsItBack() {
    TestPlan sent = plan();
    sent.expectContinue = true;
    sent.routing.proxy = systemProxy;
    const auto import = importCurl(curlCommandLine(sent));
    QVERIFY(import);
    QVERIFY(import->plan.cookies);
    QVERIFY(import->plan.expectContinue);
    QVERIFY(import->ignored.empty());
    const TestPlan expected = plan();
    QCOMPARE(import->plan.url, expected.url);
    QCOMPARE(import->plan.method, expected.method);
    QCOMPARE(import->plan.follow, expected.follow);
    QCOMPARE(import->plan.body, expected.body);
    QCOMPARE(import->plan.user, expected.user);
    QCOMPARE(import->plan.headers.front(), expected.headers.front());
    QCOMPARE(import->plan.tls.caFile, expected.tls.caFile);
    QVERIFY(import->plan.tls.insecure);
}

void TestCommandLine::onlyWhatDiffersIsSaid() {
    TestPlan simple;
    simple.url = "http://a.test/";
    simple.requests = 10'000;
    QCOMPARE(runCommandLine(simple), "squall run -n 10000 http://a.test/"s);
    QCOMPARE(curlCommandLine(simple), "curl http://a.test/"s);
    simple.routing.proxy = systemProxy;
    QCOMPARE(runCommandLine(simple), "squall run -n 10000 -x system http://a.test/"s);
    simple.url = "http://127.0.0.1/"; // where no proxy leads
    QCOMPARE(runCommandLine(simple), "squall run -n 10000 http://127.0.0.1/"s);
    simple.url = "-d.test/";
    QCOMPARE(curlCommandLine(simple), "curl http://-d.test/"s);
}

void TestCommandLine::secretsStayAtHome() {
    TestPlan secret;
    secret.url = "http://bob:hunter2@a.test/";
    secret.headers = {{"Authorization", "Basic hunter2"}, {"Cookie", "id=hunter2"}};
    secret.user = "ann:hunter2";
    secret.requests = 1;
    for (const std::string& command : {runCommandLine(secret), curlCommandLine(secret)})
        QVERIFY2(command.find("hunter2") == std::string::npos, command.c_str());
    secret.user.clear();
    secret.bearer = "hunter2";
    for (const std::string& command : {runCommandLine(secret), curlCommandLine(secret)})
        QVERIFY2(command.find("hunter2") == std::string::npos, command.c_str());
}

QTEST_GUILESS_MAIN(TestCommandLine)
#include "tst_commandline.moc"
