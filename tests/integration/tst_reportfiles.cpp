// Results of real runs, as other programs read them: the JSON Schema, and a browser.

#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

namespace {

/// Debian's own, which has Debian's modules.
const QString python = QStringLiteral("/usr/bin/python3");
const QString support = QStringLiteral(SQUALL_SOURCE_DIR "/tests/support/");

struct Ended {
    int code = -1;
    QByteArray out;
    QByteArray err;
};

Ended run(const QString& program, const QStringList& arguments, const QByteArray& input = {}) {
    QProcess process;
    process.start(program, arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(120'000))
        process.kill();
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
            process.readAllStandardOutput(), process.readAllStandardError()};
}

Ended squall(const QStringList& arguments) {
    return run(QStringLiteral(SQUALL_EXECUTABLE),
               QStringList{QStringLiteral("run"), QStringLiteral("--quiet")} + arguments);
}

bool hasModule(const QString& module) {
    return run(python, {QStringLiteral("-c"), QStringLiteral("import ") + module}).code == 0;
}

} // namespace

class TestReportFiles final : public QObject {
    Q_OBJECT

private slots:

    void resultsKeepTheSchema_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("closed model") << QStringList{"demo:", "-n", "2000", "-c", "8"};
        QTest::newRow("one request") << QStringList{"demo:", "-n", "1"};
        QTest::newRow("all failed") << QStringList{"demo:/status/503", "-n", "100"};
        QTest::newRow("open model with warm-up")
            << QStringList{"demo:", "-z", "600ms", "--rate", "500", "--warm-up", "100ms"};
        QTest::newRow("stages and thresholds")
            << QStringList{"demo:",      "--stages",    "300ms:500,300ms:0", "--threshold",
                           "p(99)<1us",  "--threshold", "rate>1e9",          "--abort-on",
                           "errors>99%", "--threshold", "errors<=100%",      "--user=a:${HOME}"};
    }

    void resultsKeepTheSchema() {
        if (!hasModule(QStringLiteral("jsonschema")))
            QSKIP("python3-jsonschema is not installed");
        QFETCH(QStringList, arguments);
        const Ended ended = squall(arguments + QStringList{"--format", "json"});
        QVERIFY2(ended.out.startsWith('{'), ended.err.constData());
        const Ended checked =
            run(python,
                {support + QStringLiteral("checkschema.py"),
                 QStringLiteral(SQUALL_SOURCE_DIR "/resources/schema/squall.result.1.json")},
                ended.out);
        QVERIFY2(checked.code == 0, (checked.out + checked.err).constData());
    }

    void theHtmlPageWorksInABrowser() {
        const bool hasBrowser = QFile::exists(QStringLiteral("/usr/bin/chromium")) &&
                                QFile::exists(QStringLiteral("/usr/bin/chromedriver"));
        if (!hasBrowser || !hasModule(QStringLiteral("selenium")))
            QSKIP("chromium, chromium-driver or python3-selenium is not installed");
        const QTemporaryDir folder;
        const QString page = folder.filePath(QStringLiteral("report.html"));
        const Ended ended = squall({"demo:", "-z", "3s", "--rate", "300", "-o", page});
        QVERIFY2(ended.code == 0, ended.err.constData());
        QStringList arguments = {support + QStringLiteral("checkpage.py"), page};
        if (const QString pictures = qEnvironmentVariable("SQUALL_PICTURES"); !pictures.isEmpty())
            arguments << pictures + QStringLiteral("/report.png");
        const Ended checked = run(python, arguments);
        QVERIFY2(checked.code == 0, (checked.out + checked.err).constData());
    }
};

QTEST_GUILESS_MAIN(TestReportFiles)
#include "tst_reportfiles.moc"
