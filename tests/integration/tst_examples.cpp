// Exchanges that a run keeps as examples, against a server that knows what it sent.

#include <algorithm>

#include <QTest>

#include "tests/support/runner.h"
#include "tests/support/testserver.h"

using namespace squall;
using namespace squall::test;

namespace {

std::string answer(const std::string& status, const std::string& fields, const std::string& body) {
    return "HTTP/1.1 " + status + "\r\n" + fields +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

} // namespace

class TestExamples final : public QObject {
    Q_OBJECT

private slots:
    void keepsWhatFailed();
    void keepsTheSlowest();
    void keepsTheBeginningOfAnAnswerInPieces();
    void masksSecretsThatComeBack();
};

void TestExamples::keepsWhatFailed() {
    const TestServer server([](auto number, const auto&) {
        switch (number % 10) {
        case 3:
            return rawReply(answer("503 Service Unavailable", "Retry-After: 1\r\n", "busy"));
        case 6:
            return rawReply("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nabc", Reply::Then::Close);
        case 9:
            return rawReply("", Reply::Then::Close);
        default:
            return okReply();
        }
    });
    TestPlan plan = planFor(server.url(), 100, 2);
    plan.method = "POST";
    const auto test = runToEnd(plan);
    const auto& failed = test->result()->examples.failed();
    QCOMPARE(failed.size(), std::size_t{9});
    const auto of = [&failed](FailureClass group) {
        return *std::ranges::find_if(
            failed, [group](const Exchange& e) { return e.failure->group == group; });
    };
    QCOMPARE(of(FailureClass::Status).status, 503);
    QCOMPARE(
        of(FailureClass::Status).head,
        std::string("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 4"));
    QCOMPARE(of(FailureClass::Status).body, std::string("busy"));
    QCOMPARE(of(FailureClass::Protocol).head, std::string("HTTP/1.1 200 OK\r\nContent-Length: -1"));
    QVERIFY(of(FailureClass::Closed).head.empty());
    QCOMPARE(of(FailureClass::Closed).status, 0);
}

void TestExamples::keepsTheSlowest() {
    const TestServer server([](auto number, const auto&) {
        const std::chrono::milliseconds wait(number == 70 ? 120 : number == 30 ? 60 : 0);
        return Reply{{{answer("200 OK", "", "number " + std::to_string(number)), wait}},
                     Reply::Then::Keep};
    });
    const auto test = runToEnd(planFor(server.url(), 100, 1));
    const auto& slowest = test->result()->examples.slowest();
    QCOMPARE(slowest.size(), std::size_t{10});
    QCOMPARE(slowest[0].body, std::string("number 70"));
    QCOMPARE(slowest[1].body, std::string("number 30"));
    QCOMPARE(slowest[0].response(), test->result()->counts.service.max());
    QVERIFY(slowest[0].firstByte >= std::chrono::milliseconds(120));
}

void TestExamples::keepsTheBeginningOfAnAnswerInPieces() {
    const std::string body(20'000, 'b');
    const std::string whole = answer("500 Internal Server Error", "", body);
    const TestServer server([&whole](auto, const auto&) {
        const std::chrono::milliseconds pause(20);
        return Reply{
            {{whole.substr(0, 20)}, {whole.substr(20, 1000), pause}, {whole.substr(1020), pause}},
            Reply::Then::Keep};
    });
    const auto test = runToEnd(planFor(server.url(), 5, 1));
    const Exchange& first = test->result()->examples.failed().at(0);
    QVERIFY(first.head.starts_with("HTTP/1.1 500 Internal Server Error\r\nContent-Length: "));
    QCOMPARE(first.body, body.substr(0, Exchange::maxBody));
    QVERIFY(first.firstByte + first.transfer >= std::chrono::milliseconds(40));
    // On a busy machine the first byte of one of them may be seen late.
    const auto tookItsTime = [](const Exchange& exchange) {
        return exchange.transfer >= std::chrono::milliseconds(40);
    };
    QVERIFY(std::ranges::any_of(test->result()->examples.failed(), tookItsTime));
}

void TestExamples::masksSecretsThatComeBack() {
    const TestServer server([](auto, const std::string& request) {
        return rawReply(
            answer("401 Unauthorized", "Set-Cookie: session=s3ss10n; Secure\r\n", request));
    });
    TestPlan plan = planFor(server.url(), 1, 1);
    plan.url.insert(7, "alice:passw0rd@");
    plan.headers = {{"Cookie", "id=c00kie-value"}, {"X-Open", "visible"}};
    const auto test = runToEnd(plan);
    const Exchange& kept = test->result()->examples.failed().at(0);
    const std::string all = kept.head + kept.body;
    QVERIFY(all.find("visible") != std::string::npos);
    for (const char* const secret : {"passw0rd", "YWxpY2U6cGFzc3cwcmQ=", "c00kie", "s3ss10n"})
        QVERIFY2(all.find(secret) == std::string::npos, secret);
}

QTEST_GUILESS_MAIN(TestExamples)
#include "tst_examples.moc"
