// The window in each of its states, in light and dark, as PNG files in $SQUALL_PICTURES, in the
// language $SQUALL_LANGUAGE. For the eye of a person; the test only sees that they are there. The
// target `pictures` makes all of them, in both languages and at both scales.

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDialog>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QTabWidget>
#include <QTableView>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include "core/plan/stages.h"
#include "core/results/historyrecorder.h"
#include "core/results/historystore.h"
#include "core/run/demoprocess.h"
#include "tests/support/guipictures.h"
#include "ui/helpdialogs.h"
#include "ui/historymodel.h"
#include "ui/loadwords.h"

using namespace squall;
using namespace squall::test;

class TestPictures final : public QObject, private PictureFixture {
    Q_OBJECT

private slots:

    void initTestCase() { QVERIFY(prepare(QStringLiteral(SQUALL_EXECUTABLE))); }

    void init() { QVERIFY(open()); }

    void cleanup() { close(); }

    void idle_data() { looks(); }

    void idle();

    void dialogs_data() { looks(); }

    void dialogs();

    void preparing_data() { looks(); }

    void preparing();

    void running_data() { looks(); }

    void running();

    void warmUp_data() { looks(); }

    void warmUp();

    void finished_data() { looks(); }

    void finished();

    void cancelled_data() { looks(); }

    void cancelled();

    void failed_data() { looks(); }

    void failed();

    void options_data() { looks(); }

    void options();

    void errorsAndSamples_data() { looks(); }

    void errorsAndSamples();

    void tryOnce_data() { looks(); }

    void tryOnce();

    void historyAndComparison_data() { looks(); }

    void historyAndComparison();

    void capacity_data() { looks(); }

    void capacity();

    void notice_data() { looks(); }

    void notice();

    void wrongFields_data() { looks(); }

    void wrongFields();
};

void TestPictures::idle() {
    QVERIFY(show());
    QVERIFY(takePicture(QStringLiteral("idle")));
    find<QToolButton>(*m_window, "optionsToggle")->click();
    showTab(1);
    QVERIFY(takePicture(QStringLiteral("idle-options")));
}

void TestPictures::preparing() {
    QVERIFY(show());
    retype(find<QLineEdit>(*m_window, "urlEdit"), QStringLiteral("http://192.0.2.1/"));
    submit();
    QTRY_VERIFY(m_window->controller().state() != RunState::Idle);
    QVERIFY(takePicture(QStringLiteral("preparing")));
}

void TestPictures::running() {
    QVERIFY(show());
    retype(find<QLineEdit>(*m_window, "countEdit"), QStringLiteral("300k"));
    submit();
    QTRY_VERIFY_WITH_TIMEOUT(m_window->controller().progress().permille() > 420, 60'000);
    QVERIFY(takePicture(QStringLiteral("running")));
}

void TestPictures::warmUp() {
    QVERIFY(show());
    TestPlan plan = m_window->plan();
    plan.requests.reset();
    plan.duration = std::chrono::seconds(2);
    plan.warmUp = std::chrono::seconds(1);
    m_window->setPlan(plan);
    submit();
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Running, 60'000);
    QVERIFY(takePicture(QStringLiteral("warm-up")));
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Finished, 60'000);
    QVERIFY(takePicture(QStringLiteral("warm-up-finished")));
}

void TestPictures::finished() {
    QVERIFY(show());
    submit();
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Finished, 60'000);
    QVERIFY(takePicture(QStringLiteral("finished-live")));
    showTab(1);
    // At its usual size the window shows the whole result.
    QTRY_VERIFY(!find<QScrollArea>(*m_window, "resultArea")->verticalScrollBar()->isVisible());
    QVERIFY(takePicture(QStringLiteral("finished-results")));
}

void TestPictures::cancelled() {
    QVERIFY(show());
    retype(find<QLineEdit>(*m_window, "urlEdit"),
           QString::fromStdString(m_demo->url()) + QStringLiteral("status/503"));
    retype(find<QLineEdit>(*m_window, "countEdit"), QStringLiteral("300k"));
    submit();
    QTRY_VERIFY_WITH_TIMEOUT(m_window->controller().progress().permille() > 300, 60'000);
    QTest::keyClick(m_window.get(), Qt::Key_Escape);
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Cancelled, 60'000);
    QVERIFY(takePicture(QStringLiteral("cancelled-live")));
    showTab(2);
    QVERIFY(takePicture(QStringLiteral("cancelled-errors")));
    showTab(1);
    QVERIFY(takePicture(QStringLiteral("cancelled-results")));
}

void TestPictures::failed() {
    QVERIFY(show());
    retype(find<QLineEdit>(*m_window, "urlEdit"),
           QStringLiteral("http://127.0.0.1:%1/").arg(refusedPort()));
    submit();
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Failed, 60'000);
    QVERIFY(takePicture(QStringLiteral("failed")));
}

void TestPictures::dialogs() {
    QVERIFY(show());
    QTest::keyClick(m_window.get(), Qt::Key_F1);
    QTRY_VERIFY(m_window->findChild<QDialog*>(QStringLiteral("shortcutsBox")) != nullptr);
    auto* const shortcuts = find<QDialog>(*m_window, "shortcutsBox");
    QVERIFY(takePicture(QStringLiteral("shortcuts"), shortcuts));
    QTest::keyClick(shortcuts, Qt::Key_Escape);
    askWhetherToStop(m_window.get(), [](bool) {});
    auto* const question = find<QDialog>(*m_window, "closeQuestion");
    QTRY_VERIFY(question->isVisible());
    QVERIFY(takePicture(QStringLiteral("question"), question));
    QTest::keyClick(question, Qt::Key_Escape);
    TestPlan plan = m_window->plan();
    plan.requests.reset();
    plan.stages = *parseStages("30s:100,1m:1500,10s:0");
    askWhetherPublicIsMine(m_window.get(),
                           {.host = QStringLiteral("load.example"),
                            .addresses = QStringLiteral("203.0.113.1:80, [2001:db8::1]:80"),
                            .load = loadwords::ofRun(plan)},
                           [](bool) {});
    auto* const consent = find<QDialog>(*m_window, "publicQuestion");
    QTRY_VERIFY(consent->isVisible());
    QVERIFY(takePicture(QStringLiteral("consent"), consent));
    QTest::keyClick(consent, Qt::Key_Escape);
    showAbout(m_window.get());
    auto* const about = find<QDialog>(*m_window, "aboutBox");
    QTRY_VERIFY(about->isVisible());
    QVERIFY(takePicture(QStringLiteral("about"), about));
    find<QAction>(*m_window, "settingsAction")->trigger();
    QVERIFY(takePicture(QStringLiteral("settings"), find<QDialog>(*m_window, "settingsDialog")));
}

void TestPictures::options() {
    QVERIFY(show());
    find<QToolButton>(*m_window, "optionsToggle")->click();
    TestPlan plan = m_window->plan();
    plan.headers = {{"Accept", "application/json"}, {"X-Request-Source", "load test"}};
    plan.body = "{\"name\": \"value\"}";
    plan.method = "POST";
    plan.user = "ann:${PASSWORD}";
    plan.tls.insecure = true;
    plan.thresholds = {*parseThreshold("p(99)<250ms"), *parseThreshold("errors<0.1%")};
    plan.stages = {{std::chrono::seconds(30), 100},
                   {std::chrono::minutes(1), 1000},
                   {std::chrono::seconds(10), 0}};
    plan.requests.reset();
    m_window->setPlan(plan);
    auto* const pages = find<QTabWidget>(*m_window, "optionTabs");
    for (int page = 0; page < pages->count(); ++page) {
        pages->setCurrentIndex(page);
        QVERIFY(takePicture(QStringLiteral("options-%1").arg(page)));
    }
    plan.stages.clear();
    plan.rate = 5000;
    m_window->setPlan(plan);
    pages->setCurrentIndex(0);
    QVERIFY(takePicture(QStringLiteral("options-rate")));
}

void TestPictures::errorsAndSamples() {
    QVERIFY(show());
    retype(find<QLineEdit>(*m_window, "urlEdit"),
           QString::fromStdString(m_demo->url()) + QStringLiteral("fail/10"));
    submit();
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Finished, 60'000);
    for (const int tab : {1, 2, 3}) {
        showTab(tab);
        QVERIFY(takePicture(QStringLiteral("tab-%1").arg(tab)));
    }
}

void TestPictures::tryOnce() {
    QVERIFY(show());
    find<QPushButton>(*m_window, "tryOnceButton")->click();
    auto* const dialog = find<QDialog>(*m_window, "tryDialog");
    QTRY_VERIFY(!find<QPlainTextEdit>(*dialog, "tryHead")->toPlainText().isEmpty());
    QVERIFY(takePicture(QStringLiteral("try"), dialog));
}

void TestPictures::historyAndComparison() {
    const QTemporaryDir folder;
    HistoryRecorder recorder(folder.filePath(QStringLiteral("history.sqlite")).toStdString(),
                             HistoryStore::usualBound);
    m_window->setHistory(&recorder);
    QVERIFY(show());
    showTab(4);
    QVERIFY(takePicture(QStringLiteral("history-empty")));
    showTab(5);
    QVERIFY(takePicture(QStringLiteral("compare-empty")));
    auto* const table = find<QTableView>(*m_window, "historyTable");
    for (const char* const path : {"bytes/64", "delay/2ms", "fail/5"}) {
        const int before = table->model()->rowCount();
        retype(find<QLineEdit>(*m_window, "urlEdit"),
               QString::fromStdString(m_demo->url()) + QLatin1String(path));
        submit();
        QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Finished, 60'000);
        QTRY_COMPARE(table->model()->rowCount(), before + 1);
        QTRY_VERIFY(table->model()->index(0, HistoryModel::Requests).data() != "–");
    }
    showTab(4);
    table->selectRow(1);
    QVERIFY(takePicture(QStringLiteral("history")));
    table->selectAll();
    find<QPushButton>(*m_window, "historyCompare")->click();
    QTRY_VERIFY(find<QTableWidget>(*m_window, "compareTable")->rowCount() > 0);
    QVERIFY(takePicture(QStringLiteral("compare")));
    m_window.reset();
}

void TestPictures::capacity() {
    QVERIFY(show());
    auto* const unit = find<QComboBox>(*m_window, "unitBox");
    unit->setFocus();
    QTest::keyClick(unit, Qt::Key_End);
    QVERIFY(takePicture(QStringLiteral("capacity-unit")));
    submit();
    auto* const dialog = find<QDialog>(*m_window, "capacityDialog");
    QTRY_VERIFY_WITH_TIMEOUT(find<QTableWidget>(*dialog, "capacityTable")->rowCount() > 3, 60'000);
    QVERIFY(takePicture(QStringLiteral("capacity"), dialog));
}

void TestPictures::notice() {
    QVERIFY(show());
    QGuiApplication::clipboard()->setText(
        QStringLiteral("curl 'http://127.0.0.1:9/a' -H 'X-One: 1' --data-raw 'a=b' --compressed"));
    auto* const url = find<QLineEdit>(*m_window, "urlEdit");
    url->setFocus();
    QTest::keySequence(url, QKeySequence::SelectAll);
    QTest::keySequence(url, QKeySequence::Paste);
    QVERIFY(takePicture(QStringLiteral("notice")));
}

void TestPictures::wrongFields() {
    QVERIFY(show());
    retype(find<QLineEdit>(*m_window, "urlEdit"), QStringLiteral("http://exa mple.com/"));
    retype(find<QLineEdit>(*m_window, "countEdit"), QStringLiteral("ten"));
    find<QToolButton>(*m_window, "optionsToggle")->click();
    retype(find<QLineEdit>(*m_window, "connectionsEdit"), QStringLiteral("0"));
    submit();
    QVERIFY(takePicture(QStringLiteral("wrong")));
}

QTEST_MAIN(TestPictures)
#include "tst_pictures.moc"
