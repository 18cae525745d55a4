#include <QTest>

#include "core/plan/testplan.h"
#include "tests/support/guiwindow.h"
#include "ui/countedit.h"

using namespace squall;
using namespace squall::test;

class TestCountEdit final : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void readsWhatPeopleWrite_data();
    void readsWhatPeopleWrite();
    void saysWhatIsWrong_data();
    void saysWhatIsWrong();
    void neverChangesWhatWasTyped();
    void showsACountWithGroups();
    void marksItselfWrong();
    void submitsOnEnterButNotWhenHeld();
};

void TestCountEdit::initTestCase() {
    setUpLook();
    failOnWarnings();
}

void TestCountEdit::readsWhatPeopleWrite_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<quint64>("count");
    QTest::newRow("plain") << "1000000" << quint64(1'000'000);
    QTest::newRow("spaces") << "1 000 000" << quint64(1'000'000);
    QTest::newRow("no-break spaces") << QStringLiteral("10\u00a0000") << quint64(10'000);
    QTest::newRow("commas") << "1,000,000" << quint64(1'000'000);
    QTest::newRow("exponent") << "1e6" << quint64(1'000'000);
    QTest::newRow("k") << "10k" << quint64(10'000);
    QTest::newRow("M") << "1M" << quint64(1'000'000);
    QTest::newRow("least") << "1" << quint64(1);
    QTest::newRow("most") << "1e12" << quint64(1'000'000'000'000);
    QTest::newRow("past 32 bit") << "4294967297" << quint64(4'294'967'297);
}

void TestCountEdit::readsWhatPeopleWrite() {
    QFETCH(QString, text);
    CountEdit edit(1, maxRequests);
    QTest::keyClicks(&edit, text);
    QCOMPARE(edit.problem(), QString());
    QVERIFY(edit.count().has_value());
    QTEST(quint64(*edit.count()), "count");
}

void TestCountEdit::saysWhatIsWrong_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("words");
    const QString bounds = QStringLiteral("Type a number from 1 to 1 000 000 000 000.");
    QTest::newRow("empty") << "" << "Type a number, such as 10 000.";
    QTest::newRow("blank") << "   " << "Type a number, such as 10 000.";
    QTest::newRow("zero") << "0" << bounds;
    QTest::newRow("over") << "1000000000001" << bounds;
    QTest::newRow("words") << "ten"
                           << QStringLiteral(
                                  "“ten” is not a whole number such as 10000, 10 000, 10k or 1e6.");
    QTest::newRow("negative")
        << "-5" << QStringLiteral("“-5” is not a whole number such as 10000, 10 000, 10k or 1e6.");
    QTest::newRow("fraction")
        << "1.5"
        << QStringLiteral("“1.5” is not a whole number such as 10000, 10 000, 10k or 1e6.");
}

void TestCountEdit::saysWhatIsWrong() {
    QFETCH(QString, text);
    CountEdit edit(1, maxRequests);
    QTest::keyClicks(&edit, text);
    QTEST(plain(edit.problem()), "words");
    QVERIFY(!edit.count().has_value());
    QCOMPARE(edit.text(), text);
}

void TestCountEdit::neverChangesWhatWasTyped() {
    CountEdit edit(1, maxRequests);
    edit.show();
    QTest::keyClicks(&edit, QStringLiteral("1e6"));
    QTest::keyClick(&edit, Qt::Key_Return);
    edit.clearFocus();
    QCOMPARE(edit.text(), QStringLiteral("1e6"));
}

void TestCountEdit::showsACountWithGroups() {
    CountEdit edit(1, maxRequests);
    edit.setCount(1'000'000);
    QCOMPARE(plain(edit.text()), QStringLiteral("1 000 000"));
    QCOMPARE(quint64(edit.count().value_or(0)), quint64(1'000'000));
}

void TestCountEdit::marksItselfWrong() {
    CountEdit edit(1, maxRequests);
    edit.resize(200, 32);
    const QImage before = edit.grab().toImage();
    edit.setWrong(QStringLiteral("Too large."));
    QVERIFY(edit.isWrong());
    QCOMPARE(edit.accessibleDescription(), QStringLiteral("Too large."));
    QVERIFY(edit.grab().toImage() != before);
    edit.setWrong({});
    QVERIFY(!edit.isWrong());
    QVERIFY(edit.grab().toImage() == before);
}

void TestCountEdit::submitsOnEnterButNotWhenHeld() {
    CountEdit edit(1, maxRequests);
    int submits = 0;
    connect(&edit, &CountEdit::submitted, this, [&submits] { ++submits; });
    QTest::keyClick(&edit, Qt::Key_Return);
    QCOMPARE(submits, 1);
    QKeyEvent held(QEvent::KeyPress, Qt::Key_Return, Qt::NoModifier, QStringLiteral("\r"), true);
    QCoreApplication::sendEvent(&edit, &held);
    QCOMPARE(submits, 1);
}

QTEST_MAIN(TestCountEdit)
#include "tst_countedit.moc"
