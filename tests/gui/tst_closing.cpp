// Closing the window, in a run and without one.

#include <memory>

#include <QMessageBox>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

#include "core/results/historyrecorder.h"
#include "core/results/historystore.h"
#include "tests/support/guiwindow.h"
#include "ui/mainwindow.h"

using namespace squall;
using namespace squall::test;

class TestClosing final : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init();

    void cleanup() { m_window.reset(); }

    void closesAtOnceWhenIdle();
    void stopAndQuitLeavesNoThread();
    void keepRunningKeepsRunning();
    void asksOnceAtATime();
    void dialogOffersToKeepRunning();
    void dialogStopsAndQuits();
    void quitNowDoesNotAsk();
    void theEndOfTheSessionDoesNotAsk();
    void destructionInARunLeavesNoThread();

private:
    [[nodiscard]] RunState state() const { return m_window->controller().state(); }

    void startRun();

    [[nodiscard]] QMessageBox* question() const {
        return m_window->findChild<QMessageBox*>(QStringLiteral("closeQuestion"));
    }

    SilentServer m_silent;
    std::unique_ptr<MainWindow> m_window;
    int m_threads = 0; ///< before a run
};

void TestClosing::initTestCase() {
    setUpLook();
    failOnWarnings();
    useFreshSettings();
    // Threads that stay, such as that of the name lookup, are there after this.
    init();
    startRun();
    m_window.reset();
}

void TestClosing::init() {
    m_threads = threadCount();
    m_window = std::make_unique<MainWindow>(nullptr);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void TestClosing::startRun() {
    retype(find<QWidget>(*m_window, "urlEdit"), m_silent.url());
    QTest::mouseClick(find<QPushButton>(*m_window, "submitButton"), Qt::LeftButton);
    QTRY_COMPARE(state(), RunState::Running);
    QVERIFY(threadCount() > 1);
}

void TestClosing::closesAtOnceWhenIdle() {
    m_window->setCloseQuestion([](auto) { QFAIL("asked"); });
    QVERIFY(m_window->close());
    QVERIFY(!m_window->isVisible());
}

void TestClosing::stopAndQuitLeavesNoThread() {
    m_window->setCloseQuestion([](const auto& onAnswer) { onAnswer(true); });
    startRun();
    m_window->close();
    QTRY_VERIFY(!m_window->isVisible());
    QTRY_VERIFY(threadCount() <= m_threads);
    QCOMPARE(state(), RunState::Cancelled);
}

void TestClosing::keepRunningKeepsRunning() {
    m_window->setCloseQuestion([](const auto& onAnswer) { onAnswer(false); });
    startRun();
    QVERIFY(!m_window->close());
    QVERIFY(m_window->isVisible());
    QCOMPARE(state(), RunState::Running);
}

void TestClosing::asksOnceAtATime() {
    int asked = 0;
    m_window->setCloseQuestion([&asked](auto) { ++asked; });
    startRun();
    m_window->close();
    m_window->close();
    QCOMPARE(asked, 1);
    QVERIFY(m_window->isVisible());
}

void TestClosing::dialogOffersToKeepRunning() {
    startRun();
    m_window->close();
    QTRY_VERIFY(question() != nullptr && question()->isVisible());
    QCOMPARE(question()->defaultButton()->text(), "Keep Running");
    QTest::keyClick(question(), Qt::Key_Escape);
    QTRY_VERIFY(question() == nullptr);
    QVERIFY(m_window->isVisible());
    QCOMPARE(state(), RunState::Running);
    m_window->close();
    QTRY_VERIFY(question() != nullptr);
}

void TestClosing::dialogStopsAndQuits() {
    startRun();
    m_window->close();
    QTRY_VERIFY(question() != nullptr && question()->isVisible());
    for (QAbstractButton* const button : question()->buttons()) {
        if (button->text() == QStringLiteral("Stop and Quit")) {
            QTest::mouseClick(button, Qt::LeftButton);
            break;
        }
    }
    QTRY_VERIFY(!m_window->isVisible());
    QTRY_VERIFY(threadCount() <= m_threads);
}

void TestClosing::quitNowDoesNotAsk() {
    m_window->setCloseQuestion([](auto) { QFAIL("asked"); });
    startRun();
    m_window->quitNow();
    QVERIFY(!m_window->isVisible());
    QTRY_VERIFY(threadCount() <= m_threads);
}

void TestClosing::theEndOfTheSessionDoesNotAsk() {
    const QTemporaryDir folder;
    const std::string file = folder.filePath(QStringLiteral("history.sqlite")).toStdString();
    HistoryRecorder recorder(file, HistoryStore::usualBound);
    m_window->setHistory(&recorder);
    m_window->setCloseQuestion([](auto) { QFAIL("asked"); });
    startRun();
    char manager = 0; // only the platform can make one, and nobody looks at it
    QVERIFY(QMetaObject::invokeMethod(qApp, "commitDataRequest", Qt::DirectConnection,
                                      QGenericArgument("QSessionManager&", &manager)));
    const auto store = HistoryStore::open(file);
    QVERIFY(store.has_value());
    const auto entries = (*store)->list();
    QVERIFY(entries.has_value());
    QCOMPARE(entries->size(), std::size_t{1});
    QCOMPARE(entries->front().state, HistoryState::Cancelled);
    QCOMPARE(entries->front().url, m_silent.url().toStdString());
    QVERIFY(!m_window->isVisible());
    m_window.reset();
}

void TestClosing::destructionInARunLeavesNoThread() {
    startRun();
    m_window.reset();
    QTRY_VERIFY(threadCount() <= m_threads);
}

QTEST_MAIN(TestClosing)
#include "tst_closing.moc"
