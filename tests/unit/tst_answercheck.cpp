// What counts as ok: statuses, a text in the body, values in JSON.

#include <QTest>

#include "core/load/answercheck.h"

using namespace squall;

namespace {

Expectations expecting(const std::string& jsonExpectation) {
    Expectations expectations;
    expectations.json.push_back(parseJsonExpectation(jsonExpectation).value());
    return expectations;
}

} // namespace

class TestAnswerCheck final : public QObject {
    Q_OBJECT

private slots:

    void readsStatusRanges_data() {
        QTest::addColumn<std::string>("text");
        QTest::addColumn<std::string>("read");
        QTest::newRow("one") << std::string("204") << std::string("204");
        QTest::newRow("a range") << std::string("200-399") << std::string("200-399");
        QTest::newRow("several") << std::string("200-299,404") << std::string("200-299,404");
        for (const char* const wrong :
             {"", "2", "ok", "100", "1000", "300-200", "200-", "200,", "-"})
            QTest::addRow("wrong: %s", wrong) << std::string(wrong) << std::string();
    }

    void readsStatusRanges() {
        QFETCH(std::string, text);
        QFETCH(std::string, read);
        const auto ranges = parseStatusRanges(text);
        QCOMPARE(ranges ? statusRangesText(*ranges) : std::string(), read);
    }

    void acceptsTheStatusesThatAreExpected() {
        Expectations expectations;
        expectations.statuses = parseStatusRanges("200-204,404").value();
        const AnswerCheck check(expectations);
        QVERIFY(check.accepts(200) && check.accepts(204) && check.accepts(404));
        QVERIFY(!check.accepts(205) && !check.accepts(403) && !check.accepts(999));
        QVERIFY(AnswerCheck().accepts(399) && !AnswerCheck().accepts(400));
    }

    void aBodyIsOnlyLookedAtWhenSomethingIsExpectedOfIt() {
        QVERIFY(!AnswerCheck().needsBody());
        QVERIFY(AnswerCheck(expecting("/a=1")).needsBody());
    }

    void findsATextInTheBody() {
        Expectations expectations;
        expectations.bodyText = "welcome";
        const AnswerCheck check(expectations);
        QVERIFY(!check.fault("you are welcome."));
        QVERIFY(check.fault("you are not") == FailureKind({FailureClass::Check, 0}));
    }

    void findsValuesInJson_data() {
        QTest::addColumn<std::string>("expectation");
        QTest::addColumn<bool>("isAsExpected");
        QTest::newRow("a number") << std::string("/a=1") << true;
        QTest::newRow("another number") << std::string("/a=2") << false;
        QTest::newRow("a text as it stands") << std::string("/b/0=two words") << true;
        QTest::newRow("a text as JSON") << std::string("/b/0=\"two words\"") << true;
        QTest::newRow("past the end of a list") << std::string("/b/1=1") << false;
        QTest::newRow("a list and a letter") << std::string("/b/x=1") << false;
        QTest::newRow("an object") << std::string("/c={\"d\": null}") << true;
        QTest::newRow("null") << std::string("/c/d=null") << true;
        QTest::newRow("nothing there") << std::string("/e=null") << false;
        QTest::newRow("a name with a slash") << std::string("/f~1g=true") << true;
    }

    void findsValuesInJson() {
        QFETCH(std::string, expectation);
        QFETCH(bool, isAsExpected);
        const AnswerCheck check(expecting(expectation));
        const auto fault =
            check.fault(R"({"a": 1, "b": ["two words"], "c": {"d": null}, "f/g": true})");
        QCOMPARE(!fault.has_value(), isAsExpected);
    }

    void tellsWhatIsNotJson() {
        const auto fault = AnswerCheck(expecting("/a=1")).fault("<html>");
        QCOMPARE(fault->code, static_cast<std::uint16_t>(CheckFault::NotJson));
    }

    void survivesDeepNesting() {
        const std::string deep(1'000'000, '[');
        const AnswerCheck check(expecting("=1"));
        QVERIFY(check.fault(deep).has_value());
        QVERIFY(check.fault(deep + std::string(1'000'000, ']')).has_value());
    }

    void refusesWhatIsNoPointer() {
        QVERIFY(!parseJsonExpectation("a=1"));
        QVERIFY(!parseJsonExpectation("/a"));
        QVERIFY(!parseJsonExpectation("/~=1"));
        QVERIFY(!parseJsonExpectation("/99999999999999999999=1"));
    }
};

QTEST_APPLESS_MAIN(TestAnswerCheck)
#include "tst_answercheck.moc"
