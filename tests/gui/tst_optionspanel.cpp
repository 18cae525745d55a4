// The pages of the options: what is typed there is what runs, and what is wrong is said in place.

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTabWidget>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/guifixture.h"
#include "ui/fieldedit.h"

using namespace squall;
using namespace squall::test;
using namespace std::chrono_literals;

class TestOptionsPanel final : public QObject, private WindowFixture {
    Q_OBJECT

private slots:

    void initTestCase() { QVERIFY(prepare(QStringLiteral(SQUALL_EXECUTABLE))); }

    void init() {
        QVERIFY(open());
        QTest::mouseClick(at("optionsToggle"), Qt::LeftButton);
    }

    void cleanup() { close(); }

    void loadIsWhatRuns();
    void stagesEndTheRun();
    void untilStopped();
    void capacityIsSearchedFor();
    void requestIsWhatRuns();
    void secretsAreWhatRuns();
    void tlsIsWhatRuns();
    void limitsAreWhatRuns();
    void routesAreWhatRuns();
    void expectationsAreWhatRuns();
    void insecureShowsABadge();
    void wrongFieldsAreNamedInPlace_data();
    void wrongFieldsAreNamedInPlace();
    void wrongFilesAreNamedInPlace();
    void wrongJsonIsNamedInPlace();
    void everyPlanGoesThroughTheFields();

private:
    void showPage(int page) { at<QTabWidget>("optionTabs")->setCurrentIndex(page); }

    void choose(const char* box, int index) {
        auto* const combo = at<QComboBox>(box);
        combo->setFocus();
        QTest::keyClick(combo, Qt::Key_Home);
        for (int i = 0; i < index; ++i)
            QTest::keyClick(combo, Qt::Key_Down);
        QCOMPARE(combo->currentIndex(), index);
    }

    /// The plan that was submitted; the run is stopped at once.
    TestPlan submitted() {
        submit();
        const TestPlan plan = m_window->controller().view().plan;
        if (m_window->controller().isActive())
            QTest::keyClick(m_window.get(), Qt::Key_Escape);
        return plan;
    }
};

void TestOptionsPanel::loadIsWhatRuns() {
    choose("loadBox", 1);
    QVERIFY(at("rateEdit")->isVisible());
    type("rateEdit", "2k");
    choose("arrivalsBox", 1);
    type("connectionsEdit", "12");
    type("warmUpEdit", "1500 ms");
    type("threadsEdit", "2");
    const TestPlan plan = submitted();
    QCOMPARE(plan.rate.value_or(0), 2000.0);
    QCOMPARE(plan.arrivals, Arrivals::Poisson);
    QCOMPARE(plan.connections, 12u);
    QCOMPARE(plan.warmUp, Nanoseconds(1500ms));
    QCOMPARE(plan.threads, 2u);
    QVERIFY(plan.stages.empty());
}

void TestOptionsPanel::stagesEndTheRun() {
    choose("loadBox", 2);
    type("stagesEdit", "200ms:50, 100ms:0");
    QVERIFY(at("stagesPreview")->isVisible());
    QVERIFY(!at("stagesPreview")->accessibleDescription().isEmpty());
    QCOMPARE(at<QComboBox>("unitBox")->currentText(), "until the last stage ends");
    submit();
    const TestPlan& plan = m_window->controller().view().plan;
    QVERIFY(!plan.requests && !plan.duration);
    const std::vector<Stage> expected = {{200ms, 50}, {100ms, 0}};
    QVERIFY(plan.stages == expected);
    QCOMPARE(m_bar->ticks(), QList<int>{666});
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Finished, 60'000);
    QCOMPARE(m_bar->value(), 1000);
}

void TestOptionsPanel::untilStopped() {
    choose("unitBox", 2);
    QVERIFY(!at("countEdit")->isEnabled());
    submit();
    QTRY_COMPARE(state(), RunState::Running);
    QTRY_VERIFY(m_window->controller().progress().counts.ledger.ok > 100);
    QTRY_COMPARE(m_bar->look(), RunBar::Look::Busy);
    QVERIFY(words("statusLabel").contains(" requests · 0:0"));
    QTest::keyClick(m_window.get(), Qt::Key_Escape);
    QTRY_COMPARE(state(), RunState::Cancelled);
    QVERIFY(words("statusLabel").startsWith("Stopped after "));
    choose("unitBox", 0);
    QCOMPARE(plain(at<QLineEdit>("countEdit")->text()), "10 000");
}

void TestOptionsPanel::capacityIsSearchedFor() {
    choose("unitBox", 3);
    QCOMPARE(at<QLineEdit>("countEdit")->text(), "p(99)<100ms");
    type("countEdit", "quick");
    submit();
    QVERIFY(at("countError")->isVisible());
    QVERIFY(at("countEdit")->hasFocus());
    QVERIFY(m_window->findChild<QDialog*>("capacityDialog") == nullptr);
    type("countEdit", "p(99)<5s");
    submit();
    auto* const dialog = at<QDialog>("capacityDialog");
    QTRY_VERIFY(dialog->isVisible());
    QCOMPARE(at<QLineEdit>("capacityBound")->text(), "p(99)<5s");
    QTRY_VERIFY_WITH_TIMEOUT(at<QTableWidget>("capacityTable")->rowCount() > 0, 60'000);
    QCOMPARE(at<QPushButton>("capacityButton")->text(), "Stop");
    QTest::mouseClick(at("capacityButton"), Qt::LeftButton);
    QTRY_COMPARE(at<QPushButton>("capacityButton")->text(), "Start");
    QTest::keyClick(dialog, Qt::Key_Escape);
    QCOMPARE(state(), RunState::Idle);
    choose("unitBox", 0);
    QCOMPARE(plain(at<QLineEdit>("countEdit")->text()), "10 000");
}

void TestOptionsPanel::requestIsWhatRuns() {
    showPage(1);
    retype(at<QComboBox>("methodBox")->lineEdit(), "PUT");
    type("labelEdit", "before");
    QTest::keyClick(at("followRedirectsBox"), Qt::Key_Space);
    showPage(2);
    auto* const table = at<QTableWidget>("headersTable");
    const auto fill = [table](int row, int column, const char* text) {
        table->setCurrentCell(row, column);
        table->editItem(table->item(row, column));
        QTest::keyClicks(QApplication::focusWidget(), text);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    };
    fill(0, 0, "X-One");
    fill(0, 1, "1");
    fill(1, 0, "X-Two");
    fill(1, 1, "2");
    QCOMPARE(table->rowCount(), 3);
    table->setCurrentCell(0, 0);
    QTest::keyClick(table, Qt::Key_Delete);
    showPage(3);
    QTest::keyClicks(at("bodyEdit"), "a=b");
    const TestPlan plan = submitted();
    QCOMPARE(plan.method, std::string("PUT"));
    QCOMPARE(plan.follow, maxFollow);
    QCOMPARE(plan.label, std::string("before"));
    const std::vector<HeaderField> expected = {{"X-Two", "2"}};
    QVERIFY(plan.headers == expected);
    QCOMPARE(plan.body, std::string("a=b"));
    QVERIFY(plain(at<QAbstractButton>("optionsToggle")->text())
                .contains("PUT · follows redirects · 64 connections · as fast as possible · "
                          "HTTP/1.1 or 2 · 1 header · body 3 B"));
}

void TestOptionsPanel::secretsAreWhatRuns() {
    showPage(4);
    choose("authBox", 1);
    type("userEdit", "ann");
    type("passwordEdit", "s3cret");
    QCOMPARE(submitted().user, std::string("ann:s3cret"));
    QTRY_VERIFY(!m_window->controller().isActive());
    choose("authBox", 2);
    type("bearerEdit", "abcdef");
    const TestPlan plan = submitted();
    QCOMPARE(plan.bearer, std::string("abcdef"));
    QVERIFY(plan.user.empty());
}

void TestOptionsPanel::tlsIsWhatRuns() {
    showPage(5);
    type("serverNameEdit", "a.test");
    type("passphraseEdit", "secret");
    QCOMPARE(at<QLineEdit>("passphraseEdit")->displayText().count("secret"), 0);
    choose("tlsMinBox", 1);
    const TestPlan plan = submitted();
    QCOMPARE(plan.tls.serverName, std::string("a.test"));
    QCOMPARE(plan.tls.passphrase, std::string("secret"));
    QCOMPARE(plan.tls.minVersion, TlsOptions::MinVersion::Tls13);
}

void TestOptionsPanel::limitsAreWhatRuns() {
    showPage(6);
    type("timeoutEdit", "2");
    type("connectTimeoutEdit", "500 ms");
    QCOMPARE(at<QLineEdit>("idleTimeoutEdit")->text(), QStringLiteral("0\u00a0s"));
    QCOMPARE(at<QLineEdit>("maxBodyEdit")->text(), QStringLiteral("64\u00a0MiB"));
    type("idleTimeoutEdit", "250 ms");
    type("maxBodyEdit", "1.5 MB");
    type("thresholdsEdit", "p(99)<250ms, errors<1%");
    type("abortOnEdit", "errors>50%");
    at("keepAliveBox")->setFocus();
    QTest::keyClick(at("keepAliveBox"), Qt::Key_Space);
    const TestPlan plan = submitted();
    QCOMPARE(plan.timeout, Nanoseconds(2s));
    QCOMPARE(plan.connectTimeout, Nanoseconds(500ms));
    QCOMPARE(plan.idleTimeout, Nanoseconds(250ms));
    QCOMPARE(plan.maxBody, std::uint64_t{1'500'000});
    QCOMPARE(plan.thresholds.size(), std::size_t{2});
    QCOMPARE(plan.abortOn.size(), std::size_t{1});
    QVERIFY(!plan.keepAlive);
}

void TestOptionsPanel::routesAreWhatRuns() {
    showPage(7);
    QCOMPARE(submitted().routing.proxy, std::string(systemProxy));
    QTRY_VERIFY(!m_window->controller().isActive());
    QVERIFY(!at("proxyEdit")->isVisible());
    choose("proxyOfBox", 2);
    type("proxyEdit", "socks5://127.0.0.1:9");
    type("connectToEdit", "a.test:443::8443, :80:b.test:");
    type("resolveEdit", "a.test:80:127.0.0.1, a.test:80:[::1]");
    choose("familyBox", 1);
    TestPlan plan = submitted();
    QTRY_VERIFY(!m_window->controller().isActive());
    QCOMPARE(plan.routing.proxy, std::string("socks5://127.0.0.1:9"));
    const std::vector<ConnectTo> routes = {{"a.test", 443, "", 8443}, {"", 80, "b.test", 0}};
    QVERIFY(plan.routing.connectTo == routes);
    const std::vector<ResolveTo> addresses = {{"a.test", 80, "127.0.0.1"}, {"a.test", 80, "::1"}};
    QVERIFY(plan.routing.resolve == addresses);
    QCOMPARE(plan.routing.family, AddressFamily::V4);
    choose("proxyOfBox", 1);
    QVERIFY(submitted().routing.proxy.empty());
    QTRY_VERIFY(!m_window->controller().isActive());
    type("unixSocketEdit", "/run/x.sock");
    plan = submitted();
    QCOMPARE(plan.routing.unixSocket, std::string("/run/x.sock"));
    QTRY_VERIFY(!m_window->controller().isActive());
    QTRY_VERIFY(at<QAction>("undoAction")->isEnabled());
    at<QAction>("undoAction")->trigger();
    QCOMPARE(at<QLineEdit>("unixSocketEdit")->text(), QString());
}

void TestOptionsPanel::expectationsAreWhatRuns() {
    showPage(1);
    type("statusesEdit", "200-299, 404");
    type("bodyTextEdit", "fine");
    at("jsonEdit")->setFocus();
    QTest::keyClicks(at("jsonEdit"), "/a/0=[1, 2]");
    QTest::keyClick(at("jsonEdit"), Qt::Key_Return);
    QTest::keyClicks(at("jsonEdit"), "/b=ok");
    const Expectations expected = {
        {{200, 299}, {404, 404}}, "fine", {{"/a/0", "[1, 2]"}, {"/b", "ok"}}};
    QVERIFY(submitted().expectations == expected);
}

void TestOptionsPanel::insecureShowsABadge() {
    QVERIFY(!at("insecureBadge")->isVisible());
    showPage(5);
    at("insecureBox")->setFocus();
    QTest::keyClick(at("insecureBox"), Qt::Key_Space);
    QTest::mouseClick(at("optionsToggle"), Qt::LeftButton);
    QVERIFY(at("insecureBadge")->isVisible());
    QVERIFY(submitted().tls.insecure);
}

void TestOptionsPanel::wrongFieldsAreNamedInPlace_data() {
    QTest::addColumn<int>("page");
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("load");
    QTest::newRow("rate") << 0 << "rate" << "fast" << 1;
    QTest::newRow("no rate") << 0 << "rate" << "" << 1;
    QTest::newRow("stages") << 0 << "stages" << "30s" << 2;
    QTest::newRow("stages that never load") << 0 << "stages" << "30s:0" << 3;
    QTest::newRow("warm-up") << 0 << "warmUp" << "soon" << 0;
    QTest::newRow("threads") << 0 << "threads" << "1000" << 0;
    QTest::newRow("timeout") << 6 << "timeout" << "0" << 0;
    QTest::newRow("connect timeout") << 6 << "connectTimeout" << "x" << 0;
    QTest::newRow("idle timeout") << 6 << "idleTimeout" << "long" << 0;
    QTest::newRow("longest body") << 6 << "maxBody" << "64 MiBs" << 0;
    QTest::newRow("no longest body") << 6 << "maxBody" << "" << 0;
    QTest::newRow("threshold") << 6 << "thresholds" << "p99<1s" << 0;
    QTest::newRow("bound") << 6 << "abortOn" << "errors" << 0;
    QTest::newRow("proxy") << 7 << "proxy" << "ftp://a.test:1" << 0;
    QTest::newRow("proxy without a port") << 7 << "proxy" << "http://a.test" << 0;
    QTest::newRow("no proxy") << 7 << "proxy" << "" << 0;
    QTest::newRow("path of a socket") << 7 << "unixSocket" << QString(200, 'x') << 0;
    QTest::newRow("connect to") << 7 << "connectTo" << "a.test:443" << 0;
    QTest::newRow("resolve") << 7 << "resolve" << "a.test:80:b.test" << 0;
}

void TestOptionsPanel::wrongFieldsAreNamedInPlace() {
    QFETCH(int, page);
    QFETCH(QString, field);
    QFETCH(QString, text);
    QFETCH(int, load);
    const QByteArray edit = field.toLatin1() + "Edit";
    const QByteArray error = field.toLatin1() + "Error";
    choose("loadBox", load);
    showPage(page);
    if (field == "proxy")
        choose("proxyOfBox", 2);
    type(edit.constData(), text);
    QTest::mouseClick(at("optionsToggle"), Qt::LeftButton);
    submit();
    QCOMPARE(state(), RunState::Idle);
    QVERIFY(at(edit.constData())->isVisible());
    QVERIFY(at(edit.constData())->hasFocus());
    QVERIFY(at<FieldEdit>(edit.constData())->isWrong());
    QVERIFY(at(error.constData())->isVisible());
    QVERIFY(words(error.constData()).endsWith('.'));
    QVERIFY(!at<QTabWidget>("optionTabs")->tabIcon(page).isNull());
    QCOMPARE(at<QLineEdit>(edit.constData())->text(), text);
}

void TestOptionsPanel::wrongFilesAreNamedInPlace() {
    const QTemporaryDir folder;
    const QString missing = folder.filePath("missing.pem");
    showPage(5);
    type("caFileEdit", missing);
    submit();
    QCOMPARE(state(), RunState::Idle);
    QVERIFY(words("caFileError").contains("missing.pem"));
    type("caFileEdit", "");
    showPage(3);
    type("bodyFileEdit", missing);
    submit();
    QCOMPARE(state(), RunState::Idle);
    QVERIFY(words("bodyFileError").contains("missing.pem"));
}

void TestOptionsPanel::wrongJsonIsNamedInPlace() {
    showPage(1);
    at("jsonEdit")->setFocus();
    QTest::keyClicks(at("jsonEdit"), "a=1");
    submit();
    QCOMPARE(state(), RunState::Idle);
    QVERIFY(at("jsonEdit")->hasFocus());
    QVERIFY(at("jsonError")->isVisible());
    QCOMPARE(words("jsonError"),
             QStringLiteral("\"a=1\" is not of the form /pointer/into/json=VALUE."));
    QCOMPARE(at("jsonEdit")->accessibleDescription(), at<QLabel>("jsonError")->text());
}

void TestOptionsPanel::everyPlanGoesThroughTheFields() {
    TestPlan plan;
    plan.url = m_demo->url();
    plan.method = "PROPFIND";
    plan.headers = {{"A", "b"}, {"C", "d: e"}};
    plan.body = "\xff\x00z";
    plan.requests = 7;
    plan.duration = 2500ms;
    plan.connections = 3;
    plan.rate = 0.5;
    plan.arrivals = Arrivals::Poisson;
    plan.stages = {{1s, 100}, {2s, 0.25}};
    plan.warmUp = 1s;
    plan.seed = 9;
    plan.threads = 1;
    plan.thresholds = {*parseThreshold("p(99.9)<1s")};
    plan.abortOn = {*parseThreshold("errors>50%")};
    plan.timeout = 1500ms;
    plan.connectTimeout = 2s;
    plan.idleTimeout = 90s;
    plan.maxBody = 5'000'000'001;
    plan.keepAlive = false;
    plan.follow = 4;
    plan.cookies = true;
    plan.expectContinue = true;
    plan.tls = {true, "", "", "", "b.test", TlsOptions::MinVersion::Tls13, "${PHRASE}"};
    plan.user = "ann:${PASSWORD}";
    plan.label = "x";
    plan.expectations = {{{200, 204}}, "text", {{"/a", "1"}, {"", "{}"}}};
    plan.routing = {.connectTo = {{"::1", 1, "b", 2}},
                    .resolve = {{"a.test", 80, "::1"}},
                    .unixSocket = "/run/s",
                    .proxy = {},
                    .family = AddressFamily::V6};
    m_window->setPlan(plan);
    QVERIFY(m_window->plan() == plan);
}

QTEST_MAIN(TestOptionsPanel)
#include "tst_optionspanel.moc"
