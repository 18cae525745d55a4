#include <set>
#include <string_view>

#include <QTest>

#include "core/stats/failures.h"

using namespace squall;

namespace {

std::uint64_t countOf(const FailureCounts& counts, FailureKind kind) {
    for (const FailureCounts::Entry& entry : counts.entries()) {
        if (entry.kind == kind)
            return entry.count;
    }
    return 0;
}

/// `size` kinds of class Status, each once.
FailureCounts manyKinds(std::uint16_t size) {
    FailureCounts counts;
    for (std::uint16_t code = 0; code < size; ++code)
        counts.add({FailureClass::Status, code});
    return counts;
}

constexpr FailureKind other{FailureClass::Other, 0};

} // namespace

class TestFailures final : public QObject {
    Q_OBJECT

private slots:
    void startsEmpty();
    void countsKindsApart();
    void keeps63Kinds();
    void theRestIsOther();
    void otherHasOnePlaceWhateverItsCode();
    void mergingAddsEveryKind();
    void mergingPastTheBoundLosesNoCount();
    void clearForgetsEverything();
    void everyClassHasItsOwnName();
    void knowsReasonPhrases_data();
    void knowsReasonPhrases();
};

void TestFailures::startsEmpty() {
    const FailureCounts counts;
    QVERIFY(counts.entries().empty());
    QCOMPARE(counts.total(), std::uint64_t{0});
}

void TestFailures::countsKindsApart() {
    FailureCounts counts;
    counts.add({FailureClass::Status, 503});
    counts.add({FailureClass::Status, 500}, 5);
    counts.add({FailureClass::Closed, 0});
    counts.add({FailureClass::Closed, 1});
    counts.add({FailureClass::Status, 503}, 2);
    QCOMPARE(counts.entries().size(), std::size_t{4});
    QCOMPARE(countOf(counts, {FailureClass::Status, 503}), std::uint64_t{3});
    QCOMPARE(countOf(counts, {FailureClass::Status, 500}), std::uint64_t{5});
    QCOMPARE(countOf(counts, {FailureClass::Closed, 0}), std::uint64_t{1});
    QCOMPARE(counts.total(), std::uint64_t{10});
}

void TestFailures::keeps63Kinds() {
    const FailureCounts counts = manyKinds(63);
    QCOMPARE(counts.entries().size(), std::size_t{63});
    QCOMPARE(countOf(counts, other), std::uint64_t{0});
}

void TestFailures::theRestIsOther() {
    FailureCounts counts = manyKinds(100);
    QCOMPARE(counts.entries().size(), FailureCounts::bound);
    QCOMPARE(countOf(counts, other), std::uint64_t{37});
    counts.add({FailureClass::Status, 5}); // a kind that has its place keeps it
    QCOMPARE(countOf(counts, {FailureClass::Status, 5}), std::uint64_t{2});
    QCOMPARE(counts.total(), std::uint64_t{101});
}

void TestFailures::otherHasOnePlaceWhateverItsCode() {
    FailureCounts counts = manyKinds(63);
    for (std::uint16_t code = 0; code < 5; ++code)
        counts.add({FailureClass::Other, code});
    QCOMPARE(counts.entries().size(), FailureCounts::bound);
    QCOMPARE(countOf(counts, other), std::uint64_t{5});
}

void TestFailures::mergingAddsEveryKind() {
    FailureCounts one;
    one.add({FailureClass::Reset, 104}, 3);
    one.add({FailureClass::Timeout, 2});
    FailureCounts two;
    two.add({FailureClass::Reset, 104}, 4);
    two.add({FailureClass::Protocol, 1});
    one.merge(two);
    QCOMPARE(countOf(one, {FailureClass::Reset, 104}), std::uint64_t{7});
    QCOMPARE(one.entries().size(), std::size_t{3});
    QCOMPARE(one.total(), std::uint64_t{9});
}

void TestFailures::mergingPastTheBoundLosesNoCount() {
    FailureCounts one = manyKinds(80);
    FailureCounts two;
    for (std::uint16_t code = 0; code < 80; ++code)
        two.add({FailureClass::Connect, code}, 2);
    one.merge(two);
    QCOMPARE(one.entries().size(), FailureCounts::bound);
    QCOMPARE(one.total(), std::uint64_t{80 + 160});
}

void TestFailures::clearForgetsEverything() {
    FailureCounts counts = manyKinds(100);
    counts.clear();
    QVERIFY(counts.entries().empty());
    counts.add({FailureClass::Status, 1});
    QCOMPARE(counts.total(), std::uint64_t{1});
}

void TestFailures::everyClassHasItsOwnName() {
    std::set<std::string_view> names;
    for (int group = 0; group <= static_cast<int>(FailureClass::Other); ++group)
        names.insert(nameOf(static_cast<FailureClass>(group)));
    QCOMPARE(names.size(), static_cast<std::size_t>(FailureClass::Other) + 1);
    QVERIFY(!names.contains(""));
}

void TestFailures::knowsReasonPhrases_data() {
    QTest::addColumn<int>("status");
    QTest::addColumn<std::string>("phrase");
    QTest::newRow("200") << 200 << std::string("OK");
    QTest::newRow("404") << 404 << std::string("Not Found");
    QTest::newRow("503") << 503 << std::string("Service Unavailable");
    QTest::newRow("one that is not registered") << 599 << std::string();
    QTest::newRow("one that is no status") << -1 << std::string();
}

void TestFailures::knowsReasonPhrases() {
    QFETCH(int, status);
    QFETCH(std::string, phrase);
    QCOMPARE(std::string(reasonPhrase(status)), phrase);
}

QTEST_GUILESS_MAIN(TestFailures)
#include "tst_failures.moc"
