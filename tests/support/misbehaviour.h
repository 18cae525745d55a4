#pragma once

#include <utility>

#include <QTest>

#include "core/load/describe.h"
#include "tests/support/runner.h"
#include "tests/support/testserver.h"

namespace squall::test {

/// Good answers, failures, cuts, resets, ends of kept connections and silence, in a fixed mix.
[[nodiscard]] inline Reply trouble(std::uint64_t number) {
    switch (number % 23) {
    case 2:
        return rawReply("HTTP/1.1 500 Oops\r\nContent-Length: 2\r\n\r\nno");
    case 5:
        return rawReply("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", Reply::Then::Close);
    case 9:
        return rawReply("HTTP/1.1 200", Reply::Then::Reset);
    case 13:
        return rawReply("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", Reply::Then::Close);
    case 17:
        return silence();
    case 21:
        return rawReply("garbage\r\n\r\n");
    default:
        return okReply();
    }
}

/// Of every three requests the second is answered with `bad`, the others well.
[[nodiscard]] inline TestServer::Script oneInThree(Reply bad) {
    return [bad = std::move(bad)](std::uint64_t number, const std::string& /*request*/) {
        return number % 3 == 1 ? bad : okReply();
    };
}

/// Sixty requests on four connections, none of which is sent again when its connection is lost.
[[nodiscard]] inline TestPlan sixtyRequests(const TestServer& server) {
    TestPlan plan = planFor(server.url(), 60, 4);
    plan.method = "POST";
    return plan;
}

/// The second of every three of sixtyRequests() failed, as `kind`. Each took its own connection
/// with it and no other.
inline void verifyOneInThreeFailed(const StressTest& test, FailureKind kind) {
    QCOMPARE(test.state(), RunState::Finished);
    const Counts& counts = test.result()->counts;
    const auto entries = counts.failures.entries();
    QCOMPARE(entries.size(), std::size_t{1});
    QCOMPARE(QString::fromStdString(describe(entries.front().kind)),
             QString::fromStdString(describe(kind)));
    QVERIFY(entries.front().kind == kind);
    QCOMPARE(counts.ledger.failed, quint64{20});
    QCOMPARE(counts.ledger.ok, quint64{40});
    QVERIFY(counts.connections.opened >= 20 && counts.connections.opened <= 24);
    verifyBalance(test);
}

} // namespace squall::test
