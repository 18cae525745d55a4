// What SECURITY.md promises of the source and of the program as it is built.

#include <QDirIterator>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTest>

namespace {

struct Line {
    QString file; ///< from the root
    int number = 0;
    QString text;
};

/// Every line of the program's own source.
QList<Line> sourceLines() {
    const QString root = QStringLiteral(SQUALL_SOURCE_DIR);
    QList<Line> lines;
    for (const char* const folder : {"app", "core", "ui"}) {
        QDirIterator files(root + '/' + folder, {"*.h", "*.cpp"}, QDir::Files,
                           QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            if (!file.open(QIODevice::ReadOnly))
                continue;
            for (int number = 1; !file.atEnd(); ++number)
                lines.push_back({QDir(root).relativeFilePath(file.fileName()), number,
                                 QString::fromUtf8(file.readLine())});
        }
    }
    return lines;
}

/// Of a file below the root; empty where there is none.
QString contentOf(const QString& path) {
    QFile file(QStringLiteral(SQUALL_SOURCE_DIR "/") + path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

QString programHeaders() {
    QProcess readelf;
    readelf.start(QStringLiteral("readelf"), {QStringLiteral("-W"), QStringLiteral("-hlds"),
                                              QStringLiteral(SQUALL_EXECUTABLE)});
    readelf.waitForFinished();
    return QString::fromLocal8Bit(readelf.readAllStandardOutput());
}

} // namespace

class TestPromises final : public QObject {
    Q_OBJECT

private slots:
    void nothingInTheSource_data();
    void nothingInTheSource();
    void theReleaseIsHardened_data();
    void theReleaseIsHardened();
    void everyTestThatIsNamedExists_data();
    void everyTestThatIsNamedExists();

private:
    const QList<Line> m_lines = sourceLines();
};

void TestPromises::nothingInTheSource_data() {
    QTest::addColumn<QString>("pattern");
    const auto row = [](const char* name, const char* pattern) {
        QTest::newRow(name) << QString::fromLatin1(pattern);
    };
    row("calls a shell", R"(\b(system|popen|wordexp|execl|execlp|execvp|startCommand)\s*\()");
    row("names a shell", R"("(/usr)?(/bin/)?(ba|da)?sh")");
    row("listens to the world", R"(\b(INADDR_ANY|in6addr_any|QHostAddress::Any)\b)");
    row("copies without a bound", R"(\b(strcpy|strcat|sprintf|vsprintf|gets)\s*\()");
    row("turns verification off for good", R"(X509_V_FLAG_|SSL_CTX_set_security_level)");
}

void TestPromises::nothingInTheSource() {
    QFETCH(QString, pattern);
    QVERIFY(m_lines.size() > 10'000); // or a wrong path would pass
    const QRegularExpression forbidden(pattern);
    QStringList found;
    for (const Line& line : m_lines) {
        if (forbidden.match(line.text).hasMatch())
            found += QStringLiteral("%1:%2: %3").arg(line.file).arg(line.number).arg(line.text);
    }
    QVERIFY2(found.isEmpty(), qPrintable('\n' + found.join(QString())));
}

void TestPromises::theReleaseIsHardened_data() {
    QTest::addColumn<QString>("sign");
    QTest::addColumn<bool>("isThere");
    QTest::newRow("its address is random") << QStringLiteral(R"(Type:\s+DYN)") << true;
    QTest::newRow("its stack does not run") << QStringLiteral(R"(GNU_STACK.*RWE)") << false;
    QTest::newRow("its tables are read-only") << QStringLiteral(R"(GNU_RELRO)") << true;
    QTest::newRow("its functions are bound at the start")
        << QStringLiteral(R"(BIND_NOW|Flags:.*\bNOW\b)") << true;
    QTest::newRow("its stack is guarded") << QStringLiteral("__stack_chk_fail") << true;
    QTest::newRow("its copies are checked") << QStringLiteral(R"(__\w+_chk@)") << true;
}

void TestPromises::theReleaseIsHardened() {
    QFETCH(QString, sign);
    QFETCH(bool, isThere);
#ifndef SQUALL_HARDENED
    QSKIP("this is not a release build");
#endif
    if (QStandardPaths::findExecutable(QStringLiteral("readelf")).isEmpty())
        QSKIP("there is no readelf");
    const QString headers = programHeaders();
    QVERIFY(headers.contains(QStringLiteral("ELF Header")));
    QCOMPARE(headers.contains(QRegularExpression(sign)), isThere);
}

void TestPromises::everyTestThatIsNamedExists_data() {
    QTest::addColumn<QString>("page");
    QTest::newRow("SECURITY.md") << QStringLiteral("SECURITY.md");
    QTest::newRow("CONTRIBUTING.md") << QStringLiteral("CONTRIBUTING.md");
}

// A page names `tst_something` or `fuzz_something`, and behind the former perhaps what it tests.
void TestPromises::everyTestThatIsNamedExists() {
    QFETCH(QString, page);
    const QString text = contentOf(page);
    QVERIFY(!text.isEmpty());
    static const QRegularExpression name(
        QStringLiteral(R"(`((?:tst|fuzz)_(?!something|x\b)\w+)`((?: [a-z]+[A-Z]\w+,?)*))"));
    QStringList missing;
    for (auto found = name.globalMatch(text); found.hasNext();) {
        const QRegularExpressionMatch match = found.next();
        QString source;
        for (const char* const folder : {"unit", "integration", "gui", "fuzz"})
            source += contentOf(
                QStringLiteral("tests/%1/%2.cpp").arg(QLatin1String(folder), match.captured(1)));
        if (source.isEmpty())
            missing += match.captured(1);
        for (QString part : match.captured(2).split(' ', Qt::SkipEmptyParts)) {
            if (!source.contains(part.remove(',') + QStringLiteral("()")))
                missing += match.captured(1) + ' ' + part;
        }
    }
    QVERIFY2(missing.isEmpty(), qPrintable(missing.join(QStringLiteral(", "))));
}

QTEST_GUILESS_MAIN(TestPromises)
#include "tst_promises.moc"
