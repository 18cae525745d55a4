// Plans in files, steps back and forth, copies for a terminal, and curl commands.

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QDropEvent>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QMessageBox>
#include <QMimeData>
#include <QTemporaryDir>
#include <QTest>
#include <QUndoStack>

#include "tests/support/guifixture.h"

using namespace squall;
using namespace squall::test;

class TestPlanActions final : public QObject, private WindowFixture {
    Q_OBJECT

private slots:

    void initTestCase() { QVERIFY(prepare(QStringLiteral(SQUALL_EXECUTABLE))); }

    void init() { QVERIFY(open()); }

    void cleanup() { close(); }

    void savesAndOpens();
    void secretsAreNotSaved();
    void aFileThatIsNoPlanIsRefused();
    void recentPlansAreOffered();
    void recentAddressesHoldNoPassword();
    void changesAreTakenBack();
    void copiesCommands();
    void theBuiltInServerIsNamed();
    void curlIsPasted();
    void curlIsDropped();
    void curlIsOneStep();
    void filesOfCurlAreAskedAbout_data();
    void filesOfCurlAreAskedAbout();
    void plansAreDropped();
    void linksAreDropped();
    void exportsEveryForm();

private:
    void trigger(const char* action) { at<QAction>(action)->trigger(); }

    void paste(const QString& text) {
        QGuiApplication::clipboard()->setText(text);
        at("urlEdit")->setFocus();
        QTest::keySequence(at("urlEdit"), QKeySequence::SelectAll);
        QTest::keySequence(at("urlEdit"), QKeySequence::Paste);
    }

    void drop(const QMimeData& data) {
        QDragEnterEvent enter(QPoint(300, 300), Qt::CopyAction, &data, Qt::LeftButton, {});
        QApplication::sendEvent(m_window.get(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent dropped(QPointF(300, 300), Qt::CopyAction, &data, Qt::LeftButton, {});
        QApplication::sendEvent(m_window.get(), &dropped);
    }

    const QString m_curl = QStringLiteral("curl 'http://127.0.0.1:9/a' \\\n -H 'X-One: 1' \\\n"
                                          " --data-raw 'a=b' --compressed");
    QTemporaryDir m_folder;
};

void TestPlanActions::savesAndOpens() {
    const QString path = m_folder.filePath("one.squall.json");
    type("connectionsEdit", "17");
    trigger("saveAction");
    chooseFile("planDialog", path);
    QTRY_VERIFY(QFile::exists(path));
    QVERIFY(words("noticeLabel").contains("one.squall.json"));
    type("connectionsEdit", "3");
    trigger("openAction");
    chooseFile("planDialog", path);
    QTRY_COMPARE(at<QLineEdit>("connectionsEdit")->text(), "17");
    QCOMPARE(m_window->plan().connections, 17u);
    QVERIFY(!at("noticeBar")->isVisible());
}

void TestPlanActions::secretsAreNotSaved() {
    const QString path = m_folder.filePath("secret.squall.json");
    TestPlan plan = m_window->plan();
    plan.user = "ann:hunter2";
    m_window->setPlan(plan);
    trigger("saveAsAction");
    chooseFile("planDialog", path);
    QTRY_VERIFY(QFile::exists(path));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(!file.readAll().contains("hunter2"));
    QVERIFY(words("noticeLabel").startsWith("Saved without its secrets."));
}

void TestPlanActions::aFileThatIsNoPlanIsRefused() {
    const QString path = m_folder.filePath("wrong.json");
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("{\"schema\": \"squall.plan/1\", \"url\": 7}");
    file.close();
    const TestPlan before = m_window->plan();
    m_window->openPlan(path);
    auto* const box = waitFor<QMessageBox>("fileProblem");
    QVERIFY(box->text().contains("wrong.json"));
    QVERIFY(!box->informativeText().isEmpty());
    QTest::keyClick(box, Qt::Key_Escape);
    QVERIFY(m_window->plan() == before);
}

void TestPlanActions::recentPlansAreOffered() {
    const QString path = m_folder.filePath("recent.squall.json");
    trigger("saveAsAction");
    chooseFile("planDialog", path);
    QTRY_VERIFY(!at<QMenu>("recentMenu")->actions().isEmpty());
    QVERIFY(at<QMenu>("recentMenu")->actions().front()->text().contains("recent.squall.json"));
    close();
    QVERIFY(open());
    type("connectionsEdit", "5");
    at<QMenu>("recentMenu")->actions().front()->trigger();
    QTRY_COMPARE(at<QLineEdit>("connectionsEdit")->text(), "64");
}

void TestPlanActions::recentAddressesHoldNoPassword() {
    const QString url = m_silent.url();
    const QString query = QStringLiteral("?page=2&api_key=hunter3&monkey=yes");
    submitTo(QString(url).replace("http://", "http://ann:hunter2@") + query);
    QTRY_COMPARE(state(), RunState::Running);
    submit();
    QTRY_COMPARE(state(), RunState::Cancelled);
    QCOMPARE(at<QLineEdit>("urlEdit")->text(), url + query);
    QCOMPARE(at<QLineEdit>("userEdit")->text(), "ann");
    QCOMPARE(m_window->plan().user, std::string("ann:hunter2"));
    close();
    QVERIFY(open());
    const QString kept = url + "?page=2&api_key=***&monkey=yes";
    at<QMenu>("recentUrlsMenu")->actions().front()->trigger();
    QCOMPARE(at<QLineEdit>("urlEdit")->text(), kept);
}

void TestPlanActions::changesAreTakenBack() {
    auto* const undo = at<QAction>("undoAction");
    QVERIFY(!undo->isEnabled());
    type("connectionsEdit", "17");
    QTRY_VERIFY(undo->isEnabled());
    type("countEdit", "99");
    submit();
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Finished, 60'000);
    undo->trigger();
    QCOMPARE(plain(at<QLineEdit>("countEdit")->text()), "10 000");
    undo->trigger();
    QCOMPARE(at<QLineEdit>("connectionsEdit")->text(), "64");
    QVERIFY(!undo->isEnabled());
    trigger("redoAction");
    QCOMPARE(at<QLineEdit>("connectionsEdit")->text(), "17");
}

void TestPlanActions::copiesCommands() {
    type("urlEdit", "http://127.0.0.1:9/");
    trigger("copyRunAction");
    QCOMPARE(QGuiApplication::clipboard()->text(), "squall run -n 10000 http://127.0.0.1:9/");
    trigger("copyCurlAction");
    QCOMPARE(QGuiApplication::clipboard()->text(), "curl http://127.0.0.1:9/");
}

// Its port is another one with each start.
void TestPlanActions::theBuiltInServerIsNamed() {
    const QString url = at<QLineEdit>("urlEdit")->text();
    const QString path = m_folder.filePath("demo.squall.json");
    trigger("copyRunAction");
    QCOMPARE(QGuiApplication::clipboard()->text(), "squall run -n 10000 demo:/");
    type("urlEdit", "demo:/");
    trigger("copyCurlAction");
    QCOMPARE(QGuiApplication::clipboard()->text(), "curl " + url);
    trigger("saveAsAction");
    chooseFile("planDialog", path);
    QTRY_VERIFY(QFile::exists(path));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(file.readAll().contains("\"demo:/\""));
    m_window->openPlan(path);
    QCOMPARE(at<QLineEdit>("urlEdit")->text(), url);
    type("urlEdit", "http://127.0.0.1:9/");
    at<QMenu>("recentUrlsMenu")->actions().back()->trigger();
    QCOMPARE(at<QLineEdit>("urlEdit")->text(), url);
}

void TestPlanActions::curlIsPasted() {
    paste(m_curl);
    QCOMPARE(at<QLineEdit>("urlEdit")->text(), "http://127.0.0.1:9/a");
    QCOMPARE(words("noticeLabel"), "Imported: 2 headers, body 3 B; ignored: --compressed");
    const TestPlan plan = m_window->plan();
    QCOMPARE(plan.method, std::string("POST"));
    QCOMPARE(plan.body, std::string("a=b"));
    QCOMPARE(plan.headers.size(), std::size_t{2});
    QVERIFY(plan.requests == 10'000);
    QTest::mouseClick(at("noticeClose"), Qt::LeftButton);
    QVERIFY(!at("noticeBar")->isVisible());
}

void TestPlanActions::curlIsDropped() {
    QMimeData data;
    data.setText(m_curl);
    drop(data);
    QCOMPARE(at<QLineEdit>("urlEdit")->text(), "http://127.0.0.1:9/a");
}

void TestPlanActions::curlIsOneStep() {
    const TestPlan before = m_window->plan();
    paste(m_curl);
    QVERIFY(m_window->plan() != before);
    trigger("undoAction");
    QVERIFY(m_window->plan() == before);
    QVERIFY(!at("noticeBar")->isVisible());
}

void TestPlanActions::filesOfCurlAreAskedAbout_data() {
    QTest::addColumn<bool>("use");
    QTest::newRow("used") << true;
    QTest::newRow("left out") << false;
}

void TestPlanActions::filesOfCurlAreAskedAbout() {
    QFETCH(bool, use);
    paste(QStringLiteral("curl -d @/tmp/body.txt http://127.0.0.1:9/"));
    auto* const box = waitFor<QMessageBox>("curlFileQuestion");
    QVERIFY(box->text().contains("/tmp/body.txt"));
    QVERIFY(m_window->plan().bodyFile.empty());
    box->buttons().at(use ? 0 : 1)->click();
    QTRY_COMPARE(at<QLineEdit>("urlEdit")->text(), "http://127.0.0.1:9/");
    QCOMPARE(m_window->plan().bodyFile, std::string(use ? "/tmp/body.txt" : ""));
    QCOMPARE(words("noticeLabel").contains("ignored: @/tmp/body.txt"), !use);
}

void TestPlanActions::plansAreDropped() {
    const QString path = m_folder.filePath("dropped.squall.json");
    type("connectionsEdit", "9");
    trigger("saveAsAction");
    chooseFile("planDialog", path);
    QTRY_VERIFY(QFile::exists(path));
    type("connectionsEdit", "3");
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(path)});
    drop(data);
    QCOMPARE(at<QLineEdit>("connectionsEdit")->text(), "9");
}

void TestPlanActions::linksAreDropped() {
    QMimeData data;
    data.setUrls({QUrl("http://127.0.0.1:9/a%20b?c=d")});
    drop(data);
    QCOMPARE(at<QLineEdit>("urlEdit")->text(), "http://127.0.0.1:9/a%20b?c=d");
    trigger("undoAction");
    QCOMPARE(at<QLineEdit>("urlEdit")->text(), QString::fromStdString(m_demo->url()));
}

void TestPlanActions::exportsEveryForm() {
    QVERIFY(!at<QAction>("exportAction")->isEnabled());
    type("countEdit", "50");
    submit();
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Finished, 60'000);
    for (const char* const ending :
         {"txt", "json", "csv", "html", "xml", "prom", "hgrm", "hlog", "squall"}) {
        const QString path = m_folder.filePath(QStringLiteral("result.") + ending);
        trigger("exportAction");
        chooseFile("exportDialog", path);
        QTRY_VERIFY2(QFile::exists(path), ending);
        QVERIFY(QFileInfo(path).size() > 20);
        QTRY_COMPARE(words("noticeLabel"), QStringLiteral("Saved as result.%1.").arg(ending));
        QTRY_VERIFY(m_window->findChild<QFileDialog*>("exportDialog") == nullptr);
    }
}

QTEST_MAIN(TestPlanActions)
#include "tst_planactions.moc"
