// What the commands leave in the history, and what they say of it.

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/command.h"
#include "tests/support/testserver.h"

using namespace squall;
using namespace squall::test;

class TestHistoryCommand final : public QObject {
    Q_OBJECT

private slots:
    void init();
    void recordsARun();
    void leavesARunOut();
    void recordsWhatCouldNotBeSent();
    void recordsWhatWasKilled();
    void deletesAndRestores();
    void exportsAndImports();
    void recordsTheBuiltInServerByName();
    void comparesByNames();
    void keepsNoSecret();
    void goesOnWithoutAHistory();
    void namesARunThatIsNotThere();
    void staysWithinTheBoundOfTheWindow();
    void listsWhatTheReportSays();
    void printsNothingThatSteersATerminal();

private:
    [[nodiscard]] Ended call(const QStringList& arguments) const;
    [[nodiscard]] Ended run(const QStringList& more = {}) const;
    [[nodiscard]] QJsonArray list() const;

    [[nodiscard]] QString path(const char* name) const { return m_folder->filePath(name); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<TestServer> m_server;
};

void TestHistoryCommand::init() {
    m_folder = std::make_unique<QTemporaryDir>();
    m_server =
        std::make_unique<TestServer>([](std::uint64_t, const std::string&) { return okReply(); });
}

Ended TestHistoryCommand::call(const QStringList& arguments) const {
    return runCommand(QStringLiteral(SQUALL_EXECUTABLE), arguments, m_folder->path());
}

Ended TestHistoryCommand::run(const QStringList& more) const {
    return call(QStringList{"run", "-n", "50", "-c", "2", "--quiet",
                            QString::fromStdString(m_server->url())} +
                more);
}

QJsonArray TestHistoryCommand::list() const {
    return QJsonDocument::fromJson(call({"history", "list", "--format", "json"}).out).array();
}

// Its port is another one the next time.
void TestHistoryCommand::recordsTheBuiltInServerByName() {
    const Ended ran = call({"run", "-n", "5", "--format", "json", "demo:/status/404"});
    QCOMPARE(ran.exitCode, 0);
    const auto result = QJsonDocument::fromJson(ran.out).object();
    const auto address = QStringLiteral("demo:/status/404");
    QCOMPARE(result.value("plan").toObject().value("url").toString(), address);
    QCOMPARE(list().at(0).toObject().value("url").toString(), address);
}

void TestHistoryCommand::recordsARun() {
    QCOMPARE(run({"--label", "first"}).exitCode, 0);
    QCOMPARE(run({"--label", "second"}).exitCode, 0);
    const QJsonArray runs = list();
    QCOMPARE(runs.size(), 2);
    QCOMPARE(runs.at(0).toObject().value("label").toString(), QStringLiteral("second"));
    QCOMPARE(runs.at(1).toObject().value("state").toString(), QStringLiteral("finished"));
    QCOMPARE(runs.at(1).toObject().value("ok").toInt(), 50);
    const Ended listed = call({"history", "list"});
    QVERIFY(listed.out.contains("first") && listed.out.contains("2 runs, "));
    const Ended shown = call({"history", "show", "last"});
    QVERIFY2(shown.out.contains("50 sent = 50 ok"), shown.out.constData());
    const Ended json = call({"history", "show", "last", "--format", "json"});
    QVERIFY(json.out.contains("\"schema\": \"squall.result/1\""));
}

void TestHistoryCommand::leavesARunOut() {
    QCOMPARE(run({"--no-history"}).exitCode, 0);
    QVERIFY(!QDir(path("squall")).exists());
    QVERIFY(list().isEmpty());
}

void TestHistoryCommand::recordsWhatCouldNotBeSent() {
    QCOMPARE(call({"run", "--quiet", "http://127.0.0.1:1/"}).exitCode, 121);
    const QJsonObject run = list().at(0).toObject();
    QCOMPARE(run.value("state").toString(), QStringLiteral("failed"));
    QVERIFY(!run.value("note").toString().isEmpty());
    const Ended shown = call({"history", "show", "last"});
    QVERIFY2(shown.out.contains("failed: 0 of") || shown.out.contains("failed: 0 requests"),
             shown.out.constData());
}

// Killed while it runs: the row is there, with the figures of its last second.
void TestHistoryCommand::recordsWhatWasKilled() {
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("XDG_DATA_HOME", m_folder->path());
    process.setProcessEnvironment(environment);
    process.start(QStringLiteral(SQUALL_EXECUTABLE), {"run", "-z", "60s", "-c", "1", "--quiet",
                                                      QString::fromStdString(m_server->url())});
    QTRY_VERIFY_WITH_TIMEOUT(!list().isEmpty() && list().at(0).toObject().value("ok").toInt() > 0,
                             30'000);
    process.kill();
    QVERIFY(process.waitForFinished(30'000));
    QCOMPARE(list().size(), 1);
    QCOMPARE(list().at(0).toObject().value("state").toString(), QStringLiteral("interrupted"));
    QCOMPARE(call({"history", "show", "last"}).exitCode, 0);
}

void TestHistoryCommand::deletesAndRestores() {
    QCOMPARE(run().exitCode, 0);
    const QString id = list().at(0).toObject().value("id").toString();
    const Ended deleted = call({"history", "delete", "last"});
    QCOMPARE(deleted.exitCode, 0);
    QVERIFY(deleted.err.contains(("squall history restore " + id).toUtf8()));
    QVERIFY(list().isEmpty());
    QCOMPARE(call({"history", "restore", id}).exitCode, 0);
    QCOMPARE(list().size(), 1);
}

void TestHistoryCommand::exportsAndImports() {
    QCOMPARE(run({"--label", "moved"}).exitCode, 0);
    QCOMPARE(call({"history", "export", "last", path("run.json")}).exitCode, 0);
    QCOMPARE(call({"history", "export", "last", path("run.html")}).exitCode, 0);
    QCOMPARE(call({"history", "export", "last", path("run.odt")}).exitCode, 104);
    QVERIFY(QFile::exists(path("run.html")));
    QCOMPARE(call({"history", "import", path("run.json")}).exitCode, 104); // is there already
    QVERIFY(QDir(path("squall")).removeRecursively());
    QCOMPARE(call({"history", "import", path("run.json")}).exitCode, 0);
    QCOMPARE(list().at(0).toObject().value("label").toString(), QStringLiteral("moved"));
    QCOMPARE(call({"history", "import", path("run.html")}).exitCode, 104);
}

void TestHistoryCommand::comparesByNames() {
    QCOMPARE(run().exitCode, 0);
    QCOMPARE(call({"history", "baseline", "last"}).exitCode, 0);
    QCOMPARE(run().exitCode, 0);
    const Ended ended = call({"compare", "baseline", "last"});
    QCOMPARE(ended.exitCode, 0);
    QVERIFY(ended.out.contains("Error share"));
    QVERIFY(call({"history", "list"}).out.contains("[baseline]"));
}

void TestHistoryCommand::keepsNoSecret() {
    const QString secret = QStringLiteral("t0ken-5f2c91");
    QCOMPARE(run({"-u", "me:" + secret}).exitCode, 0);
    QCOMPARE(run({"-H", "Authorization: Bearer " + secret}).exitCode, 0);
    QDirIterator files(m_folder->path(), QDir::Files, QDirIterator::Subdirectories);
    QVERIFY(files.hasNext());
    while (files.hasNext()) {
        QFile file(files.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY2(!file.readAll().contains(secret.toUtf8()), qPrintable(file.fileName()));
    }
    QVERIFY(!call({"history", "show", "last", "--format", "json"}).out.contains("t0ken"));
}

void TestHistoryCommand::goesOnWithoutAHistory() {
    // No file can grow past 0 bytes, as on a full disk.
    const Ended full = runCommand("sh",
                                  {"-c", "trap '' XFSZ; ulimit -f 0; exec \"$@\" 2>&1", "sh",
                                   SQUALL_EXECUTABLE, "run", "-n", "50", "-c", "2", "--quiet",
                                   QString::fromStdString(m_server->url())},
                                  m_folder->path());
    QVERIFY2(full.out.contains("50 sent = 50 ok"), full.out.constData());
    QVERIFY2(full.out.contains("squall: history: "), full.out.constData());
    QVERIFY(QDir(m_folder->path()).mkpath("squall"));
    QFile file(path("squall/history.sqlite"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("my own notes");
    file.close();
    const Ended damaged = run();
    QCOMPARE(damaged.exitCode, 0);
    QVERIFY2(damaged.err.contains("damaged"), damaged.err.constData());
    QCOMPARE(list().size(), 1);
}

void TestHistoryCommand::namesARunThatIsNotThere() {
    for (const char* const action : {"show", "delete", "baseline"}) {
        const Ended ended = call({"history", action, "nobody"});
        QCOMPARE(ended.exitCode, 104);
        QVERIFY(ended.err.contains("nobody"));
    }
    QCOMPARE(call({"history"}).exitCode, 104);
}

void TestHistoryCommand::staysWithinTheBoundOfTheWindow() {
    QVERIFY(QDir(m_folder->path()).mkpath("Squall"));
    QFile settings(path("Squall/Squall.conf"));
    QVERIFY(settings.open(QIODevice::WriteOnly));
    settings.write("[window]\nhistoryBound=1000\n");
    settings.close();
    QCOMPARE(run().exitCode, 0);
    QCOMPARE(run().exitCode, 0);
    QCOMPARE(list().size(), 1);
}

// A single request has no 99th percentile.
void TestHistoryCommand::listsWhatTheReportSays() {
    QCOMPARE(call({"run", "-n", "1", "--quiet", QString::fromStdString(m_server->url())}).exitCode,
             0);
    const Ended listed = call({"history", "list"});
    QVERIFY2(listed.out.contains("  -         -       0 %  "), listed.out.constData());
}

void TestHistoryCommand::printsNothingThatSteersATerminal() {
    QCOMPARE(run({"--label", "mine\u009b31m"}).exitCode, 0);
    QCOMPARE(call({"history", "note", "last", "it is\u202ered"}).exitCode, 0);
    const Ended shown = call({"history", "show", "last"});
    QVERIFY2(shown.out.contains("mine\\u{9B}31m"), shown.out.constData());
    QVERIFY(shown.out.contains("it is\\u{202E}red"));
}

QTEST_GUILESS_MAIN(TestHistoryCommand)
#include "tst_historycommand.moc"
