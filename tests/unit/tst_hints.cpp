// What the figures of a run mean beyond themselves.

#include <QTest>

#include "core/run/hints.h"

using namespace squall;
using namespace std::chrono_literals;

namespace {

RunResult resultOf(Nanoseconds median) {
    RunResult result;
    result.counts.service.record(median, 100);
    result.counts.service.record(1us, 20);
    result.counts.service.record(1s, 20);
    return result;
}

bool tells(const RunResult& result, const char* words) {
    return std::ranges::any_of(hintsIn(result), [words](const std::string& hint) {
        return hint.find(words) != std::string::npos;
    });
}

} // namespace

class TestHints final : public QObject {
    Q_OBJECT

private slots:
    void aDelayedAcknowledgementIsKnownByItsTime_data();
    void aDelayedAcknowledgementIsKnownByItsTime();
    void aFewAnswersOrAUnixSocketSayNothing();
    void whatIsBeyondTheHistogramsIsCounted();
    void aServerThatNobodyVerifiedIsNamed();
};

void TestHints::aDelayedAcknowledgementIsKnownByItsTime_data() {
    QTest::addColumn<int>("milliseconds");
    QTest::addColumn<bool>("isTold");
    QTest::newRow("37 ms") << 37 << false;
    QTest::newRow("39 ms") << 39 << true;
    QTest::newRow("40 ms") << 40 << true;
    QTest::newRow("45 ms") << 45 << true;
    QTest::newRow("47 ms") << 47 << false;
}

void TestHints::aDelayedAcknowledgementIsKnownByItsTime() {
    QFETCH(int, milliseconds);
    QFETCH(bool, isTold);
    const RunResult result = resultOf(std::chrono::milliseconds(milliseconds));
    QCOMPARE(tells(result, "TCP_NODELAY"), isTold);
    QCOMPARE(hintsIn(result).empty(), !isTold);
}

void TestHints::aFewAnswersOrAUnixSocketSayNothing() {
    RunResult few;
    few.counts.service.record(40ms, 19);
    QVERIFY(hintsIn(few).empty());
    RunResult local = resultOf(40ms);
    local.plan.routing.unixSocket = "/run/a";
    QVERIFY(hintsIn(local).empty());
}

void TestHints::whatIsBeyondTheHistogramsIsCounted() {
    RunResult result = resultOf(5ms);
    result.counts.service.record(2h);
    result.counts.failed.record(3h, 2);
    QVERIFY(tells(result, "3 times were longer than an hour"));
    result.counts.response.record(5ms); // there was a schedule
    QVERIFY(tells(result, "2 times were longer than an hour"));
}

void TestHints::aServerThatNobodyVerifiedIsNamed() {
    RunResult result = resultOf(5ms);
    result.plan.tls.insecure = true;
    QVERIFY(hintsIn(result).empty()); // without TLS there was nothing to verify
    result.peer.tls.version = "TLSv1.3";
    QVERIFY(tells(result, "not verified"));
}

QTEST_GUILESS_MAIN(TestHints)
#include "tst_hints.moc"
