// The history and the comparison, as tabs of the window.

#include <QAction>
#include <QClipboard>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTableView>
#include <QTableWidget>
#include <QTemporaryDir>

#include "core/results/historyrecorder.h"
#include "core/results/historystore.h"
#include "tests/support/guifixture.h"
#include "tests/support/steadyresult.h"
#include "tests/support/testserver.h"
#include "ui/historymodel.h"
#include "ui/historypanel.h"
#include "ui/tile.h"
#include "ui/timechart.h"

using namespace squall;
using namespace squall::test;

namespace {

/// A finished run, each started an hour after the one before.
RunResult labelledResult(const std::string& label, std::chrono::microseconds latency) {
    static int number = 0;
    RunResult result =
        steadyResult("20261125-10000" + std::to_string(++number) + "-00000000", latency);
    result.plan.label = label;
    result.state = RunState::Finished;
    result.started = std::chrono::system_clock::time_point(std::chrono::hours(number));
    return result;
}

} // namespace

class TestHistory final : public QObject, private WindowFixture {
    Q_OBJECT

private slots:

    void initTestCase() { QVERIFY(prepare(QStringLiteral(SQUALL_EXECUTABLE))); }

    void init();

    void cleanup() {
        close();
        m_recorder.reset();
    }

    void listsARunThatWasMade();
    void findsByWords();
    void showsWhatAnotherSquallHasMade();
    void sortsByFigures();
    void namesARunInPlace();
    void deletesAndBringsBack();
    void tellsRunsOfAMinuteApart();
    void tellsWhyARunFailed();
    void opensARun();
    void takesAnOpenedRunBack();
    void asksForSecretsAgain();
    void meansTheDemoTargetAgain();
    void comparesTwoRuns();
    void comparesWithTheBaseline();
    void writesAndReadsFiles();
    void keysOpenDeleteAndCopy();
    void saysWhatIsMissing();
    void buttonsWithoutRoomAreInAMenu();

private:
    void keep(const RunResult& result);
    void select(const QStringList& labels);

    void press(const char* button) { QTest::mouseClick(at(button), Qt::LeftButton); }

    [[nodiscard]] QTableView* table() const { return at<QTableView>("historyTable"); }

    [[nodiscard]] int rows() const { return table()->model()->rowCount(); }

    [[nodiscard]] QString cell(int row, int column) const {
        return plain(table()->model()->index(row, column).data().toString());
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<HistoryRecorder> m_recorder;
};

void TestHistory::init() {
    QVERIFY(open());
    m_folder = std::make_unique<QTemporaryDir>();
    m_recorder = std::make_unique<HistoryRecorder>(
        m_folder->filePath("history.sqlite").toStdString(), HistoryStore::usualBound);
    m_window->setHistory(m_recorder.get());
    at<QTabWidget>("tabs")->setCurrentWidget(at("historyPanel"));
}

void TestHistory::keep(const RunResult& result) {
    const int before = rows();
    m_recorder->enqueue([result](HistoryStore& store) { return store.save(result); });
    QTRY_COMPARE(rows(), before + 1);
}

void TestHistory::select(const QStringList& labels) {
    table()->clearSelection();
    for (int row = 0; row < rows(); ++row) {
        if (labels.contains(cell(row, HistoryModel::Label)))
            table()->selectionModel()->select(table()->model()->index(row, 0),
                                              QItemSelectionModel::Select |
                                                  QItemSelectionModel::Rows);
    }
}

void TestHistory::listsARunThatWasMade() {
    const TestServer server([](auto, const auto&) { return okReply(); });
    submitTo(QString::fromStdString(server.url()));
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Finished, 60'000);
    QTRY_COMPARE(rows(), 1);
    QTRY_COMPARE(cell(0, HistoryModel::State), QStringLiteral("finished"));
    QCOMPARE(cell(0, HistoryModel::Requests), QStringLiteral("1 000"));
    QVERIFY(words("historyFoot").startsWith("1 run"));
}

void TestHistory::findsByWords() {
    keep(labelledResult("old", std::chrono::milliseconds(5)));
    keep(labelledResult("new", std::chrono::milliseconds(5)));
    type("historySearch", "new");
    QTRY_COMPARE(rows(), 1);
    QCOMPARE(cell(0, HistoryModel::Label), QStringLiteral("new"));
    type("historySearch", "nothing of the kind");
    QTRY_COMPARE(rows(), 0);
    at<QLineEdit>("historySearch")->clear();
    QTRY_COMPARE(rows(), 2);
}

void TestHistory::showsWhatAnotherSquallHasMade() {
    keep(labelledResult("ours", std::chrono::milliseconds(5)));
    at<QTabWidget>("tabs")->setCurrentWidget(at("comparePanel"));
    const auto store = HistoryStore::open(m_folder->filePath("history.sqlite").toStdString());
    QVERIFY(store.has_value());
    QVERIFY((*store)->save(labelledResult("theirs", std::chrono::milliseconds(5))).has_value());
    at<QTabWidget>("tabs")->setCurrentWidget(at("historyPanel"));
    QTRY_COMPARE(rows(), 2);
}

void TestHistory::sortsByFigures() {
    for (const int ms : {90, 8, 700})
        keep(labelledResult(std::to_string(ms), std::chrono::milliseconds(ms)));
    table()->sortByColumn(HistoryModel::P50, Qt::AscendingOrder);
    QCOMPARE(cell(0, HistoryModel::Label), QStringLiteral("8"));
    QCOMPARE(cell(1, HistoryModel::Label), QStringLiteral("90"));
    QCOMPARE(cell(2, HistoryModel::Label), QStringLiteral("700"));
}

void TestHistory::namesARunInPlace() {
    keep(labelledResult("old", std::chrono::milliseconds(5)));
    QVERIFY(table()->model()->setData(table()->model()->index(0, HistoryModel::Label), " mine "));
    QVERIFY(table()->model()->setData(table()->model()->index(0, HistoryModel::Note), "warm"));
    m_recorder->drain();
    const auto store = HistoryStore::open(m_folder->filePath("history.sqlite").toStdString());
    QVERIFY(store.has_value());
    QCOMPARE((*store)->list()->front().label, std::string("mine"));
    QCOMPARE((*store)->list()->front().note, std::string("warm"));
}

void TestHistory::deletesAndBringsBack() {
    keep(labelledResult("old", std::chrono::milliseconds(5)));
    keep(labelledResult("new", std::chrono::milliseconds(5)));
    select({"old", "new"});
    press("historyDelete");
    QTRY_COMPARE(rows(), 0);
    QTRY_VERIFY(at("historyUndo")->isVisible());
    press("historyUndo");
    QTRY_COMPARE(rows(), 2);
    QVERIFY(!at("historyUndo")->isVisible());
}

void TestHistory::tellsRunsOfAMinuteApart() {
    keep(labelledResult("one", std::chrono::milliseconds(5)));
    for (const char* const locale : {"C", "en_US", "ru_RU", "de_DE"}) {
        QLocale::setDefault(QLocale(QString::fromLatin1(locale)));
        QVERIFY(cell(0, HistoryModel::Started).endsWith(QStringLiteral(":00:00")));
    }
    QLocale::setDefault(QLocale::c());
}

void TestHistory::tellsWhyARunFailed() {
    submitTo(QStringLiteral("http://no-such-host.invalid/"));
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Failed, 60'000);
    QTRY_COMPARE(rows(), 1);
    QTRY_COMPARE(cell(0, HistoryModel::Note),
                 QStringLiteral("the host \"no-such-host.invalid\" has no address"));
    type("urlEdit", "http://mine.test/");
    table()->selectRow(0);
    press("historyOpen");
    QTRY_COMPARE(at<QLineEdit>("urlEdit")->text(), QStringLiteral("http://no-such-host.invalid/"));
    QCOMPARE(words("noticeLabel"),
             QStringLiteral("That run could send nothing, so only its plan was opened."));
}

void TestHistory::opensARun() {
    keep(labelledResult("old", std::chrono::milliseconds(5)));
    select({"old"});
    press("historyOpen");
    QTRY_COMPARE(state(), RunState::Finished);
    QCOMPARE(at<QLineEdit>("urlEdit")->text(), QStringLiteral("http://a.test/"));
    QVERIFY(words("ledgerLabel").contains("10 000"));
    const auto* const lines = at<TimeChart>("rateChart")->graph(0);
    QCOMPARE(lines->data()->at(5)->value, 1000.0);
    keep(labelledResult("other", std::chrono::milliseconds(8)));
    select({"other"});
    at<QTabWidget>("tabs")->setCurrentWidget(at("historyPanel"));
    press("historyOpen");
    QTRY_VERIFY(at<Tile>("tileP50")->value().startsWith("8"));
    QVERIFY(plain(at("latencyChart")->accessibleDescription()).contains("p50 8"));
}

void TestHistory::takesAnOpenedRunBack() {
    keep(labelledResult("old", std::chrono::milliseconds(5)));
    type("urlEdit", "http://mine.test/");
    select({"old"});
    press("historyOpen");
    QTRY_COMPARE(at<QLineEdit>("urlEdit")->text(), QStringLiteral("http://a.test/"));
    at<QAction>("undoAction")->trigger();
    QCOMPARE(at<QLineEdit>("urlEdit")->text(), QStringLiteral("http://mine.test/"));
}

void TestHistory::asksForSecretsAgain() {
    RunResult result = labelledResult("secret", std::chrono::milliseconds(5));
    result.plan.user = "ann:s3cret";
    result.plan.headers = {{"Cookie", "id=12345"}, {"Accept", "*/*"}};
    result.plan.tls.passphrase = "s3cret";
    result.plan.routing.proxy = "http://bob:s3cret@127.0.0.1:9";
    keep(result);
    select({"secret"});
    press("historyOpen");
    QTRY_COMPARE(state(), RunState::Finished);
    QCOMPARE(words("noticeLabel"),
             QStringLiteral("Secrets are not kept with a run. To be typed again: user and "
                            "password, Cookie, the passphrase of the certificate, user and "
                            "password of the proxy."));
    QVERIFY(at("noticeBar")->isVisible());
    for (const char* const field : {"userEdit", "passwordEdit", "bearerEdit", "passphraseEdit"})
        QCOMPARE(at<QLineEdit>(field)->text(), QString());
    QCOMPARE(at<QLineEdit>("proxyEdit")->text(), QStringLiteral("http://127.0.0.1:9"));
    const auto* const headers = at<QTableWidget>("headersTable");
    QCOMPARE(headers->item(0, 0)->text(), QStringLiteral("Cookie"));
    QCOMPARE(headers->item(0, 1)->text(), QString());
    QCOMPARE(headers->item(1, 1)->text(), QStringLiteral("*/*"));

    submit();
    QVERIFY(at("userError")->isVisible() || at("headersError")->isVisible());
    QVERIFY(words("userError").contains("Type the name of the user"));
    QVERIFY(words("headersError").contains("Cookie"));
    QVERIFY(!m_window->controller().isActive());
}

// Its port is another one with each start.
void TestHistory::meansTheDemoTargetAgain() {
    submitTo(QString::fromStdString(m_demo->url()) + "bytes/10");
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Finished, 60'000);
    QTRY_COMPARE(rows(), 1);
    QCOMPARE(cell(0, HistoryModel::Address), QStringLiteral("demo:/bytes/10"));

    DemoProcess next(nullptr, QStringLiteral(SQUALL_EXECUTABLE));
    QVERIFY(next.reserve());
    MainWindow window(&next);
    window.setHistory(m_recorder.get());
    window.show();
    auto* const list = find<QTableView>(window, "historyTable");
    QTRY_COMPARE(list->model()->rowCount(), 1);
    list->selectRow(0);
    QTest::mouseClick(find<QPushButton>(window, "historyOpen"), Qt::LeftButton);
    QTRY_COMPARE(find<QLineEdit>(window, "urlEdit")->text(),
                 QString::fromStdString(next.url()) + "bytes/10");
    window.submit();
    QTRY_COMPARE_WITH_TIMEOUT(window.controller().state(), RunState::Finished, 60'000);
    QCOMPARE(window.controller().result()->counts.ledger.ok, std::uint64_t{1000});
}

void TestHistory::comparesTwoRuns() {
    keep(labelledResult("base", std::chrono::milliseconds(5)));
    keep(labelledResult("slow", std::chrono::milliseconds(8)));
    select({"base", "slow"});
    press("historyCompare");
    auto* const differences = at<QTableWidget>("compareTable");
    QTRY_COMPARE(differences->rowCount(), 5);
    QVERIFY(at("comparePanel")->isVisible());
    QCOMPARE(differences->item(1, 0)->text(), QStringLiteral("p50"));
    QCOMPARE(differences->item(1, 5)->text(), QStringLiteral("worse"));
    QCOMPARE(words("compareHeadline"), QStringLiteral("slow against base: worse"));
}

void TestHistory::comparesWithTheBaseline() {
    keep(labelledResult("slow", std::chrono::milliseconds(8)));
    keep(labelledResult("fast", std::chrono::milliseconds(5)));
    select({"slow"});
    QVERIFY(!at("historyCompare")->isEnabled());
    press("historyBaseline");
    QTRY_VERIFY(cell(1, HistoryModel::Started).contains("baseline"));
    select({"fast"});
    QTRY_VERIFY(at("historyCompare")->isEnabled());
    press("historyCompare");
    QTRY_COMPARE(words("compareHeadline"), QStringLiteral("fast against slow: better"));
}

void TestHistory::writesAndReadsFiles() {
    const QString path = m_folder->filePath("run.json");
    keep(labelledResult("old", std::chrono::milliseconds(5)));
    keep(labelledResult("new", std::chrono::milliseconds(5)));
    select({"old"});
    press("historyExport");
    chooseFile("exportDialog", path);
    QTRY_VERIFY(QFile::exists(path));
    press("historyDelete");
    QTRY_COMPARE(rows(), 1);
    press("historyImport");
    chooseFile("historyDialog", path);
    QTRY_COMPARE(rows(), 2);
}

void TestHistory::keysOpenDeleteAndCopy() {
    at<QTabWidget>("tabs")->setCurrentWidget(at("historyPanel"));
    keep(labelledResult("old", std::chrono::milliseconds(5)));
    keep(labelledResult("new", std::chrono::milliseconds(5)));
    select({"old"});
    table()->setFocus();
    QTest::keySequence(table(), QKeySequence::Copy);
    const QStringList lines = QGuiApplication::clipboard()->text().split('\n');
    QCOMPARE(lines.size(), 3);
    QVERIFY(lines[0].startsWith("Started\tLabel\tAddress\t"));
    QVERIFY(lines[1].contains("\told\t"));
    QTest::keySequence(table(), QKeySequence::Delete);
    QTRY_COMPARE(rows(), 1);
    table()->setCurrentIndex(table()->model()->index(0, HistoryModel::Started));
    QTest::keyClick(table(), Qt::Key_Return);
    QTRY_COMPARE(at<QTabWidget>("tabs")->currentWidget(), at("resultView"));
    QCOMPARE(m_window->plan().label, std::string("new"));
}

void TestHistory::saysWhatIsMissing() {
    at<QTabWidget>("tabs")->setCurrentWidget(at("comparePanel"));
    const auto buttons = at("comparePanel")->findChildren<QPushButton*>();
    const auto shown = std::ranges::find_if(
        buttons, [](const QPushButton* button) { return button->isVisible(); });
    QVERIFY(shown != buttons.end());
    QTest::mouseClick(*shown, Qt::LeftButton);
    QCOMPARE(at<QTabWidget>("tabs")->currentWidget(), at("historyPanel"));
}

void TestHistory::buttonsWithoutRoomAreInAMenu() {
    keep(labelledResult("old", std::chrono::milliseconds(5)));
    select({"old"});
    QVERIFY(!at("historyMore")->isVisible());
    QWidget* const row = at("historyMore")->parentWidget();
    row->setFixedWidth(2 * at("historyBaseline")->width());
    QTRY_VERIFY(at("historyMore")->isVisible());
    QVERIFY(at("historyOpen")->isVisible());
    for (const QPushButton* const button : row->findChildren<QPushButton*>()) {
        if (button->isVisible())
            QVERIFY2(row->rect().contains(button->geometry()), qPrintable(button->text()));
    }
    QMenu* const menu = at<QPushButton>("historyMore")->menu();
    menu->popup(QPoint());
    const QList<QAction*> entries = menu->actions();
    QCOMPARE(entries.back()->text(), at<QPushButton>("historyDelete")->text());
    QVERIFY(!at("historyDelete")->isVisible());
    QVERIFY(entries.back()->isEnabled());
    entries.back()->trigger();
    menu->close();
    QTRY_COMPARE(rows(), 0);
    row->setFixedWidth(row->sizeHint().width());
    QTRY_VERIFY(!at("historyMore")->isVisible());
    QVERIFY(at("historyDelete")->isVisible());
}

QTEST_MAIN(TestHistory)
#include "tst_history.moc"
