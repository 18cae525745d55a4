// A Squall that is killed while it writes loses the run that it writes, and nothing else.

#include <csignal>
#include <random>

#include <unistd.h>

#include <QCoreApplication>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <QTextStream>

#include "core/results/historystore.h"

using namespace squall;

namespace {

constexpr int kills = 200;

/// As the child: writes run after run, and prints the id of each once it is kept. The kernel ends
/// it in the midst of that.
int writeUntilKilled(const std::string& path, unsigned microseconds) {
    const auto store = HistoryStore::open(path);
    if (!store)
        return 1;
    QTextStream out(stdout);
    std::signal(SIGALRM, [](int) { std::raise(SIGKILL); });
    for (int i = 0; i < 100'000; ++i) {
        RunResult result;
        result.id = std::to_string(QCoreApplication::applicationPid()) + "-" + std::to_string(i);
        result.plan.url = "http://a.test/";
        result.state = RunState::Finished;
        for (int bucket = 1; bucket < 2000; ++bucket)
            result.counts.service.record(std::chrono::microseconds(bucket * 7 * (i % 5 + 1)));
        if (!(*store)->begin(result.id, result.plan) || !(*store)->saveSoFar(result) ||
            !(*store)->save(result))
            return 1;
        out << QString::fromStdString(result.id) << Qt::endl;
        if (i == 0)
            ualarm(microseconds, 0);
    }
    return 1;
}

} // namespace

class TestHistoryCrash final : public QObject {
    Q_OBJECT

private slots:
    void losesTheLastRunAtMost();
};

void TestHistoryCrash::losesTheLastRunAtMost() {
    const QTemporaryDir folder;
    const std::string path = folder.filePath("history.sqlite").toStdString();
    std::mt19937 random(8);
    std::uniform_int_distribution moment(1, 30'000); // microseconds; a run takes about 2000
    QByteArrayList kept;
    for (int kill = 0; kill < kills; ++kill) {
        QProcess writer;
        writer.start(QCoreApplication::applicationFilePath(),
                     {"--write", QString::fromStdString(path), QString::number(moment(random))});
        QVERIFY(writer.waitForFinished(30'000));
        QCOMPARE(writer.exitStatus(), QProcess::CrashExit);
        QByteArrayList ids = writer.readAllStandardOutput().split('\n');
        ids.removeLast(); // what follows the last line break
        kept += ids;
    }
    const auto store = HistoryStore::open(path);
    QVERIFY(store.has_value());
    QVERIFY(!(*store)->notice());
    const auto entries = (*store)->list();
    QVERIFY(entries.has_value());
    std::size_t finished = 0;
    for (const HistoryEntry& entry : *entries)
        finished += entry.state == HistoryState::Finished ? 1 : 0;
    QVERIFY(kept.size() >= kills);
    QVERIFY(finished >= static_cast<std::size_t>(kept.size()));
    QVERIFY(entries->size() <= finished + kills);
    for (const QByteArray& id : std::as_const(kept)) {
        const auto entry = (*store)->load(id.toStdString());
        QVERIFY2(entry.has_value(), id.constData());
    }
    qInfo("%lld runs kept over %d kills, %zu interrupted", static_cast<long long>(kept.size()),
          kills, entries->size() - finished);
}

int main(int argc, char** argv) {
    const QCoreApplication application(argc, argv);
    if (argc == 4 && qstrcmp(argv[1], "--write") == 0)
        return writeUntilKilled(argv[2], QByteArray(argv[3]).toUInt());
    TestHistoryCrash test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_historycrash.moc"
