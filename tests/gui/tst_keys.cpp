// Keys, focus and accidental clicks.

#include <QAbstractButton>
#include <QApplication>
#include <QKeyEvent>
#include <QMenuBar>
#include <QTabWidget>
#include <QTest>

#include "tests/support/guifixture.h"

using namespace squall;
using namespace squall::test;

class TestKeys final : public QObject, private WindowFixture {
    Q_OBJECT

private slots:

    void initTestCase() { QVERIFY(prepare(QStringLiteral(SQUALL_EXECUTABLE))); }

    void init() { QVERIFY(open()); }

    void cleanup() { close(); }

    void enterSubmitsAndEscapeCancels();
    void heldKeysDoNothing();
    void secondClickOfADoubleClickDoesNothing();
    void hintGoesAway();
    void tabKeyFollowsTheOrder();
    void shortcutsReachFieldsAndTabs();
    void mnemonicsAreUnique();
};

void TestKeys::enterSubmitsAndEscapeCancels() {
    type("countEdit", "1000");
    type("urlEdit", m_silent.url());
    QTest::keyClick(at("urlEdit"), Qt::Key_Return);
    QTRY_COMPARE(state(), RunState::Running);
    QVERIFY(m_button->hasFocus());
    QTest::keyClick(m_button, Qt::Key_Return);
    QCOMPARE(state(), RunState::Running);
    QTest::keyClick(m_button, Qt::Key_Escape);
    QTRY_COMPARE(state(), RunState::Cancelled);

    QTest::keyClick(at("countEdit"), Qt::Key_Return, Qt::ControlModifier);
    QTRY_COMPARE(state(), RunState::Running);
    QTest::keyClick(m_window.get(), Qt::Key_Escape);
    QTRY_COMPARE(state(), RunState::Cancelled);
}

void TestKeys::heldKeysDoNothing() {
    type("urlEdit", m_silent.url());
    for (const auto key : {Qt::Key_Return, Qt::Key_Space}) {
        m_button->setFocus();
        for (const auto event : {QEvent::KeyPress, QEvent::KeyRelease}) {
            QKeyEvent held(event, key, Qt::NoModifier, QString(), true);
            QCoreApplication::sendEvent(m_button, &held);
        }
        QCOMPARE(state(), RunState::Idle);
    }
}

void TestKeys::secondClickOfADoubleClickDoesNothing() {
    type("urlEdit", m_silent.url());
    QApplication::setDoubleClickInterval(60'000);
    QTest::mouseClick(m_button, Qt::LeftButton);
    QTest::mouseDClick(m_button, Qt::LeftButton);
    QTRY_COMPARE(state(), RunState::Running);
    submit();
    QCOMPARE(state(), RunState::Running);
    QTest::keyClick(m_button, Qt::Key_Escape);
    QTRY_COMPARE(state(), RunState::Cancelled);
    submit();
    QTest::keyClick(at("urlEdit"), Qt::Key_Return);
    QCOMPARE(state(), RunState::Cancelled);
    QApplication::setDoubleClickInterval(0);
    submit();
    QTRY_COMPARE(state(), RunState::Running);
}

void TestKeys::hintGoesAway() {
    QVERIFY(at("demoHint")->isVisible());
    type("urlEdit", "http://example.com/");
    QVERIFY(!at("demoHint")->isVisible());
    type("urlEdit", QString::fromStdString(m_demo->url()));
    QVERIFY(at("demoHint")->isVisible());
    QTest::mouseClick(at("demoHintClose"), Qt::LeftButton);
    QVERIFY(!at("demoHint")->isVisible());
}

void TestKeys::tabKeyFollowsTheOrder() {
    at("urlEdit")->setFocus();
    for (const char* const next : {"countEdit", "unitBox", "submitButton", "optionsToggle"}) {
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        QCOMPARE(QApplication::focusWidget()->objectName(), next);
    }
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    QVERIFY(at("tabs")->isAncestorOf(QApplication::focusWidget()));
}

void TestKeys::shortcutsReachFieldsAndTabs() {
    QTest::keyClick(m_window.get(), Qt::Key_L, Qt::ControlModifier);
    QVERIFY(at("urlEdit")->hasFocus());
    QCOMPARE(at<QLineEdit>("urlEdit")->selectedText(), at<QLineEdit>("urlEdit")->text());
    QTest::keyClick(m_window.get(), Qt::Key_3, Qt::ControlModifier);
    QCOMPARE(at<QTabWidget>("tabs")->currentIndex(), 2);
    QTest::keyClick(m_window.get(), Qt::Key_1, Qt::ControlModifier);
    QCOMPARE(at<QTabWidget>("tabs")->currentIndex(), 0);
    QTest::keyClick(m_window.get(), Qt::Key_H, Qt::ControlModifier);
    QCOMPARE(at<QTabWidget>("tabs")->currentWidget(), at("historyPanel"));
}

void TestKeys::mnemonicsAreUnique() {
    QStringList keys = mnemonics(*m_window);
    QVERIFY(keys.size() >= 8);
    QCOMPARE(keys.removeDuplicates(), 0);
    QCOMPARE(mnemonicsTwiceInAMenu(*m_window), QStringList());
}

QTEST_MAIN(TestKeys)
#include "tst_keys.moc"
