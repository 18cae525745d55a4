#pragma once

#include <functional>
#include <memory>

#include <QDeadlineTimer>
#include <QEventLoop>
#include <QTest>
#include <QTimer>

#include "core/run/stresstest.h"

namespace squall::test {

/// A plan for `url` that ends soon whatever happens.
[[nodiscard]] inline TestPlan planFor(const std::string& url, std::uint64_t requests,
                                      std::uint32_t connections) {
    TestPlan plan;
    plan.url = url;
    plan.requests = requests;
    plan.connections = connections;
    plan.timeout = std::chrono::seconds(20);
    plan.connectTimeout = std::chrono::seconds(5);
    return plan;
}

/// Handles events until `isOver`, which is asked every millisecond. False when that takes a minute.
[[nodiscard]] inline bool waitUntil(const std::function<bool()>& isOver) {
    const QDeadlineTimer limit(std::chrono::minutes(1));
    QEventLoop loop;
    QTimer timer;
    QObject::connect(&timer, &QTimer::timeout, &loop, [&] {
        if (isOver() || limit.hasExpired())
            loop.quit();
    });
    timer.start(std::chrono::milliseconds(1));
    loop.exec();
    return isOver();
}

/// Polls until the run has ended, as the window does.
inline void waitForEnd(StressTest& test) {
    QVERIFY(waitUntil([&test] { return test.poll(), hasEnded(test.state()); }));
}

[[nodiscard]] inline std::unique_ptr<StressTest> runToEnd(const TestPlan& plan) {
    auto test = std::make_unique<StressTest>(plan);
    test->start();
    waitForEnd(*test);
    return test;
}

/// How often a class of failure was counted.
[[nodiscard]] inline std::uint64_t failuresOf(const StressTest& test, FailureClass group) {
    std::uint64_t count = 0;
    for (const auto& entry : test.progress().counts.failures.entries())
        count += entry.kind.group == group ? entry.count : 0;
    return count;
}

/// The ledger of a run that has ended.
inline void verifyBalance(const StressTest& test) {
    const Counts& counts = test.result()->counts;
    QCOMPARE(counts.ledger.sent, counts.ledger.completed() + counts.ledger.unanswered());
    QCOMPARE(counts.failures.total(), counts.ledger.failed);
    QCOMPARE(counts.service.count(), counts.ledger.ok);
    QCOMPARE(counts.failed.count(), counts.ledger.failed);
}

/// Ended as planned, with so many requests that were ok and that failed.
inline void verifyFinished(const StressTest& test, std::uint64_t ok, std::uint64_t failed = 0) {
    QVERIFY2(test.state() == RunState::Finished,
             test.error() ? test.error()->detail.c_str() : "no error");
    QCOMPARE(test.result()->counts.ledger.ok, ok);
    QCOMPARE(test.result()->counts.ledger.failed, failed);
    verifyBalance(test);
}

} // namespace squall::test
