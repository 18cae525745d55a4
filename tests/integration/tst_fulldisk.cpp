// A disk that fills up while a run goes on costs what is written, not the run: it is told, and the
// result is where it can still be had.

#include <cerrno>
#include <fstream>
#include <memory>

#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "core/results/historyrecorder.h"
#include "tests/support/command.h"
#include "tests/support/runner.h"
#include "tests/support/testserver.h"

using namespace squall;
using namespace squall::test;

namespace {

bool mayMount = false; // written by main() alone

void write(const char* file, const std::string& text) {
    std::ofstream(file) << text << std::flush;
}

/// Mounts of this process's own. False where that is not allowed.
bool enterOwnMounts() {
    const std::string user = std::to_string(getuid());
    const std::string group = std::to_string(getgid());
    if (unshare(CLONE_NEWNS) != 0) {
        if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0)
            return false;
        write("/proc/self/setgroups", "deny");
        write("/proc/self/uid_map", user + " " + user + " 1");
        write("/proc/self/gid_map", group + " " + group + " 1");
    }
    return mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
}

/// A disk of 2 MB.
class SmallDisk final {
public:
    SmallDisk()
        : m_isMounted(mount("squall", path().c_str(), "tmpfs", 0, "size=2m") == 0) {}

    ~SmallDisk() {
        if (m_isMounted)
            umount2(path().c_str(), MNT_DETACH);
    }

    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;

    [[nodiscard]] bool isMounted() const { return m_isMounted; }

    [[nodiscard]] std::string path(const char* name = "") const {
        return m_folder.filePath(QString::fromLatin1(name)).toStdString();
    }

    /// Leaves no byte free.
    void fill() {
        QFile file(QString::fromStdString(path("filler")));
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Unbuffered | QIODevice::Append));
        for (qint64 size = 65'536; size > 0;) {
            if (file.write(QByteArray(size, 'x')) != size)
                size /= 2;
        }
    }

    void empty() { QVERIFY(QFile::remove(QString::fromStdString(path("filler")))); }

private:
    const QTemporaryDir m_folder;
    const bool m_isMounted;
};

} // namespace

class TestFullDisk final : public QObject {
    Q_OBJECT

private slots:
    void init();

    void cleanup() { m_disk.reset(); }

    void aRunGoesOnAndItsHistoryIsToldToBeLost();
    void aDiskThatIsFullFromTheStartStopsNothing();
    void aReportGoesToStandardOutput();

private:
    std::unique_ptr<SmallDisk> m_disk;
};

void TestFullDisk::init() {
    if (!mayMount)
        QSKIP("nothing may be mounted here");
    m_disk = std::make_unique<SmallDisk>();
    if (!m_disk->isMounted())
        QSKIP("nothing may be mounted here");
}

void TestFullDisk::aRunGoesOnAndItsHistoryIsToldToBeLost() {
    const TestServer server([](auto, const auto&) { return okReply(); });
    HistoryRecorder recorder(m_disk->path("history.sqlite"), HistoryStore::usualBound);
    const auto run = [&](bool fills) {
        const TestPlan plan = planFor(server.url(), fills ? 20'000 : 100, 4);
        StressTest test(plan);
        recorder.begin(test.id(), plan);
        recorder.drain();
        test.start();
        if (fills) {
            QVERIFY(waitUntil([&] { return test.poll(), test.state() >= RunState::Running; }));
            m_disk->fill();
        }
        QVERIFY(waitUntil([&] {
            test.poll();
            recorder.follow(test);
            return hasEnded(test.state());
        }));
        recorder.drain();
        verifyFinished(test, *plan.requests);
    };
    run(false);
    QVERIFY(!recorder.trouble());
    run(true);
    QVERIFY(recorder.trouble().has_value());
    QVERIFY(recorder.trouble()->find("history") != std::string::npos);
    m_disk->empty();
    run(false);

    const auto store = HistoryStore::open(m_disk->path("history.sqlite"));
    QVERIFY(store.has_value());
    QVERIFY(!(*store)->notice()); // the file is whole
    const auto entries = (*store)->list();
    QVERIFY(entries.has_value());
    QCOMPARE(entries->size(), std::size_t{3});
    QCOMPARE(entries->at(0).state, HistoryState::Finished);
    QCOMPARE(entries->at(1).state, HistoryState::Interrupted);
    QCOMPARE(entries->at(2).state, HistoryState::Finished);
}

void TestFullDisk::aDiskThatIsFullFromTheStartStopsNothing() {
    const TestServer server([](auto, const auto&) { return okReply(); });
    m_disk->fill();
    const Ended ended = runCommand(QStringLiteral(SQUALL_EXECUTABLE),
                                   {"run", "-n", "50", QString::fromStdString(server.url())},
                                   QString::fromStdString(m_disk->path()));
    QCOMPARE(ended.exitCode, 0);
    QCOMPARE(server.requests(), quint64{50});
    QVERIFY2(ended.err.contains("history"), ended.err.constData());
    QVERIFY2(ended.out.contains("50"), ended.out.constData());
}

void TestFullDisk::aReportGoesToStandardOutput() {
    const TestServer server([](auto, const auto&) { return okReply(); });
    m_disk->fill();
    const Ended ended = runCommand(QStringLiteral(SQUALL_EXECUTABLE),
                                   {"run", "-n", "50", "--no-history", "-o",
                                    QString::fromStdString(m_disk->path("result.json")),
                                    QString::fromStdString(server.url())});
    QCOMPARE(ended.exitCode, 1);
    QVERIFY2(ended.out.contains("\"schema\": \"squall.result/1\""), ended.out.constData());
    QVERIFY(ended.err.contains("cannot write"));
    QVERIFY(!QFile::exists(QString::fromStdString(m_disk->path("result.json"))));
}

// By hand, since mounts become this process's own while it has a single thread.
int main(int argc, char** argv) {
    mayMount = enterOwnMounts();
    const QCoreApplication application(argc, argv);
    TestFullDisk test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_fulldisk.moc"
