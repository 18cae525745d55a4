// What is secret in a plan stays where the user has put it: in no file that is written, on no
// stream, and in no other process's arguments.

#include <QDirIterator>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/command.h"
#include "tests/support/testserver.h"

using namespace squall::test;

namespace {

const QString token = QStringLiteral("t0ken-9f8e7d6c5b");

/// The server sends back what it was sent, as an example of what goes wrong.
Reply echo(const std::string& request) {
    return rawReply(
        "HTTP/1.1 503 Service Unavailable\r\nX-Echo: " + request.substr(0, request.find('\r')) +
        "\r\nContent-Length: " + std::to_string(request.size()) + "\r\n\r\n" + request);
}

QByteArray contentOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Arguments of the processes that `parent` has started.
QList<QByteArray> argumentsOfChildren(qint64 parent) {
    QList<QByteArray> all;
    const QDir processes(QStringLiteral("/proc"));
    for (const QString& id : processes.entryList({QStringLiteral("[0-9]*")}, QDir::Dirs)) {
        const QByteArray stat = contentOf(processes.filePath(id + QStringLiteral("/stat")));
        const QList<QByteArray> fields = stat.mid(stat.lastIndexOf(')') + 2).split(' ');
        if (fields.size() > 1 && fields[1].toLongLong() == parent)
            all += contentOf(processes.filePath(id + QStringLiteral("/cmdline")));
    }
    return all;
}

} // namespace

class TestSecrets final : public QObject {
    Q_OBJECT

private slots:
    void noFileOrStreamHoldsASecret_data();
    void noFileOrStreamHoldsASecret();
    void noChildSeesASecret();

private:
    [[nodiscard]] QStringList outputs() const;

    const QTemporaryDir m_folder;
};

QStringList TestSecrets::outputs() const {
    QStringList arguments;
    for (const char* const ending : {"txt", "json", "csv", "html", "xml", "prom", "hgrm", "hlog"})
        arguments << QStringLiteral("-o")
                  << m_folder.filePath(QStringLiteral("result.") + QLatin1String(ending));
    return arguments << QStringLiteral("--save") << m_folder.filePath(QStringLiteral("plan.json"));
}

void TestSecrets::noFileOrStreamHoldsASecret_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("userInfo");
    QTest::newRow("in the address") << QStringList() << "alice:" + token + "@";
    QTest::newRow("a user") << QStringList{"--user", "alice:" + token} << QString();
    QTest::newRow("a token") << QStringList{"--bearer", token} << QString();
    QTest::newRow("a header") << QStringList{"-H", "Authorization: Bearer " + token} << QString();
    QTest::newRow("a cookie") << QStringList{"-H", "Cookie: id=" + token} << QString();
}

void TestSecrets::noFileOrStreamHoldsASecret() {
    QFETCH(QStringList, arguments);
    QFETCH(QString, userInfo);
    const TestServer server([](auto, const std::string& request) { return echo(request); });
    const QString url =
        QStringLiteral("http://%1%2").arg(userInfo, QString::fromStdString(server.url()).mid(7));
    const Ended ended = runCommand(
        QStringLiteral(SQUALL_EXECUTABLE),
        QStringList{"run", "-n", "50", "-c", "2", url} + arguments + outputs(), m_folder.path());
    QVERIFY2(ended.exitCode == 0, ended.err.constData());
    QCOMPARE(server.requests(), quint64{50});

    const QByteArray encoded = ("alice:" + token).toUtf8().toBase64();
    const auto isClean = [&encoded](const QByteArray& text) {
        return !text.contains(token.toUtf8()) && !text.contains(encoded);
    };
    QVERIFY2(isClean(ended.err), ended.err.constData());
    QVERIFY(isClean(ended.out));
    int files = 0;
    QDirIterator all(m_folder.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    for (; all.hasNext(); ++files) {
        const QString path = all.next();
        QVERIFY2(isClean(contentOf(path)), qPrintable(path));
    }
    QVERIFY(files >= 9);
}

// The target stalls, so that there is time to look.
void TestSecrets::noChildSeesASecret() {
    QProcess squall;
    squall.start(QStringLiteral(SQUALL_EXECUTABLE),
                 {"run", "-H", "Authorization: " + token, "-z", "1h", "demo:/delay/1h"});
    const auto seen = [&squall] { return argumentsOfChildren(squall.processId()); };
    QTRY_VERIFY(!seen().isEmpty() && seen().front().contains("demo"));
    for (const QByteArray& arguments : seen())
        QVERIFY2(!arguments.contains(token.toUtf8()), arguments.constData());
    squall.terminate();
    QVERIFY(squall.waitForFinished(60'000));
}

QTEST_GUILESS_MAIN(TestSecrets)
#include "tst_secrets.moc"
