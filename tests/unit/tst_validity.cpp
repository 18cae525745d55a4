#include <cerrno>

#include <QTest>

#include "core/run/validity.h"

using namespace squall;

namespace {

GeneratorFacts calm() {
    GeneratorFacts facts;
    facts.elapsed = std::chrono::seconds(10);
    facts.loopBusy = 0.4;
    return facts;
}

} // namespace

Q_DECLARE_METATYPE(squall::GeneratorFacts)

class TestValidity : public QObject {
    Q_OBJECT

private slots:

    void theVerdictFollowsFromTheFacts_data() {
        QTest::addColumn<GeneratorFacts>("facts");
        QTest::addColumn<int>("validity");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char* name, Validity validity, const char* reason, auto change) {
            GeneratorFacts facts = calm();
            change(facts);
            QTest::newRow(name) << facts << static_cast<int>(validity) << reason;
        };
        row("room left", Validity::Valid, "room left", [](auto&) {});
        row("a loop that never waits", Validity::GeneratorLimited, "busy 99 %",
            [](auto& facts) { facts.loopBusy = 0.99; });
        row("somebody else on the processor", Validity::GeneratorLimited, "waited 40 %",
            [](auto& facts) { facts.runDelay = 0.4; });
        row("a CPU quota", Validity::GeneratorLimited, "quota",
            [](auto& facts) { facts.throttled = std::chrono::seconds(1); });
        using namespace std::chrono_literals;
        const auto lags = [&row](const char* name, Validity validity, const char* reason,
                                 int onTime, int late) {
            Histogram lag;
            lag.record(40us, static_cast<std::uint64_t>(onTime));
            lag.record(3ms, static_cast<std::uint64_t>(late));
            row(name, validity, reason, [&lag](auto& facts) {
                facts.hasSchedule = true;
                facts.setLag(lag);
            });
        };
        lags("a schedule not kept", Validity::GeneratorLimited,
             "1 % of the requests left 3.00 ms or more", 980, 20);
        lags("a schedule kept", Validity::Valid, "99 % of the requests left within 40.", 1000, 0);
        lags("a hiccup among few", Validity::Valid, "83 % of the requests left within 40.", 55, 5);
        lags("few, and ten of them late", Validity::GeneratorLimited,
             "17 % of the requests left 3.00 ms or more", 49, 11);
        lags("too few to say how many were on time", Validity::Valid, "room left", 9, 3);
        row("no ports left", Validity::GeneratorLimited, "7 attempts",
            [](auto& facts) { facts.ownFailures = 7; });
        row("stolen time", Validity::Inconclusive, "hypervisor",
            [](auto& facts) { facts.cpuSteal = 0.2; });
        row("too short", Validity::Inconclusive, "too short",
            [](auto& facts) { facts.elapsed = std::chrono::milliseconds(5); });
    }

    void theVerdictFollowsFromTheFacts() {
        QFETCH(GeneratorFacts, facts);
        QFETCH(int, validity);
        QFETCH(QString, reason);
        const Verdict verdict = judge(facts);
        QCOMPARE(static_cast<int>(verdict.validity), validity);
        QVERIFY(!verdict.reasons.empty());
        const QString first = QString::fromStdString(verdict.reasons.back());
        QVERIFY2(first.contains(reason), qPrintable(first));
    }

    void onlyFailuresOfThisSideAreItsOwn() {
        FailureCounts failures;
        failures.add({FailureClass::Connect, ECONNREFUSED}, 5);
        failures.add({FailureClass::Connect, EADDRNOTAVAIL}, 3);
        failures.add({FailureClass::Connect, EMFILE}, 2);
        failures.add({FailureClass::Reset, EMFILE}, 9);
        QCOMPARE(ownFailuresIn(failures), quint64{5});
    }
};

QTEST_GUILESS_MAIN(TestValidity)
#include "tst_validity.moc"
