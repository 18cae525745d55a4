// Who starts Squall a second time gets the first window, with what was asked for filled in: over
// the socket of the first, and over the session bus.

#include <atomic>
#include <memory>
#include <thread>

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCall>
#include <QFile>
#include <QLineEdit>
#include <QMessageBox>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include "app/desktopservice.h"
#include "app/singleinstance.h"
#include "app/windowlaunches.h"
#include "core/results/report.h"
#include "tests/support/guifixture.h"
#include "tests/support/steadyresult.h"

using namespace squall;
using namespace squall::test;

class TestLaunches final : public QObject, private WindowFixture {
    Q_OBJECT

private slots:

    // Qt joins the session bus once, when the first window asks for it.
    void initTestCase() {
        failOnWarnings();
        m_bus.start(QStringLiteral("dbus-daemon"), {"--session", "--nofork", "--print-address=1"});
        if (m_bus.waitForReadyRead())
            qputenv("DBUS_SESSION_BUS_ADDRESS", m_bus.readLine().trimmed());
    }

    void cleanupTestCase() {
        m_bus.terminate();
        m_bus.waitForFinished();
    }

    void init() {
        QVERIFY(m_folder.isValid());
        QVERIFY(prepare(QStringLiteral(SQUALL_EXECUTABLE)));
        QVERIFY(open());
        m_launches = std::make_unique<WindowLaunches>(m_window.get(), m_demo.get());
        m_taken.clear();
    }

    void cleanup() {
        m_launches.reset();
        close();
    }

    void theFirstTakesWhatALaterOneWants() {
        const QString path = m_folder.filePath(QStringLiteral("taken"));
        SingleInstance first(path);
        connect(&first, &SingleInstance::launched, this, &TestLaunches::keep);
        QVERIFY(!first.handOver({}));
        const Launch wanted{QStringLiteral("http://a.test/ü"), "token"};
        QVERIFY(handsOver(path, wanted));
        QCOMPARE(m_taken, QList<Launch>{wanted});
        QVERIFY(handsOver(path, {}));
        QCOMPARE(m_taken.size(), 2);
    }

    void aSocketThatWasLeftBehindIsNobody() {
        const QString path = m_folder.filePath(QStringLiteral("left"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.close();
        SingleInstance first(path);
        QVERIFY(!first.handOver({}));
        QVERIFY(handsOver(path, {}));
    }

    void withoutAPlaceEveryOneIsAlone() {
        SingleInstance one{QString()};
        SingleInstance other{QString()};
        QVERIFY(!one.handOver({}));
        QVERIFY(!other.handOver({}));
        QCOMPARE(SingleInstance::pathOfSession(), QString()); // nobody sees these windows
    }

    void anAddressIsFilledIn() {
        m_launches->take({QStringLiteral("http://127.0.0.1:9/x"), {}});
        QCOMPARE(url(), QStringLiteral("http://127.0.0.1:9/x"));
        QVERIFY(m_window->isVisible());
    }

    void theBuiltInServerIsFilledIn() {
        m_launches->take({QStringLiteral("demo:/delay/5ms"), {}});
        QCOMPARE(url(), QString::fromStdString(m_demo->url()) + QStringLiteral("delay/5ms"));
    }

    void aMinimisedWindowComesBack() {
        m_window->showMinimized();
        m_launches->take({});
        QVERIFY(!m_window->isMinimized());
        QCOMPARE(url(), QString::fromStdString(m_demo->url()));
    }

    void aPlanIsOpened() {
        const QByteArray plan = "{\"schema\": \"squall.plan/1\", "
                                "\"url\": \"http://127.0.0.1:9/plan\", \"requests\": 123}";
        m_launches->take({written(QStringLiteral("plan.squall.json"), plan), {}});
        QCOMPARE(url(), QStringLiteral("http://127.0.0.1:9/plan"));
        QCOMPARE(plain(at<QLineEdit>("countEdit")->text()), QStringLiteral("123"));
    }

    void aPlanThatCannotBeReadIsExplained() {
        m_launches->take({written(QStringLiteral("broken.squall.json"), "{"), {}});
        auto* const box = at<QMessageBox>("fileProblem");
        QVERIFY2(box->informativeText().contains(QStringLiteral("broken.squall.json")),
                 qPrintable(box->informativeText()));
        QCOMPARE(url(), QString::fromStdString(m_demo->url()));
        box->close();
    }

    void aRunInAFileIsOpened() {
        RunResult run = steadyResult("one", std::chrono::milliseconds(5));
        run.state = RunState::Finished;
        const std::string bundle = report(run, ReportFormat::Bundle);
        m_launches->take(
            {written(QStringLiteral("run.squall"), QByteArray::fromStdString(bundle)), {}});
        QCOMPARE(state(), RunState::Finished);
        QCOMPARE(url(), QStringLiteral("http://a.test/"));
        m_launches->take(
            {written(QStringLiteral("cut.squall"), QByteArray::fromStdString(bundle).left(99)),
             {}});
        auto* const box = at<QMessageBox>("fileProblem");
        QVERIFY2(box->informativeText().contains(QStringLiteral("cut.squall")),
                 qPrintable(box->informativeText()));
        box->close();
    }

    void aRunKeepsItsFieldsUntilItHasEnded() {
        submitTo(m_silent.url());
        QTRY_COMPARE(state(), RunState::Running);
        m_launches->take({QStringLiteral("http://127.0.0.1:9/later"), {}});
        QCOMPARE(url(), m_silent.url());
        m_window->findChild<QAction*>(QStringLiteral("cancelAction"))->trigger();
        QTRY_COMPARE(url(), QStringLiteral("http://127.0.0.1:9/later"));
    }

    void theSessionBusBringsLaunchesToo() {
        if (m_bus.state() != QProcess::Running)
            QSKIP("there is no dbus-daemon");
        DesktopService service([this](const Launch& launch) { keep(launch); }, m_launches.get());
        service.offer();
        QDBusConnection desktop = QDBusConnection::connectToBus(
            qEnvironmentVariable("DBUS_SESSION_BUS_ADDRESS"), QStringLiteral("desktop"));
        const auto call = [&desktop](const QString& method, const QVariantList& arguments) {
            QDBusMessage message = QDBusMessage::createMethodCall(
                QStringLiteral("org.squall.Squall"), QStringLiteral("/org/squall/Squall"),
                QStringLiteral("org.freedesktop.Application"), method);
            message.setArguments(arguments);
            const QDBusPendingCall pending = desktop.asyncCall(message);
            QTRY_VERIFY(pending.isFinished());
            QVERIFY2(!pending.isError(), qPrintable(pending.error().message()));
        };
        const QVariantMap token{{QStringLiteral("activation-token"), QStringLiteral("t")}};
        call(QStringLiteral("Activate"), {QVariantMap()});
        call(QStringLiteral("Open"),
             {QStringList{QStringLiteral("file:///tmp/a%20b.squall.json")}, token});
        call(QStringLiteral("ActivateAction"),
             {QStringLiteral("demo"), QVariantList(), QVariantMap()});
        const QList<Launch> expected = {
            {}, {QStringLiteral("/tmp/a b.squall.json"), "t"}, {QStringLiteral("demo:"), {}}};
        QCOMPARE(m_taken, expected);

        QDBusConnection::disconnectFromBus(QStringLiteral("desktop"));
    }

private:
    void keep(const Launch& launch) { m_taken += launch; }

    /// As another process would, while this one answers.
    [[nodiscard]] bool handsOver(const QString& path, const Launch& launch) {
        std::atomic<int> taken = -1; // written by the thread, read here
        std::thread other([&] { taken = SingleInstance(path).handOver(launch) ? 1 : 0; });
        const bool ended = QTest::qWaitFor([&] { return taken != -1; });
        other.join();
        return ended && taken == 1;
    }

    [[nodiscard]] QString url() const { return at<QLineEdit>("urlEdit")->text(); }

    [[nodiscard]] QString written(const QString& name, const QByteArray& text) const {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            qFatal("cannot write %s", qPrintable(name));
        return file.fileName();
    }

    QTemporaryDir m_folder;
    std::unique_ptr<WindowLaunches> m_launches;
    QList<Launch> m_taken;
    QProcess m_bus; ///< of the session; not running where there is no dbus-daemon
};

QTEST_MAIN(TestLaunches)
#include "tst_launches.moc"
