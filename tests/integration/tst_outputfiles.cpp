// A result is never lost: not to a full disk, a wrong path or a reader that is gone.

#include <csignal>
#include <functional>

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <sys/resource.h>
#include <unistd.h>

namespace {

QStringList runArguments(const QString& file) {
    return {QStringLiteral("run"), QStringLiteral("demo:"), QStringLiteral("-n"),
            QStringLiteral("50"),  QStringLiteral("-o"),    file};
}

/// Starts Squall; `atFirst` is done in its process beforehand.
void start(QProcess& process, const QStringList& arguments, std::function<void()> atFirst = {}) {
    process.setChildProcessModifier(std::move(atFirst));
    process.start(QStringLiteral(SQUALL_EXECUTABLE), arguments);
}

} // namespace

class TestOutputFiles final : public QObject {
    Q_OBJECT

private slots:

    void aFullDiskLeavesTheResultOnStandardOutput() {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("result.json"));
        QProcess process;
        start(process, runArguments(path), [] {
            const rlimit none{0, 0};
            setrlimit(RLIMIT_FSIZE, &none);
            std::signal(SIGXFSZ, SIG_IGN);
        });
        QVERIFY(process.waitForFinished());
        const QByteArray out = process.readAllStandardOutput();
        QVERIFY2(out.contains("\"schema\": \"squall.result/1\""), out.constData());
        QVERIFY(process.readAllStandardError().contains("cannot write"));
        QCOMPARE(process.exitCode(), 1);
        QVERIFY(!QFile::exists(path));
    }

    void aReaderThatIsGoneLeavesTheFile() {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("result.json"));
        QProcess process;
        start(process, runArguments(path), [] {
            int ends[2];
            if (pipe(ends) != 0)
                _exit(2);
            dup2(ends[1], STDOUT_FILENO);
            close(ends[0]);
            close(ends[1]);
        });
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 1);
        QVERIFY(process.readAllStandardError().contains("standard output"));
        QVERIFY(QFile::exists(path));
    }

    void aWrongPathIsToldBeforeTheRun() {
        QProcess process;
        start(process, runArguments(QStringLiteral("/no/such/folder/result.json")));
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitCode(), 104);
        QVERIFY(process.readAllStandardOutput().isEmpty());
        QVERIFY(process.readAllStandardError().startsWith("squall: --output: cannot write"));
    }

    void onlyTheOwnerMayReadAResult() {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("result.json"));
        QProcess process;
        start(process, runArguments(path));
        QVERIFY(process.waitForFinished());
        constexpr auto others = QFile::ReadGroup | QFile::ReadOther | QFile::WriteOther;
        QVERIFY(QFile::exists(path) && !(QFile::permissions(path) & others));
    }
};

QTEST_GUILESS_MAIN(TestOutputFiles)
#include "tst_outputfiles.moc"
