#include <cerrno>
#include <csignal>
#include <cstdio>
#include <string>
#include <string_view>

#include <QCoreApplication>
#include <QProcess>
#include <QTcpSocket>
#include <QTest>
#include <QUrl>

#include "core/run/demoprocess.h"

using namespace squall;

namespace {

constexpr std::string_view holdOption = "--hold-a-demo-process";
constexpr int timeoutMs = 10'000;

QString squallExecutable() {
    return QStringLiteral(SQUALL_EXECUTABLE);
}

quint16 portOf(const std::string& url) {
    return static_cast<quint16>(QUrl(QString::fromStdString(url)).port(0));
}

bool connects(QTcpSocket& socket, const std::string& url) {
    socket.connectToHost(QStringLiteral("127.0.0.1"), portOf(url));
    return socket.waitForConnected(timeoutMs);
}

/// The first line of the answer to a request on a connection of its own.
QByteArray answerOn(QTcpSocket& socket) {
    socket.write("GET /status/299 HTTP/1.1\r\nHost: demo\r\n\r\n");
    while (!socket.canReadLine()) {
        if (!socket.waitForReadyRead(timeoutMs))
            return {};
    }
    return socket.readLine().trimmed();
}

QByteArray answerOf(const std::string& url) {
    QTcpSocket socket;
    return connects(socket, url) ? answerOn(socket) : QByteArray();
}

bool isRefused(const std::string& url) {
    QTcpSocket socket;
    return !connects(socket, url) && socket.error() == QAbstractSocket::ConnectionRefusedError;
}

const QByteArray expectedAnswer = "HTTP/1.1 299 As Asked";

/// The part of the parent that a test kills: prints its address and waits.
int holdDemoProcess() {
    DemoProcess demo(nullptr, squallExecutable());
    if (!demo.reserve() || !demo.ensureRunning())
        return 1;
    std::puts(demo.url().c_str());
    std::fflush(stdout);
    return QCoreApplication::exec();
}

} // namespace

class TestDemoProcess final : public QObject {
    Q_OBJECT

private slots:
    void theAddressIsKnownBeforeAnythingRuns();
    void onlyItsOwnAddressIsServed_data();
    void onlyItsOwnAddressIsServed();
    void requestsAreAnswered();
    void connectionsWaitUntilTheChildRuns();
    void aChildThatDiedIsStartedAgain();
    void aRunningChildIsKept();
    void theChildEndsWithTheObject();
    void aStalledClientDoesNotKeepTheChild();
    void theChildEndsWithAKilledParent();
    void aMissingProgramIsAnError();
    void withoutAPortThereIsAnError();
};

void TestDemoProcess::theAddressIsKnownBeforeAnythingRuns() {
    DemoProcess demo(nullptr, squallExecutable());
    QCOMPARE(demo.url(), std::string());
    QVERIFY(demo.reserve());
    QVERIFY(portOf(demo.url()) != 0);
    QCOMPARE(demo.url(), "http://127.0.0.1:" + std::to_string(portOf(demo.url())) + "/");
    QCOMPARE(demo.processId(), qint64{0});
}

void TestDemoProcess::onlyItsOwnAddressIsServed_data() {
    QTest::addColumn<std::string>("pattern"); // # stands for the port
    QTest::addColumn<bool>("expected");
    QTest::newRow("its address") << std::string("http://127.0.0.1:#/") << true;
    QTest::newRow("any path") << std::string("http://127.0.0.1:#/delay/5ms?x") << true;
    QTest::newRow("without a scheme") << std::string("127.0.0.1:#") << true;
    QTest::newRow("by name") << std::string("http://localhost:#/") << true;
    QTest::newRow("another port") << std::string("http://127.0.0.1:1/") << false;
    QTest::newRow("another host") << std::string("http://127.0.0.2:#/") << false;
    QTest::newRow("TLS") << std::string("https://127.0.0.1:#/") << false;
    QTest::newRow("no address") << std::string("http://") << false;
    QTest::newRow("nothing") << std::string() << false;
}

void TestDemoProcess::onlyItsOwnAddressIsServed() {
    QFETCH(std::string, pattern);
    DemoProcess demo(nullptr, squallExecutable());
    QVERIFY(!demo.serves("http://127.0.0.1:80/"));
    QVERIFY(demo.reserve());
    const QString url = QString::fromStdString(pattern).replace(
        QLatin1Char('#'), QString::number(portOf(demo.url())));
    QTEST(demo.serves(url.toStdString()), "expected");
}

void TestDemoProcess::requestsAreAnswered() {
    DemoProcess demo(nullptr, squallExecutable());
    QVERIFY(demo.reserve());
    QVERIFY(demo.ensureRunning());
    QCOMPARE(answerOf(demo.url()), expectedAnswer);
}

void TestDemoProcess::connectionsWaitUntilTheChildRuns() {
    DemoProcess demo(nullptr, squallExecutable());
    QVERIFY(demo.reserve());
    QTcpSocket early;
    QVERIFY(connects(early, demo.url()));
    QVERIFY(demo.ensureRunning());
    QCOMPARE(answerOn(early), expectedAnswer);
}

void TestDemoProcess::aChildThatDiedIsStartedAgain() {
    DemoProcess demo(nullptr, squallExecutable());
    QVERIFY(demo.reserve());
    QVERIFY(demo.ensureRunning());
    QCOMPARE(answerOf(demo.url()), expectedAnswer);
    const qint64 first = demo.processId();
    const std::string url = demo.url();
    QCOMPARE(::kill(static_cast<pid_t>(first), SIGKILL), 0);
    QTRY_VERIFY(demo.ensureRunning() && demo.processId() != first);
    QCOMPARE(demo.url(), url);
    QCOMPARE(answerOf(url), expectedAnswer);
}

void TestDemoProcess::aRunningChildIsKept() {
    DemoProcess demo(nullptr, squallExecutable());
    QVERIFY(demo.reserve());
    QVERIFY(demo.ensureRunning());
    const qint64 first = demo.processId();
    QVERIFY(first != 0);
    QVERIFY(demo.ensureRunning());
    QCOMPARE(demo.processId(), first);
}

void TestDemoProcess::theChildEndsWithTheObject() {
    qint64 child = 0;
    std::string url;
    {
        DemoProcess demo(nullptr, squallExecutable());
        QVERIFY(demo.reserve());
        QVERIFY(demo.ensureRunning());
        child = demo.processId();
        url = demo.url();
        QCOMPARE(answerOf(url), expectedAnswer);
    }
    QVERIFY(::kill(static_cast<pid_t>(child), 0) == -1 && errno == ESRCH);
    QVERIFY(isRefused(url));
}

void TestDemoProcess::aStalledClientDoesNotKeepTheChild() {
    QTcpSocket stalled;
    std::string url;
    {
        DemoProcess demo(nullptr, squallExecutable());
        QVERIFY(demo.reserve());
        QVERIFY(demo.ensureRunning());
        url = demo.url();
        QVERIFY(connects(stalled, url));
        QCOMPARE(answerOn(stalled), expectedAnswer);
        stalled.setReadBufferSize(1);
        stalled.write("GET /bytes/1000000000 HTTP/1.1\r\nHost: demo\r\n\r\n");
        QVERIFY(stalled.flush());
    }
    QVERIFY(isRefused(url));
}

void TestDemoProcess::theChildEndsWithAKilledParent() {
    QProcess parent;
    parent.start(QCoreApplication::applicationFilePath(),
                 {QString::fromLatin1(holdOption.data(), qsizetype(holdOption.size()))});
    QVERIFY(parent.waitForReadyRead(timeoutMs));
    const std::string url = parent.readLine().trimmed().toStdString();
    QCOMPARE(answerOf(url), expectedAnswer);
    parent.kill();
    QVERIFY(parent.waitForFinished(timeoutMs));
    // As long as anybody holds the listening socket, connections are accepted.
    QTRY_VERIFY(isRefused(url));
}

void TestDemoProcess::aMissingProgramIsAnError() {
    DemoProcess demo(nullptr, QStringLiteral("/nonexistent/squall"));
    QVERIFY(demo.reserve());
    const auto started = demo.ensureRunning();
    QVERIFY(!started);
    QCOMPARE(started.error().code, ErrorCode::SystemFailed);
    QVERIFY(started.error().detail.contains("/nonexistent/squall"));
}

void TestDemoProcess::withoutAPortThereIsAnError() {
    DemoProcess demo(nullptr, squallExecutable());
    QVERIFY(!demo.ensureRunning());
}

// Not QTEST_GUILESS_MAIN: one test starts this program again as the parent that it kills.
int main(int argc, char** argv) {
    QCoreApplication application(argc, argv);
    if (argc == 2 && argv[1] == holdOption)
        return holdDemoProcess();
    TestDemoProcess test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_demoprocess.moc"
