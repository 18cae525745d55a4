// The window in each of its states, in light and dark, as PNG files in $SQUALL_PICTURES (a folder
// that is thrown away when unset), in the language $SQUALL_LANGUAGE (English). For the eye of a
// person; the test only sees that they are there. The target `pictures` makes all of them, in both
// languages and at both scales.

#include <memory>

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDialog>
#include <QDir>
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

#include "core/results/historyrecorder.h"
#include "core/results/historystore.h"
#include "core/run/demoprocess.h"
#include "tests/support/guiwindow.h"
#include "ui/appearance.h"
#include "ui/helpdialogs.h"
#include "ui/mainwindow.h"
#include "ui/settings.h"

using namespace squall;
using namespace squall::test;

class TestPictures final : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();

    void idle_data() { looks(); }

    void idle();

    void smallest_data() { looks(); }

    void smallest();

    void dialogs_data() { looks(); }

    void dialogs();

    void preparing_data() { looks(); }

    void preparing();

    void running_data() { looks(); }

    void running();

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

private:
    static void looks();
    void show(QSize size = {1000, 720});

    void submit() {
        QTest::mouseClick(find<QPushButton>(*m_window, "submitButton"), Qt::LeftButton);
    }

    void takePicture(const QString& name, QWidget* widget = nullptr);

    void showTab(int tab) { find<QTabWidget>(*m_window, "tabs")->setCurrentIndex(tab); }

    [[nodiscard]] RunState state() const { return m_window->controller().state(); }

    QTemporaryDir m_temporary;
    QDir m_folder;
    QString m_language;
    std::unique_ptr<DemoProcess> m_demo;
    std::unique_ptr<MainWindow> m_window;
};

void TestPictures::looks() {
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

void TestPictures::initTestCase() {
    const QString wanted = qEnvironmentVariable("SQUALL_PICTURES");
    m_folder.setPath(wanted.isEmpty() ? m_temporary.path() : wanted);
    QVERIFY(m_folder.mkpath(QStringLiteral(".")));
    m_language = qEnvironmentVariable("SQUALL_LANGUAGE", QStringLiteral("en"));
    failOnWarnings();
    useFreshSettings();
    settings::setLanguage(m_language);
    appearance::applyLanguage();
    QApplication::setDoubleClickInterval(0);
}

void TestPictures::init() {
    QFETCH(bool, dark);
    setUpLook(dark);
    m_demo = std::make_unique<DemoProcess>(nullptr, QStringLiteral(SQUALL_EXECUTABLE));
    QVERIFY(m_demo->reserve());
    m_window = std::make_unique<MainWindow>(m_demo.get());
}

void TestPictures::cleanup() {
    m_window.reset();
    m_demo.reset();
}

void TestPictures::show(QSize size) {
    m_window->resize(size);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void TestPictures::takePicture(const QString& name, QWidget* widget) {
    const QString file =
        m_folder.filePath(QStringLiteral("%1-%2-%3-%4x.png")
                              .arg(name, QString::fromLatin1(QTest::currentDataTag()), m_language)
                              .arg(m_window->devicePixelRatio()));
    for (int level = 0; level < 4; ++level) // a layout asks the next one
        QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
    QVERIFY((widget != nullptr ? widget : m_window.get())->grab().save(file));
    QVERIFY(QFileInfo(file).size() > 2'000);
}

void TestPictures::idle() {
    show();
    takePicture(QStringLiteral("idle"));
    find<QToolButton>(*m_window, "optionsToggle")->click();
    showTab(1);
    takePicture(QStringLiteral("idle-options"));
}

void TestPictures::smallest() {
    show({640, 420});
    submit();
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Finished, 60'000);
    takePicture(QStringLiteral("smallest-live"));
    showTab(1);
    takePicture(QStringLiteral("smallest-results"));
    showTab(0);
    find<QToolButton>(*m_window, "optionsToggle")->click();
    QTRY_VERIFY(find<QLineEdit>(*m_window, "connectionsEdit")->isVisible());
    takePicture(QStringLiteral("smallest-options"));
    m_window->resize(640, 800);
    QTRY_VERIFY(find<QWidget>(*m_window, "tileVerdict")->y() >
                find<QWidget>(*m_window, "tileRps")->geometry().bottom());
    takePicture(QStringLiteral("tall"));
}

void TestPictures::preparing() {
    show();
    retype(find<QLineEdit>(*m_window, "urlEdit"), QStringLiteral("http://192.0.2.1/"));
    submit();
    QTRY_VERIFY(m_window->controller().state() != RunState::Idle);
    takePicture(QStringLiteral("preparing"));
}

void TestPictures::running() {
    show();
    retype(find<QLineEdit>(*m_window, "countEdit"), QStringLiteral("300k"));
    submit();
    QTRY_VERIFY_WITH_TIMEOUT(m_window->controller().progress().permille() > 420, 60'000);
    takePicture(QStringLiteral("running"));
}

void TestPictures::finished() {
    show();
    submit();
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Finished, 60'000);
    takePicture(QStringLiteral("finished-live"));
    showTab(1);
    // At its usual size the window shows the whole result.
    QTRY_VERIFY(!find<QScrollArea>(*m_window, "resultArea")->verticalScrollBar()->isVisible());
    takePicture(QStringLiteral("finished-results"));
}

void TestPictures::cancelled() {
    show();
    retype(find<QLineEdit>(*m_window, "urlEdit"),
           QString::fromStdString(m_demo->url()) + QStringLiteral("status/503"));
    retype(find<QLineEdit>(*m_window, "countEdit"), QStringLiteral("300k"));
    submit();
    QTRY_VERIFY_WITH_TIMEOUT(m_window->controller().progress().permille() > 300, 60'000);
    QTest::keyClick(m_window.get(), Qt::Key_Escape);
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Cancelled, 60'000);
    takePicture(QStringLiteral("cancelled-live"));
    showTab(2);
    takePicture(QStringLiteral("cancelled-errors"));
    showTab(1);
    takePicture(QStringLiteral("cancelled-results"));
}

void TestPictures::failed() {
    show();
    retype(find<QLineEdit>(*m_window, "urlEdit"),
           QStringLiteral("http://127.0.0.1:%1/").arg(refusedPort()));
    submit();
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Failed, 60'000);
    takePicture(QStringLiteral("failed"));
}

void TestPictures::dialogs() {
    show();
    QTest::keyClick(m_window.get(), Qt::Key_F1);
    QTRY_VERIFY(m_window->findChild<QDialog*>(QStringLiteral("shortcutsBox")) != nullptr);
    auto* const shortcuts = find<QDialog>(*m_window, "shortcutsBox");
    takePicture(QStringLiteral("shortcuts"), shortcuts);
    QTest::keyClick(shortcuts, Qt::Key_Escape);
    askWhetherToStop(m_window.get(), [](bool) {});
    auto* const question = find<QDialog>(*m_window, "closeQuestion");
    QTRY_VERIFY(question->isVisible());
    takePicture(QStringLiteral("question"), question);
    QTest::keyClick(question, Qt::Key_Escape);
    showAbout(m_window.get());
    auto* const about = find<QDialog>(*m_window, "aboutBox");
    QTRY_VERIFY(about->isVisible());
    takePicture(QStringLiteral("about"), about);
    find<QAction>(*m_window, "settingsAction")->trigger();
    takePicture(QStringLiteral("settings"), find<QDialog>(*m_window, "settingsDialog"));
}

void TestPictures::options() {
    show();
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
        takePicture(QStringLiteral("options-%1").arg(page));
    }
    plan.stages.clear();
    plan.rate = 5000;
    m_window->setPlan(plan);
    pages->setCurrentIndex(0);
    takePicture(QStringLiteral("options-rate"));
}

void TestPictures::errorsAndSamples() {
    show();
    retype(find<QLineEdit>(*m_window, "urlEdit"),
           QString::fromStdString(m_demo->url()) + QStringLiteral("fail/10"));
    submit();
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Finished, 60'000);
    for (const int tab : {1, 2, 3}) {
        showTab(tab);
        takePicture(QStringLiteral("tab-%1").arg(tab));
    }
}

void TestPictures::tryOnce() {
    show();
    find<QPushButton>(*m_window, "tryOnceButton")->click();
    auto* const dialog = find<QDialog>(*m_window, "tryDialog");
    QTRY_VERIFY(!find<QPlainTextEdit>(*dialog, "tryHead")->toPlainText().isEmpty());
    takePicture(QStringLiteral("try"), dialog);
}

void TestPictures::historyAndComparison() {
    const QTemporaryDir folder;
    HistoryRecorder recorder(folder.filePath(QStringLiteral("history.sqlite")).toStdString(),
                             HistoryStore::usualBound);
    m_window->setHistory(&recorder);
    show();
    showTab(4);
    takePicture(QStringLiteral("history-empty"));
    showTab(5);
    takePicture(QStringLiteral("compare-empty"));
    auto* const table = find<QTableView>(*m_window, "historyTable");
    for (const char* const path : {"bytes/64", "delay/2", "fail/5"}) {
        const int before = table->model()->rowCount();
        retype(find<QLineEdit>(*m_window, "urlEdit"),
               QString::fromStdString(m_demo->url()) + QLatin1String(path));
        submit();
        QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Finished, 60'000);
        QTRY_COMPARE(table->model()->rowCount(), before + 1);
    }
    showTab(4);
    table->selectRow(1);
    takePicture(QStringLiteral("history"));
    table->selectAll();
    find<QPushButton>(*m_window, "historyCompare")->click();
    QTRY_VERIFY(find<QTableWidget>(*m_window, "compareTable")->rowCount() > 0);
    takePicture(QStringLiteral("compare"));
    m_window.reset();
}

void TestPictures::capacity() {
    show();
    auto* const unit = find<QComboBox>(*m_window, "unitBox");
    unit->setFocus();
    QTest::keyClick(unit, Qt::Key_End);
    takePicture(QStringLiteral("capacity-unit"));
    submit();
    auto* const dialog = find<QDialog>(*m_window, "capacityDialog");
    QTRY_VERIFY_WITH_TIMEOUT(find<QTableWidget>(*dialog, "capacityTable")->rowCount() > 3, 60'000);
    takePicture(QStringLiteral("capacity"), dialog);
}

void TestPictures::notice() {
    show();
    QGuiApplication::clipboard()->setText(
        QStringLiteral("curl 'http://127.0.0.1:9/a' -H 'X-One: 1' --data-raw 'a=b' --compressed"));
    auto* const url = find<QLineEdit>(*m_window, "urlEdit");
    url->setFocus();
    QTest::keySequence(url, QKeySequence::SelectAll);
    QTest::keySequence(url, QKeySequence::Paste);
    takePicture(QStringLiteral("notice"));
}

void TestPictures::wrongFields() {
    show();
    retype(find<QLineEdit>(*m_window, "urlEdit"), QStringLiteral("http://exa mple.com/"));
    retype(find<QLineEdit>(*m_window, "countEdit"), QStringLiteral("ten"));
    find<QToolButton>(*m_window, "optionsToggle")->click();
    retype(find<QLineEdit>(*m_window, "connectionsEdit"), QStringLiteral("0"));
    submit();
    takePicture(QStringLiteral("wrong"));
}

QTEST_MAIN(TestPictures)
#include "tst_pictures.moc"
