// Runs as a user sees them: from the click to the last figure.

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QTabWidget>
#include <QTableWidget>
#include <QTest>

#include "tests/support/guifixture.h"
#include "ui/format.h"
#include "ui/tile.h"

using namespace squall;
using namespace squall::test;

class TestMainWindow final : public QObject, private WindowFixture {
    Q_OBJECT

private slots:

    void initTestCase() { QVERIFY(prepare(QStringLiteral(SQUALL_EXECUTABLE))); }

    void init() { QVERIFY(open()); }

    void cleanup() { close(); }

    void oneEnterShowsAFinishedRun();
    void progressIsExact_data();
    void progressIsExact();
    void runsByTime();
    void runsTwiceInARow();
    void failedRequestsAreListed();
    void cancels();
    void submitAfterCancelStartsClean();
    void fieldsAreOffInARun();
    void demoAddressesLeadToTheBuiltInServer_data();
    void demoAddressesLeadToTheBuiltInServer();
    void latencyCountsFromWhenARequestWasDue();
    void passwordIsNotInTheTitle();
    void planIsFilledIn();
    void resultCanBeCopied();
    void followsThePalette();
    void optionsAreAsHighOnEveryTab();
    void amountComesBackBehindStages();
};

void TestMainWindow::oneEnterShowsAFinishedRun() {
    QCOMPARE(state(), RunState::Idle);
    QCOMPARE(words("statusLabel"), "Ready");
    QCOMPARE(m_bar->value(), 0);
    QCOMPARE(m_window->windowTitle(), "Squall");
    QVERIFY(m_button->hasFocus());
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QCOMPARE(m_button->text(), "Cancel");
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Finished, 60'000);
    QCOMPARE(m_button->text(), "Submit");
    QVERIFY(m_button->hasFocus());
    QVERIFY(words("statusLabel").startsWith("10 000 of 10 000, 0 errors, "));
    QVERIFY(words("ledgerLabel").startsWith("10 000 requests were sent: 10 000 ok"));
    QVERIFY(at<Tile>("tileRps")->value() != "–");
    QCOMPARE(plain(at<Tile>("tileErrors")->value()), "0 %");
    QCOMPARE(m_window->windowTitle(),
             "Squall — " + QString::fromStdString(m_demo->url()) + " — Finished");
}

void TestMainWindow::progressIsExact_data() {
    QTest::addColumn<int>("count");
    for (const int count : {1, 7, 99, 1000})
        QTest::addRow("%d requests", count) << count;
}

void TestMainWindow::progressIsExact() {
    QFETCH(int, count);
    type("countEdit", QString::number(count));
    QList<int> values = {m_bar->value()};
    connect(m_bar, &QProgressBar::valueChanged, this, [&values](int value) { values << value; });
    submit();
    QCOMPARE(m_bar->value(), 0);
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Finished, 60'000);
    QCOMPARE(values.front(), 0);
    QCOMPARE(values.back(), 1000);
    QVERIFY(std::ranges::is_sorted(values));
    QCOMPARE(m_bar->look(), RunBar::Look::Done);
    const QString amount = count == 1000 ? QStringLiteral("1 000") : QString::number(count);
    QVERIFY(words("statusLabel").startsWith(QStringLiteral("%1 of %1, 0 errors").arg(amount)));
    QCOMPARE(quint64(m_window->controller().result()->counts.ledger.ok), quint64(count));
}

void TestMainWindow::runsByTime() {
    at("unitBox")->setFocus();
    QTest::keyClick(at("unitBox"), Qt::Key_Down);
    QCOMPARE(at<QLineEdit>("countEdit")->text(), "10");
    type("countEdit", "0.3");
    submit();
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Finished, 60'000);
    QCOMPARE(m_bar->value(), 1000);
    QVERIFY(words("statusLabel").contains(" requests, 0 errors, "));
    QTest::keyClick(at("unitBox"), Qt::Key_Up);
    QCOMPARE(plain(at<QLineEdit>("countEdit")->text()), "10 000");
}

void TestMainWindow::runsTwiceInARow() {
    type("countEdit", "99");
    submit();
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Finished, 60'000);
    type("countEdit", "7");
    QList<int> values;
    connect(m_bar, &QProgressBar::valueChanged, this, [&values](int value) { values << value; });
    submit();
    QCOMPARE(m_bar->value(), 0);
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Finished, 60'000);
    QCOMPARE(values.front(), 0);
    QVERIFY(std::ranges::is_sorted(values));
    QCOMPARE(m_bar->value(), 1000);
    QVERIFY(words("statusLabel").startsWith("7 of 7, 0 errors"));
    QVERIFY(words("ledgerLabel").startsWith("7 requests were sent: 7 ok"));
}

void TestMainWindow::failedRequestsAreListed() {
    type("urlEdit", QString::fromStdString(m_demo->url()) + "status/503");
    type("countEdit", "20");
    submit();
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Finished, 60'000);
    QVERIFY(words("statusLabel").startsWith("20 of 20, 20 errors"));
    QCOMPARE(words("verdictLabel"), "Every request failed.");
    QCOMPARE(at<QTabWidget>("tabs")->tabText(2), "Errors (20)");
    auto* const errors = at<QTableWidget>("errorList");
    QCOMPARE(errors->rowCount(), 1);
    QCOMPARE(errors->item(0, 0)->text(), "503 Service Unavailable");
    QCOMPARE(errors->item(0, 2)->text(), "20");
    QVERIFY(errors->item(0, 4)->text() != "–"); // first
    QVERIFY(errors->item(0, 5)->text() != "–"); // last
}

void TestMainWindow::cancels() {
    submitTo(m_silent.url());
    QTRY_COMPARE(state(), RunState::Running);
    QCOMPARE(m_button->text(), "Cancel");
    submit();
    QTRY_COMPARE(state(), RunState::Cancelled);
    QCOMPARE(m_button->text(), "Submit");
    QVERIFY(m_button->isEnabled());
    QVERIFY(m_button->hasFocus());
    QCOMPARE(m_bar->look(), RunBar::Look::Hatched);
    QCOMPARE(words("statusLabel"), "Cancelled at 0 of 1 000 (0 %)");
}

void TestMainWindow::submitAfterCancelStartsClean() {
    type("countEdit", "1G");
    submit();
    QTRY_VERIFY(m_window->controller().progress().counts.ledger.ok > 100);
    submit();
    QTRY_COMPARE(state(), RunState::Cancelled);
    type("countEdit", "99");
    submit();
    QCOMPARE(quint64(m_window->controller().progress().counts.ledger.sent), quint64(0));
    QCOMPARE(m_bar->value(), 0);
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Finished, 60'000);
    QVERIFY(words("statusLabel").startsWith("99 of 99, 0 errors"));
    QVERIFY(words("ledgerLabel").startsWith("99 requests were sent: 99 ok"));
}

void TestMainWindow::fieldsAreOffInARun() {
    QTest::mouseClick(at("optionsToggle"), Qt::LeftButton);
    submitTo(m_silent.url());
    QTRY_COMPARE(state(), RunState::Running);
    const auto fields = {"urlEdit", "countEdit", "unitBox", "connectionsEdit", "methodBox"};
    for (const char* const field : fields)
        QVERIFY(!at(field)->isEnabled());
    QVERIFY(at("tabs")->isEnabled());
    QTest::keyClick(m_window.get(), Qt::Key_Escape);
    QTRY_COMPARE(state(), RunState::Cancelled);
    for (const char* const field : fields)
        QVERIFY(at(field)->isEnabled());
}

void TestMainWindow::demoAddressesLeadToTheBuiltInServer_data() {
    QTest::addColumn<QString>("address");
    QTest::addColumn<QString>("path");
    QTest::newRow("alone") << "demo:" << "/";
    QTest::newRow("with a path") << " demo:/delay/5ms" << "/delay/5ms";
}

void TestMainWindow::demoAddressesLeadToTheBuiltInServer() {
    QFETCH(QString, address);
    QFETCH(QString, path);
    type("urlEdit", address);
    type("countEdit", "20");
    submit();
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Finished, 60'000);
    QVERIFY(words("statusLabel").startsWith("20 of 20, 0 errors"));
    QCOMPARE(at<QLineEdit>("urlEdit")->text(), address);
    QCOMPARE(m_window->controller().result()->plan.url, "demo:" + path.toStdString());
}

void TestMainWindow::latencyCountsFromWhenARequestWasDue() {
    TestPlan plan = m_window->plan();
    plan.url = m_demo->url() + "delay/20ms";
    plan.requests = 30;
    plan.connections = 1;
    plan.rate = 1000;
    m_window->setPlan(plan);
    submit();
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Finished, 60'000);
    const Counts& counts = m_window->controller().result()->counts;
    const QString due = format::duration(counts.response.percentile(50));
    const QString sent = format::duration(counts.service.percentile(50));
    QVERIFY(due != sent);
    QCOMPARE(at<Tile>("tileP50")->value(), due);
    auto* const table = at<QTableWidget>("percentileTable");
    QCOMPARE(table->item(1, 1)->text(), due);
    QVERIFY(!table->isColumnHidden(2));
    QCOMPARE(table->item(1, 2)->text(), sent);
}

void TestMainWindow::passwordIsNotInTheTitle() {
    QString url = QString::fromStdString(m_demo->url());
    url.replace("http://", "http://user:hunter2@");
    type("urlEdit", url);
    type("countEdit", "7");
    submit();
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Finished, 60'000);
    QVERIFY(m_window->windowTitle().contains("127.0.0.1"));
    QVERIFY(!m_window->windowTitle().contains("hunter2"));
}

void TestMainWindow::planIsFilledIn() {
    TestPlan plan;
    plan.url = "http://example.com/a?b";
    plan.method = "PROPFIND";
    plan.connections = 1234;
    plan.duration = std::chrono::milliseconds(2500);
    plan.timeout = std::chrono::milliseconds(1500);
    m_window->setPlan(plan);
    QCOMPARE(at<QLineEdit>("urlEdit")->text(), "http://example.com/a?b");
    QCOMPARE(at<QLineEdit>("countEdit")->text(), "2.5");
    QCOMPARE(plain(at<QLineEdit>("connectionsEdit")->text()), "1 234");
    QCOMPARE(plain(at<QLineEdit>("timeoutEdit")->text()), "1500 ms");
    QVERIFY(plain(at<QAbstractButton>("optionsToggle")->text()).contains("PROPFIND"));
    QCOMPARE(state(), RunState::Idle);
}

void TestMainWindow::resultCanBeCopied() {
    type("countEdit", "1000");
    submit();
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Finished, 60'000);
    at<QTabWidget>("tabs")->setCurrentIndex(1);
    auto* const table = at<QTableWidget>("percentileTable");
    table->setFocus();
    QTest::keySequence(table, QKeySequence::SelectAll);
    QTest::keySequence(table, QKeySequence::Copy);
    const QStringList lines = QGuiApplication::clipboard()->text().split('\n');
    QCOMPARE(lines.front(), "Percentile\tLatency\tFirst byte\tTransfer\tConnect");
    QCOMPARE(lines.size(), table->rowCount() + 2);
    QVERIFY(lines[2].startsWith("p50\t"));
}

void TestMainWindow::followsThePalette() {
    const auto wordsOf = [this](const char* name) {
        return at(name)->palette().color(QPalette::WindowText).lightness();
    };
    submit();
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Finished, 60'000);
    QVERIFY(wordsOf("statusLabel") < 100);
    QVERIFY(wordsOf("verdictLabel") < 128);
    setUpLook(true);
    QTRY_VERIFY(wordsOf("statusLabel") > 150);
    QTRY_VERIFY(wordsOf("verdictLabel") > 128);
    setUpLook(false);
    QTRY_VERIFY(wordsOf("statusLabel") < 100);
}

void TestMainWindow::optionsAreAsHighOnEveryTab() {
    QTest::mouseClick(at("optionsToggle"), Qt::LeftButton);
    auto* const tabs = at<QTabWidget>("tabs");
    QTRY_VERIFY(at("optionTabs")->height() > 100);
    const int height = at("optionTabs")->height();
    for (int tab = 1; tab < tabs->count(); ++tab) {
        tabs->setCurrentIndex(tab);
        QTRY_COMPARE(at("optionTabs")->height(), height);
    }
}

void TestMainWindow::amountComesBackBehindStages() {
    auto* const load = at<QComboBox>("loadBox");
    const auto choose = [load](int index) {
        load->setCurrentIndex(index);
        emit load->activated(index);
    };
    type("countEdit", "4k");
    choose(2);
    QCOMPARE(at<QComboBox>("unitBox")->currentText(), "until the last stage ends");
    choose(3);
    choose(0);
    QCOMPARE(at<QComboBox>("unitBox")->currentText(), "requests");
    QCOMPARE(at<QLineEdit>("countEdit")->text(), "4k");
}

QTEST_MAIN(TestMainWindow)
#include "tst_mainwindow.moc"
