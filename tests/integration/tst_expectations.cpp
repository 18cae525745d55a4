// Answers that are whole, and not what the plan expects.

#include <QTest>

#include "core/load/describe.h"
#include "tests/support/runner.h"
#include "tests/support/testserver.h"

using namespace squall;
using namespace squall::test;

namespace {

/// Every other body is `bad`.
TestServer::Script halfOf(const std::string& good, const std::string& bad) {
    return [good, bad](std::uint64_t number, const auto&) {
        return okReply(number % 2 == 0 ? good : bad);
    };
}

} // namespace

class TestExpectations final : public QObject {
    Q_OBJECT

private slots:

    void looksIntoBodies_data() {
        QTest::addColumn<std::string>("text");
        QTest::addColumn<std::string>("json");
        QTest::addColumn<std::string>("bad");
        QTest::addColumn<std::string>("detail");
        QTest::newRow("a text") << std::string("7") << std::string() << std::string("{\"id\": 8}")
                                << std::string("the body does not hold the expected text");
        QTest::newRow("a value") << std::string() << std::string("/id=7")
                                 << std::string("{\"id\": 8}")
                                 << std::string("JSON expectation 1 does not hold");
        QTest::newRow("no JSON") << std::string() << std::string("/id=7") << std::string("{")
                                 << std::string("the body is not JSON");
    }

    void looksIntoBodies() {
        QFETCH(std::string, text);
        QFETCH(std::string, json);
        QFETCH(std::string, bad);
        QFETCH(std::string, detail);
        const TestServer server(halfOf("{\"id\": 7}", bad));
        TestPlan plan = planFor(server.url(), 40, 1);
        plan.expectations.bodyText = text;
        if (!json.empty())
            plan.expectations.json.push_back(parseJsonExpectation(json).value());
        const auto test = runToEnd(plan);
        const Counts& counts = test->result()->counts;
        QCOMPARE(counts.ledger.ok, quint64{20});
        QCOMPARE(counts.failures.entries().size(), std::size_t{1});
        const FailureCounts::Entry entry = counts.failures.entries().front();
        QCOMPARE(entry.count, quint64{20});
        QCOMPARE(describe(entry.kind), detail);
    }

    void readsChunkedBodiesInPieces() {
        const TestServer server([](auto, const auto&) {
            Reply reply = rawReply("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nwel");
            reply.writes.push_back({"\r\n4\r\ncome\r\n0\r\n\r\n", std::chrono::milliseconds(1)});
            return reply;
        });
        TestPlan plan = planFor(server.url(), 10, 2);
        plan.expectations.bodyText = "welcome";
        QCOMPARE(runToEnd(plan)->result()->counts.ledger.ok, quint64{10});
    }

    void aStatusMayBeExpected() {
        const TestServer server([](auto, const auto&) {
            return rawReply("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
        });
        TestPlan plan = planFor(server.url(), 10, 2);
        plan.expectations.statuses = parseStatusRanges("404").value();
        QCOMPARE(runToEnd(plan)->result()->counts.ledger.ok, quint64{10});
    }
};

QTEST_GUILESS_MAIN(TestExpectations)
#include "tst_expectations.moc"
