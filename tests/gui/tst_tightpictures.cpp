// The window where room is short, as PNG files beside those of tst_pictures: at its smallest, and
// with a font of 18 points.

#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include "core/results/historyrecorder.h"
#include "core/results/historystore.h"
#include "core/run/demoprocess.h"
#include "tests/support/guipictures.h"
#include "ui/historymodel.h"

using namespace squall;
using namespace squall::test;

class TestTightPictures final : public QObject, private PictureFixture {
    Q_OBJECT

private slots:

    void initTestCase() { QVERIFY(prepare(QStringLiteral(SQUALL_EXECUTABLE))); }

    void init();

    void cleanup() { close(); }

    void tabs_data() { rooms(); }

    void tabs();

    void options_data() { rooms(); }

    void options();

    void failed_data() { rooms(); }

    void failed();

    void history_data() { rooms(); }

    void history();

    void tilesTakeTwoRows_data() { looks(); }

    void tilesTakeTwoRows();

private:
    static void rooms();
};

void TestTightPictures::rooms() {
    QTest::addColumn<bool>("dark");
    QTest::addColumn<int>("points");
    QTest::addColumn<QSize>("size");
    const QSize smallest(640, 420);
    const QSize usual(1000, 720);
    QTest::newRow("smallest-light") << false << 0 << smallest;
    QTest::newRow("smallest-dark") << true << 0 << smallest;
    QTest::newRow("18pt-light") << false << 18 << usual;
    QTest::newRow("18pt-smallest-light") << false << 18 << smallest;
}

void TestTightPictures::init() {
    const bool isRoom = qstrcmp(QTest::currentTestFunction(), "tilesTakeTwoRows") != 0;
    if (!isRoom) {
        QVERIFY(open());
        return;
    }
    QFETCH(int, points);
    QFETCH(QSize, size);
    QVERIFY(open(points));
    QVERIFY(show(size));
}

void TestTightPictures::tabs() {
    QVERIFY(takePicture(QStringLiteral("tight-idle")));
    submitTo(QStringLiteral("fail/10"));
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Finished, 60'000);
    for (const int tab : {0, 1, 2, 3}) {
        showTab(tab);
        QVERIFY(takePicture(QStringLiteral("tight-tab-%1").arg(tab)));
    }
    for (const auto* const answer : m_window->findChildren<QPlainTextEdit*>("exchangeAnswer"))
        QVERIFY(answer->height() >= 5 * answer->fontMetrics().lineSpacing());
}

void TestTightPictures::options() {
    find<QToolButton>(*m_window, "optionsToggle")->click();
    TestPlan plan = m_window->plan();
    plan.user = "ann:${PASSWORD}";
    plan.stages = {{std::chrono::seconds(30), 100}, {std::chrono::seconds(10), 0}};
    plan.requests.reset();
    m_window->setPlan(plan);
    auto* const pages = find<QTabWidget>(*m_window, "optionTabs");
    for (int page = 0; page < pages->count(); ++page) {
        pages->setCurrentIndex(page);
        QVERIFY(takePicture(QStringLiteral("tight-options-%1").arg(page)));
    }
}

void TestTightPictures::failed() {
    retype(find<QLineEdit>(*m_window, "urlEdit"),
           QStringLiteral("http://127.0.0.1:%1/").arg(refusedPort()));
    submit();
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Failed, 60'000);
    QVERIFY(takePicture(QStringLiteral("tight-failed")));
}

void TestTightPictures::history() {
    const QTemporaryDir folder;
    HistoryRecorder recorder(folder.filePath(QStringLiteral("history.sqlite")).toStdString(),
                             HistoryStore::usualBound);
    m_window->setHistory(&recorder);
    const auto* const table = find<QTableView>(*m_window, "historyTable");
    submitTo(QStringLiteral("fail/10"));
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Finished, 60'000);
    QTRY_COMPARE(table->model()->rowCount(), 1);
    QTRY_VERIFY(table->model()->index(0, HistoryModel::Requests).data() != "–");
    showTab(4);
    QVERIFY(takePicture(QStringLiteral("tight-history")));
    const auto* const panel = find<QWidget>(*m_window, "historyPanel");
    for (const auto* const button : panel->findChildren<QPushButton*>()) {
        const QRect area(button->mapTo(panel, QPoint()), button->size());
        const bool isWhole =
            panel->rect().contains(area) && area.width() >= button->sizeHint().width();
        QVERIFY2(isWhole || !button->isVisible(), qPrintable(button->text()));
    }
    showTab(5);
    QVERIFY(takePicture(QStringLiteral("tight-compare-empty")));
    m_window.reset();
}

void TestTightPictures::tilesTakeTwoRows() {
    QVERIFY(show({640, 800}));
    QTRY_VERIFY(find<QWidget>(*m_window, "tileVerdict")->y() >
                find<QWidget>(*m_window, "tileRps")->geometry().bottom());
    QVERIFY(takePicture(QStringLiteral("tall")));
}

QTEST_MAIN(TestTightPictures)
#include "tst_tightpictures.moc"
