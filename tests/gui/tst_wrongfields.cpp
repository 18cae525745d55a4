// What the window says when a run cannot start: in place, in words, with nothing lost.

#include <QAbstractButton>
#include <QClipboard>
#include <QGuiApplication>
#include <QTest>

#include "tests/support/guifixture.h"
#include "ui/fieldedit.h"

using namespace squall;
using namespace squall::test;

class TestWrongFields final : public QObject, private WindowFixture {
    Q_OBJECT

private slots:

    void initTestCase() { QVERIFY(prepare(QStringLiteral(SQUALL_EXECUTABLE))); }

    void init() { QVERIFY(open()); }

    void cleanup() { close(); }

    void wrongAmountsAreNamedInPlace_data();
    void wrongAmountsAreNamedInPlace();
    void wrongAddressesAreNamedInPlace_data();
    void wrongAddressesAreNamedInPlace();
    void wrongOptionsUnfold();
    void wrongHeadersAreNamedInPlace();
    void unknownHostFails();
    void refusedPortFails();
};

void TestWrongFields::wrongAmountsAreNamedInPlace_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("words");
    QTest::newRow("empty") << "" << "Type a number, such as 10 000.";
    QTest::newRow("zero") << "0" << "Type a number from 1 to 1 000 000 000 000.";
    QTest::newRow("over-large") << "2000000M" << "Type a number from 1 to 1 000 000 000 000.";
    QTest::newRow("no number") << "many"
                               << "“many” is not a whole number such as 10000, 10 000, 10k or 1e6.";
}

void TestWrongFields::wrongAmountsAreNamedInPlace() {
    QFETCH(QString, text);
    type("countEdit", text);
    submit();
    QTEST(words("countError"), "words");
    QVERIFY(at("countError")->isVisible());
    QVERIFY(at<FieldEdit>("countEdit")->isWrong());
    QVERIFY(at("countEdit")->hasFocus());
    QCOMPARE(at<QLineEdit>("countEdit")->text(), text);
    QCOMPARE(state(), RunState::Idle);
    QCOMPARE(m_button->text(), "Submit");

    type("countEdit", "7");
    QVERIFY(!at("countError")->isVisible());
    submit();
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Finished, 60'000);
}

void TestWrongFields::wrongAddressesAreNamedInPlace_data() {
    QTest::addColumn<QString>("url");
    QTest::newRow("empty") << "";
    QTest::newRow("a space within") << "http://exa mple.com/";
    QTest::newRow("another scheme") << "ftp://example.com/";
    QTest::newRow("no host") << "http:///path";
    QTest::newRow("port past 65535") << "http://example.com:65536/";
    QTest::newRow("port that is no number") << "http://example.com:http/";
    QTest::newRow("open bracket") << "http://[::1/";
    QTest::newRow("two dots") << "http://exa..mple.com/";
}

void TestWrongFields::wrongAddressesAreNamedInPlace() {
    QFETCH(QString, url);
    type("urlEdit", url);
    submit();
    QVERIFY(at("urlError")->isVisible());
    QVERIFY(words("urlError").endsWith('.'));
    QVERIFY(words("urlError").size() > 15);
    QVERIFY(at<FieldEdit>("urlEdit")->isWrong());
    QVERIFY(at("urlEdit")->hasFocus());
    QCOMPARE(at("urlEdit")->accessibleDescription(), at<QLabel>("urlError")->text());
    QCOMPARE(at<QLineEdit>("urlEdit")->text(), url);
    QCOMPARE(state(), RunState::Idle);
}

void TestWrongFields::wrongOptionsUnfold() {
    QVERIFY(!at("connectionsEdit")->isVisible());
    QTest::mouseClick(at("optionsToggle"), Qt::LeftButton);
    QVERIFY(at("connectionsEdit")->isVisible());
    type("connectionsEdit", "0");
    QTest::mouseClick(at("optionsToggle"), Qt::LeftButton);
    QVERIFY(!at("connectionsEdit")->isVisible());
    submit();
    QVERIFY(at("connectionsError")->isVisible());
    QVERIFY(at("connectionsEdit")->hasFocus());
    QCOMPARE(state(), RunState::Idle);
    type("connectionsEdit", "3");
    QVERIFY(plain(at<QAbstractButton>("optionsToggle")->text()).contains("GET · 3 connections"));
    type("countEdit", "30");
    submit();
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Finished, 60'000);
    QCOMPARE(quint64(m_window->controller().result()->counts.connections.opened), quint64(3));
}

void TestWrongFields::wrongHeadersAreNamedInPlace() {
    TestPlan plan;
    plan.url = m_demo->url();
    plan.requests = 7;
    plan.headers = {{"X-Bad", "a\r\nb"}};
    m_window->setPlan(plan);
    submit();
    QCOMPARE(state(), RunState::Idle);
    QVERIFY(at("headersError")->isVisible());
    QVERIFY(words("headersError").endsWith('.'));
    QVERIFY(at("headersTable")->hasFocus());
}

void TestWrongFields::unknownHostFails() {
    type("urlEdit", "http://no-such-host.invalid/");
    submit();
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Failed, 60'000);
    QVERIFY(words("statusLabel").contains("“no-such-host.invalid” has no address."));
    QVERIFY(words("urlError").contains("“no-such-host.invalid” has no address."));
    QVERIFY(at("urlEdit")->hasFocus());
    QCOMPARE(m_button->text(), "Submit");
    QVERIFY(m_button->isEnabled());
}

void TestWrongFields::refusedPortFails() {
    const QString url = QStringLiteral("http://127.0.0.1:%1/").arg(refusedPort());
    type("urlEdit", url);
    submit();
    QTRY_COMPARE(state(), RunState::Failed);
    QVERIFY(words("statusLabel").contains("Connection refused"));
    QVERIFY(words("statusLabel").contains("Check that the server is running"));
    QVERIFY(words("urlError").contains("Connection refused"));
    QCOMPARE(m_bar->look(), RunBar::Look::Crossed);
    QCOMPARE(m_window->windowTitle(), "Squall — " + url + " — Failed");
    QTest::mouseClick(at("copyDetailsButton"), Qt::LeftButton);
    QVERIFY(QGuiApplication::clipboard()->text().contains("Connection refused"));

    type("urlEdit", QString::fromStdString(m_demo->url()));
    QVERIFY(!at("urlError")->isVisible());
    submit();
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Finished, 60'000);
    QVERIFY(!at("copyDetailsButton")->isVisible());
}

QTEST_MAIN(TestWrongFields)
#include "tst_wrongfields.moc"
