// What the desktop hears of a run, on a session bus of the test's own.

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusVirtualObject>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>
#include <QWidget>

#include "ui/desktopnotices.h"

using namespace squall;

namespace {

/// Keeps what is called on it.
class Desk final : public QDBusVirtualObject {
public:
    [[nodiscard]] QString introspect(const QString&) const override { return {}; }

    bool handleMessage(const QDBusMessage& message, const QDBusConnection& bus) override {
        calls << message;
        return bus.send(message.createReply(quint32{1}));
    }

    QList<QDBusMessage> calls;
};

} // namespace

class TestDesktopNotices final : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanupTestCase();
    void init();
    void longRunsAreAnnounced();
    void shortRunsAreNot();
    void progressIsShownAndCleared();

public slots:
    void onUpdate(const QString& uri, const QVariantMap& properties);

private:
    RunView view(RunState state, Nanoseconds elapsed);

    QProcess m_daemon;
    Desk m_desk;
    QList<QVariantMap> m_updates;
    QString m_uri;
    TestPlan m_plan;
    Progress m_progress;
};

void TestDesktopNotices::initTestCase() {
    if (QStandardPaths::findExecutable("dbus-daemon").isEmpty())
        QSKIP("there is no dbus-daemon");
    m_daemon.start("dbus-daemon", {"--session", "--nofork", "--print-address"});
    QVERIFY(m_daemon.waitForReadyRead());
    qputenv("DBUS_SESSION_BUS_ADDRESS", m_daemon.readLine().trimmed());
    QDBusConnection bus = QDBusConnection::sessionBus();
    QVERIFY(bus.isConnected());
    QVERIFY(bus.registerVirtualObject("/org/freedesktop/Notifications", &m_desk));
    QVERIFY(bus.registerService("org.freedesktop.Notifications"));
    QVERIFY(bus.connect(QString(), QString(), "com.canonical.Unity.LauncherEntry", "Update", this,
                        SLOT(onUpdate(QString, QVariantMap))));
}

void TestDesktopNotices::cleanupTestCase() {
    m_daemon.terminate();
    m_daemon.waitForFinished();
}

void TestDesktopNotices::init() {
    m_desk.calls.clear();
    m_updates.clear();
    m_progress = {};
}

void TestDesktopNotices::onUpdate(const QString& uri, const QVariantMap& properties) {
    m_uri = uri;
    m_updates << properties;
}

RunView TestDesktopNotices::view(RunState state, Nanoseconds elapsed) {
    m_progress.state = state;
    m_progress.elapsed = elapsed;
    return {.state = state, .plan = m_plan, .progress = m_progress};
}

void TestDesktopNotices::longRunsAreAnnounced() {
    QWidget window; // never shown, so nobody looks
    DesktopNotices notices(&window);
    notices.render(view(RunState::Running, std::chrono::seconds(11)), "http://a.test/<b>");
    notices.render(view(RunState::Finished, std::chrono::seconds(12)), "http://a.test/<b>");
    QTRY_COMPARE(m_desk.calls.size(), 1);
    QTRY_COMPARE(m_updates.size(), 2);
    const QVariantList arguments = m_desk.calls.front().arguments();
    QCOMPARE(m_desk.calls.front().member(), "Notify");
    QCOMPARE(arguments[3].toString(), "Finished");
    QVERIFY(arguments[4].toString().startsWith("http://a.test/&lt;b&gt;\n"));
}

void TestDesktopNotices::shortRunsAreNot() {
    QWidget window;
    DesktopNotices notices(&window);
    notices.render(view(RunState::Running, std::chrono::seconds(1)), "http://a.test/");
    notices.render(view(RunState::Finished, std::chrono::seconds(2)), "http://a.test/");
    QTRY_COMPARE(m_updates.size(), 2);
    QCOMPARE(m_desk.calls.size(), 0);
}

void TestDesktopNotices::progressIsShownAndCleared() {
    QWidget window;
    DesktopNotices notices(&window);
    m_plan.duration = std::chrono::seconds(10);
    m_progress.plannedDuration = m_plan.duration;
    for (int i = 0; i < 5; ++i) // at once, so that only the first is told
        notices.render(view(RunState::Running, std::chrono::seconds(5)), {});
    notices.render(view(RunState::Cancelled, std::chrono::seconds(5)), {});
    QTRY_COMPARE(m_updates.size(), 2);
    QCOMPARE(m_uri, "application://org.squall.Squall.desktop");
    QCOMPARE(m_updates[0]["progress-visible"].toBool(), true);
    QCOMPARE(m_updates[0]["progress"].toDouble(), 0.5);
    QCOMPARE(m_updates[1]["progress-visible"].toBool(), false);
}

QTEST_MAIN(TestDesktopNotices)
#include "tst_desktopnotices.moc"
