// Is what a run says true? Against servers that know their own delays and count, and with a
// generator that is really kept from working.

#include <algorithm>
#include <atomic>
#include <thread>

#include <sched.h>

#include <QTest>

#include "tests/support/misbehaviour.h"

using namespace squall;
using namespace squall::test;
using namespace std::chrono_literals;

namespace {

Reply delayed(std::chrono::milliseconds delay) {
    Reply reply = okReply();
    reply.writes.front().after = delay;
    return reply;
}

/// Uses up the processor that the calling process is bound to.
class Burners final {
public:
    explicit Burners(int threads) {
        for (int i = 0; i < threads; ++i)
            m_threads.emplace_back([this](const std::stop_token& stop) {
                while (!stop.stop_requested())
                    m_turns.fetch_add(1, std::memory_order_relaxed);
            });
    }

private:
    std::atomic<std::uint64_t> m_turns{0}; // written by every burner, read by nobody
    std::vector<std::jthread> m_threads;
};

/// Binds the calling thread, and those that it makes from now on, to one processor.
class Bound final {
public:
    Bound() {
        sched_getaffinity(0, sizeof m_before, &m_before);
        cpu_set_t one;
        CPU_ZERO(&one);
        CPU_SET(static_cast<std::size_t>(sched_getcpu()), &one);
        sched_setaffinity(0, sizeof one, &one);
    }

    ~Bound() { sched_setaffinity(0, sizeof m_before, &m_before); }

    Bound(const Bound&) = delete;
    Bound& operator=(const Bound&) = delete;

private:
    cpu_set_t m_before{};
};

} // namespace

class TestTruth final : public QObject {
    Q_OBJECT

private slots:
    void countsAgreeWithTheServersInEveryModel_data();
    void countsAgreeWithTheServersInEveryModel();
    void aBimodalServerIsSeenAsOne();
    void theStallFollowsFromTheArithmetic();
    void fastErrorsLookNoBetter();
    void anAnswerInTwoWritesIsExplained();
    void aSlowServerIsNoLimitOfTheGenerator();
    void aGeneratorWithoutAProcessorIsCalledLimited();
};

void TestTruth::countsAgreeWithTheServersInEveryModel_data() {
    QTest::addColumn<double>("rate");
    QTest::addColumn<int>("arrivals");
    QTest::addColumn<bool>("stages");
    QTest::addColumn<quint32>("threads");
    QTest::newRow("closed") << 0.0 << 0 << false << 1u;
    QTest::newRow("closed, three threads") << 0.0 << 0 << false << 3u;
    QTest::newRow("constant") << 1000.0 << int(Arrivals::Constant) << false << 2u;
    QTest::newRow("poisson") << 1000.0 << int(Arrivals::Poisson) << false << 2u;
    QTest::newRow("stages of the rate") << 100.0 << int(Arrivals::Constant) << true << 1u;
    QTest::newRow("stages of connections") << 0.0 << 0 << true << 2u;
}

void TestTruth::countsAgreeWithTheServersInEveryModel() {
    QFETCH(double, rate);
    QFETCH(int, arrivals);
    QFETCH(bool, stages);
    QFETCH(quint32, threads);
    TestServer server([](auto number, const auto&) { return trouble(number); });
    TestPlan plan = planFor(server.url(), 600, 20);
    plan.method = "POST"; // never sent twice, so that every one on the wire is one in the ledger
    plan.timeout = 100ms;
    plan.threads = threads;
    plan.arrivals = static_cast<Arrivals>(arrivals);
    if (rate > 0)
        plan.rate = rate;
    if (stages) {
        plan.stageOf = rate > 0 ? StageOf::Rate : StageOf::Connections;
        plan.stages = {{2s, rate > 0 ? 1000.0 : 20.0}, {20s, rate > 0 ? 1000.0 : 20.0}};
    }
    const auto test = runToEnd(plan);
    const RunResult& result = *test->result();
    QCOMPARE(test->state(), RunState::Finished);
    verifyBalance(*test);
    QCOMPARE(result.counts.ledger.scheduled(), quint64{600});
    QCOMPARE(result.counts.ledger.dropped, quint64{0});
    QCOMPARE(result.counts.ledger.unanswered(), quint64{0});
    // A request on a connection that the server has just closed fails without arriving there.
    const std::uint64_t lost = result.counts.ledger.sent - server.requests();
    QVERIFY2(lost <=
                 failuresOf(*test, FailureClass::Closed) + failuresOf(*test, FailureClass::Reset),
             qPrintable(QString::number(lost)));
    QCOMPARE(failuresOf(*test, FailureClass::Timeout) > 0, true);
    QCOMPARE(failuresOf(*test, FailureClass::Protocol) > 0, true);
    QCOMPARE(result.counts.statuses[500], failuresOf(*test, FailureClass::Status));
}

void TestTruth::aBimodalServerIsSeenAsOne() {
    TestServer server(
        [](auto number, const auto&) { return delayed(number % 10 == 9 ? 50ms : 5ms); });
    const auto test = runToEnd(planFor(server.url(), 400, 1));
    const Histogram& service = test->result()->counts.service;
    QCOMPARE(service.count(), quint64{400});
    QVERIFY(service.min() >= 5ms);
    QVERIFY(service.percentile(50) < 45ms);
    QVERIFY(service.percentile(89) < 45ms);
    QVERIFY(service.percentile(91) >= 49'500us);
    // 0.9 · 5 ms + 0.1 · 50 ms, and what the way takes.
    QVERIFY(service.mean() >= 9'500us);
}

// A stall of two seconds at 250/s on one connection: the request that is under way waits for it,
// the 500 behind it are due in its course, the last of them just before its end.
void TestTruth::theStallFollowsFromTheArithmetic() {
    std::atomic<bool> stalled{false};
    const TestServer server([&stalled](std::uint64_t number, const auto&) {
        const bool stalls = number >= 250 && !stalled.exchange(true);
        return stalls ? delayed(2000ms) : okReply();
    });
    TestPlan plan = planFor(server.url(), 3000, 1);
    plan.rate = 250;
    const auto test = runToEnd(plan);
    const Counts& counts = test->result()->counts;
    QCOMPARE(counts.ledger.ok, quint64{3000});
    // Those that wait for at least t are the ones due up to t before the end. What this machine is
    // late with comes on top, so the count has a bound above that is its own.
    for (const auto wait : {100ms, 500ms, 1000ms, 1500ms, 1900ms}) {
        std::uint64_t late = 0;
        for (std::size_t i = Histogram::indexOf(wait); i < Histogram::bucketCount; ++i)
            late += counts.response.countAt(i);
        const auto due = static_cast<std::uint64_t>((2000ms - wait) / 4ms);
        QVERIFY2(late + 1 >= due, qPrintable(QString::number(late)));
        QVERIFY2(late <= due + 37, qPrintable(QString::number(late)));
    }
    // Of 3000 the 300th slowest has waited for what the stall took beyond 300 of its 500 requests.
    const double p90 = std::chrono::duration<double>(counts.response.percentile(90)).count();
    QVERIFY2(p90 > 0.79 && p90 < 0.9, qPrintable(QString::number(p90)));
    QVERIFY(counts.response.max() >= 1990ms);
    // A tool that waits for answers would show one slow request.
    QVERIFY(counts.service.percentile(99.9) < 1000ms);
    QVERIFY(counts.service.max() >= 1990ms);
}

// Half of the requests fail at once, the others take 20 ms.
void TestTruth::fastErrorsLookNoBetter() {
    const TestServer server([](std::uint64_t number, const auto&) {
        return number % 2 == 0 ? rawReply("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n")
                               : delayed(20ms);
    });
    const auto test = runToEnd(planFor(server.url(), 200, 2));
    verifyFinished(*test, 100, 100);
    const Counts& counts = test->result()->counts;
    QCOMPARE(counts.service.count(), quint64{100});
    QVERIFY(counts.service.min() >= 20ms);
    QVERIFY(counts.service.percentile(50) >= 20ms);
    QCOMPARE(counts.failed.count(), quint64{100});
    QVERIFY(counts.failed.min() < 20ms);
}

// The head at once, the body when Nagle's algorithm lets it go: when our kernel, in no hurry to
// acknowledge what asks for no answer, has done so.
void TestTruth::anAnswerInTwoWritesIsExplained() {
    TestServerOptions options;
    options.hasNagle = true;
    const TestServer server(
        [](auto, const auto&) {
            return Reply{{{"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"}, {"hello"}},
                         Reply::Then::Keep};
        },
        options);
    const auto test = runToEnd(planFor(server.url(), 100, 4));
    verifyFinished(*test, 100);
    const Nanoseconds median = test->result()->counts.service.percentile(50);
    QVERIFY(median >= 38ms);
    const auto& warnings = test->result()->warnings;
    const bool isExplained = std::ranges::any_of(warnings, [](const std::string& warning) {
        return warning.find("TCP_NODELAY") != std::string::npos;
    });
    QCOMPARE(isExplained, median <= 46ms); // longer on a busy machine
}

void TestTruth::aSlowServerIsNoLimitOfTheGenerator() {
    TestServer server([](auto, const auto&) { return delayed(20ms); });
    const auto test = runToEnd(planFor(server.url(), 200, 4));
    const Verdict& verdict = test->result()->verdict;
    QVERIFY2(verdict.validity != Validity::GeneratorLimited || verdict.loopBusy < 0.5,
             verdict.reasons.front().c_str());
    QVERIFY2(verdict.loopBusy < 0.5, qPrintable(QString::number(verdict.loopBusy)));
}

void TestTruth::aGeneratorWithoutAProcessorIsCalledLimited() {
    TestServer server([](auto, const auto&) { return okReply(); });
    const Bound bound;
    const Burners burners(6);
    TestPlan plan = planFor(server.url(), maxRequests, 16);
    plan.duration = 1s;
    const auto test = runToEnd(plan);
    const Verdict& verdict = test->result()->verdict;
    QCOMPARE(verdict.validity, Validity::GeneratorLimited);
    QVERIFY(!verdict.reasons.empty());
}

QTEST_GUILESS_MAIN(TestTruth)
#include "tst_truth.moc"
