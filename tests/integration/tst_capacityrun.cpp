// The search for a capacity against a real queue whose service time is known.

#include <cmath>

#include <QSignalSpy>
#include <QTest>

#include "core/run/capacityrun.h"
#include "tests/support/testserver.h"

using namespace squall;
using namespace squall::test;

namespace {

using Clock = std::chrono::steady_clock;

/// One clerk who takes 4 ms for each request, in the order in which they come: 250 per second.
class Clerk final {
public:
    static constexpr double perSecond = 250;
    static constexpr auto service = std::chrono::microseconds(4000);

    Reply operator()(std::uint64_t, const std::string&) {
        const auto now = Clock::now();
        m_free = std::max(m_free, now) + service;
        Reply reply = okReply();
        reply.writes.front().after =
            std::chrono::duration_cast<std::chrono::milliseconds>(m_free - now);
        return reply;
    }

private:
    Clock::time_point m_free = Clock::now();
};

} // namespace

class TestCapacityRun final : public QObject {
    Q_OBJECT

private slots:
    void findsTheLimitOfAQueue();
    void endsWhenTheTargetCannotBeReached();
    void endsWhenItIsCancelled();

private:
    [[nodiscard]] static TestPlan planFor(const TestServer& server) {
        TestPlan plan;
        plan.url = server.url();
        plan.rate = 100;
        return plan;
    }
};

void TestCapacityRun::findsTheLimitOfAQueue() {
    const TestServer server{Clerk()};
    CapacityRun search(planFor(server), {parseThreshold("p(99)<50ms").value()});
    QSignalSpy finished(&search, &CapacityRun::finished);
    search.start();
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 150'000);
    const CapacityResult result = search.result();
    qInfo("%s", result.sentence().c_str());
    if (result.isGeneratorLimit())
        QSKIP("something else uses this machine");
    QVERIFY(result.isComplete);
    QVERIFY2(std::abs(result.rate() / Clerk::perSecond - 1) < 0.05, result.sentence().c_str());
}

void TestCapacityRun::endsWhenTheTargetCannotBeReached() {
    TestPlan plan;
    plan.url = "http://127.0.0.1:1/";
    CapacityRun search(plan, {parseThreshold("p(99)<50ms").value()});
    QSignalSpy finished(&search, &CapacityRun::finished);
    search.start();
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 30'000);
    QVERIFY(search.error().has_value());
    QCOMPARE(search.result().kept, 0.0);
}

void TestCapacityRun::endsWhenItIsCancelled() {
    const TestServer server{Clerk()};
    CapacityRun search(planFor(server), {parseThreshold("p(99)<50ms").value()});
    QSignalSpy finished(&search, &CapacityRun::finished);
    search.start();
    QTRY_VERIFY(server.requests() > 5);
    search.cancel();
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 30'000);
    QVERIFY(!search.error());
    QVERIFY(!search.result().isComplete);
}

QTEST_GUILESS_MAIN(TestCapacityRun)
#include "tst_capacityrun.moc"
