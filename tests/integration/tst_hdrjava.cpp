// HdrHistogram's own implementation, in Java, is the judge of what core/results/hdrlog writes and
// reads: Debian's libhdrhistogram-java, and a JDK that can run a source file.

#include <cmath>
#include <cstdint>
#include <memory>
#include <random>
#include <vector>

#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include "core/results/hdrlog.h"

using namespace squall;
using namespace std::chrono_literals;

namespace {

using Random = std::mt19937_64;

const QString jar = QStringLiteral("/usr/share/java/hdrhistogram.jar");
const QString source = QStringLiteral(SQUALL_SOURCE_DIR "/tests/support/HdrExchange.java");
constexpr int patience = 60'000;

/// What is missing for this test; empty when nothing is.
QString missingTool() {
    if (!QFile::exists(jar))
        return QStringLiteral("no %1 (Debian: libhdrhistogram-java)").arg(jar);
    QProcess java;
    java.start(QStringLiteral("java"), {QStringLiteral("--list-modules")});
    if (!java.waitForStarted() || !java.waitForFinished(patience))
        return QStringLiteral("no java (Debian: default-jdk-headless)");
    if (!java.readAllStandardOutput().contains("jdk.compiler"))
        return QStringLiteral("java without a compiler (Debian: default-jdk-headless)");
    return {};
}

/// HdrExchange, running.
class Exchange final {
public:
    Exchange() {
        m_java.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_java.start(QStringLiteral("java"), {QStringLiteral("-XX:TieredStopAtLevel=1"),
                                              QStringLiteral("-cp"), jar, source});
    }

    ~Exchange() {
        m_java.closeWriteChannel();
        m_java.waitForFinished(patience);
    }

    Q_DISABLE_COPY_MOVE(Exchange)

    /// The lines of the answer; empty when there was none.
    QList<QByteArray> ask(const QByteArray& command) {
        m_java.write(command + '\n');
        QList<QByteArray> lines;
        while (m_java.canReadLine() || m_java.waitForReadyRead(patience)) {
            while (m_java.canReadLine()) {
                const QByteArray line = m_java.readLine().chopped(1);
                if (line == ".")
                    return lines;
                lines += line;
            }
        }
        return {};
    }

private:
    QProcess m_java;
};

Histogram drawHistogram(int values, double exponentFrom, double exponentTo) {
    Random random(1);
    Histogram histogram;
    for (int i = 0; i < values; ++i) {
        const double exponent = std::uniform_real_distribution(exponentFrom, exponentTo)(random);
        histogram.record(Nanoseconds(std::llround(std::pow(10, exponent))));
    }
    return histogram;
}

QByteArray base64Of(const Histogram& histogram) {
    return QByteArray::fromStdString(encodeHistogram(histogram));
}

struct Row {
    double value = 0;
    double percentile = 0;
    quint64 count = 0;
};

std::vector<Row> rowsOf(const QString& distribution) {
    const QRegularExpression pattern(QStringLiteral("^ *([0-9.]+) ([0-9.]+) +([0-9]+)"),
                                     QRegularExpression::MultilineOption);
    std::vector<Row> rows;
    for (auto matches = pattern.globalMatch(distribution); matches.hasNext();) {
        const auto match = matches.next();
        rows.push_back({match.captured(1).toDouble(), match.captured(2).toDouble(),
                        match.captured(3).toULongLong()});
    }
    return rows;
}

} // namespace

class TestHdrJava final : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanupTestCase();
    void javaReadsOurHistogram_data();
    void javaReadsOurHistogram();
    void weReadJavasHistogram_data();
    void weReadJavasHistogram();
    void distributionsAreTheSame();
    void javaReadsOurLog();
    void logProcessorReadsOurLog();

private:
    [[nodiscard]] QString writeLog(const std::string& tag) const;

    std::unique_ptr<Exchange> m_exchange;
    QTemporaryDir m_folder;
};

void TestHdrJava::initTestCase() {
    const QString missing = missingTool();
    if (!missing.isEmpty())
        QSKIP(qPrintable(missing));
    m_exchange = std::make_unique<Exchange>();
    QVERIFY(m_folder.isValid());
}

void TestHdrJava::cleanupTestCase() {
    m_exchange.reset();
}

void TestHdrJava::javaReadsOurHistogram_data() {
    QTest::addColumn<int>("values");
    QTest::addColumn<double>("from");
    QTest::addColumn<double>("to");
    QTest::newRow("one value") << 1 << 6.0 << 6.0;
    QTest::newRow("a few, 1 µs to 1 ms") << 23 << 3.0 << 6.0;
    QTest::newRow("1 µs to 1 s") << 50'000 << 3.0 << 9.0;
    QTest::newRow("all scales") << 100'000 << 1.5 << 12.6;
    QTest::newRow("many values in few buckets") << 300'000 << 5.99 << 6.0;
}

void TestHdrJava::javaReadsOurHistogram() {
    QFETCH(int, values);
    QFETCH(double, from);
    QFETCH(double, to);
    const Histogram ours = drawHistogram(values, from, to);
    const auto lines = m_exchange->ask("describe " + base64Of(ours));
    QVERIFY(lines.size() > 1);
    const auto totals = lines.front().split(' ');
    QCOMPARE(totals[0].toULongLong(), static_cast<quint64>(ours.count()));
    QCOMPARE(Histogram::indexOf(Nanoseconds(totals[1].toLongLong())), ours.firstUsed());
    QCOMPARE(Histogram::indexOf(Nanoseconds(totals[2].toLongLong())), ours.lastUsed());
    const auto mean = static_cast<double>(ours.mean().count());
    QVERIFY(std::abs(totals[3].toDouble() - mean) < 0.01 * mean);
    for (const QByteArray& line : lines.sliced(1)) {
        const auto words = line.split(' ');
        const Nanoseconds figure = ours.percentile(words[0].toDouble());
        QCOMPARE(Histogram::indexOf(Nanoseconds(words[1].toLongLong())),
                 Histogram::indexOf(figure));
    }
}

void TestHdrJava::weReadJavasHistogram_data() {
    QTest::addColumn<QByteArray>("form");
    QTest::addColumn<QByteArray>("layout"); // digits, lowest, highest
    const auto row = [](const char* name, const char* form, const char* layout) {
        QTest::newRow(name) << QByteArray(form) << QByteArray(layout);
    };
    row("our layout", "compressed", "2 16 4398046511103");
    row("our layout, not compressed", "plain", "2 16 4398046511103");
    row("three digits of nanoseconds", "compressed", "3 1 3600000000000");
    row("three digits, not compressed", "plain", "3 1 3600000000000");
    row("three digits, shifted in memory", "shifted", "3 1 3600000000000");
    row("five digits", "compressed", "5 1 3600000000000");
    row("two digits of microseconds", "compressed", "2 1000 3600000000000");
    row("the widest range", "compressed", "3 1 9223372036854775807");
}

void TestHdrJava::weReadJavasHistogram() {
    QFETCH(QByteArray, form);
    QFETCH(QByteArray, layout);
    const int factor = form == "shifted" ? 2 : 1;
    QByteArray command = "encode " + form + ' ' + layout;
    Histogram expected;
    Random random(2);
    for (int i = 0; i < 500; ++i) {
        const double exponent = std::uniform_real_distribution(5.5, 12.0)(random);
        const qint64 value = std::llround(std::pow(10, exponent));
        const qint64 count = std::uniform_int_distribution(1, 100'000)(random);
        command += ' ' + QByteArray::number(value) + ':' + QByteArray::number(count);
        expected.record(Nanoseconds(value * factor), static_cast<std::uint64_t>(count));
    }
    const auto lines = m_exchange->ask(command);
    QCOMPARE(lines.size(), 1);
    const auto ours = decodeHistogram(lines.front().toStdString());
    QVERIFY2(ours, ours ? "" : ours.error().detail.c_str());
    QCOMPARE(ours->count(), expected.count());
    for (const double percent : {0.0, 1.0, 25.0, 50.0, 90.0, 99.0, 99.9, 100.0}) {
        const auto truth = static_cast<double>(expected.percentile(percent).count());
        const auto figure = static_cast<double>(ours->percentile(percent).count());
        QVERIFY(std::abs(figure - truth) <= 0.016 * truth); // the errors of both layouts
    }
}

void TestHdrJava::distributionsAreTheSame() {
    const Histogram histogram = drawHistogram(70'000, 4.5, 9.5);
    const auto theirs = rowsOf(
        QString::fromLatin1(m_exchange->ask("distribution " + base64Of(histogram)).join('\n')));
    const auto ours = rowsOf(QString::fromStdString(hgrmText(histogram)));
    QVERIFY(ours.size() > 50);
    QCOMPARE(ours.size(), theirs.size());
    for (std::size_t i = 0; i < ours.size(); ++i) {
        QVERIFY(std::abs(ours[i].percentile - theirs[i].percentile) < 2e-12); // as rounded
        QCOMPARE(ours[i].count, theirs[i].count);
        QVERIFY(std::abs(ours[i].value - theirs[i].value) <= 0.01 * theirs[i].value + 0.005);
    }
}

/// Three seconds with 100, 200 and 300 values, of 1, 2 and 3 ms.
QString TestHdrJava::writeLog(const std::string& tag) const {
    std::vector<HlogInterval> intervals;
    for (int i = 1; i <= 3; ++i) {
        Histogram values;
        values.record(i * 1ms, 100 * static_cast<std::uint64_t>(i));
        intervals.push_back(
            {.start = (i - 1) * 1s, .length = 1s, .values = SparseHistogram(values), .tag = tag});
    }
    const std::chrono::system_clock::time_point started{1'795'514'400'250ms};
    QFile file(m_folder.filePath(QStringLiteral("run.hlog")));
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate))
        return {};
    file.write(QByteArray::fromStdString(hlogText(started, intervals)));
    return file.fileName();
}

void TestHdrJava::javaReadsOurLog() {
    for (const std::string tag : {"", "service"}) {
        const auto lines = m_exchange->ask("log " + writeLog(tag).toLocal8Bit());
        QCOMPARE(lines.size(), 3);
        const QByteArray shownTag = tag.empty() ? "-" : QByteArray::fromStdString(tag);
        for (int i = 0; i < 3; ++i) {
            const auto words = lines[i].split(' ');
            QCOMPARE(words[0], shownTag);
            QCOMPARE(words[1].toLongLong(), 1'795'514'400'250 + 1000 * i);
            QCOMPARE(words[2].toLongLong(), 1'795'514'401'250 + 1000 * i);
            QCOMPARE(words[3].toLongLong(), 100 * (i + 1));
            QCOMPARE(Histogram::indexOf(Nanoseconds(words[4].toLongLong())),
                     Histogram::indexOf((i + 1) * 1ms));
        }
    }
}

void TestHdrJava::logProcessorReadsOurLog() {
    QProcess java;
    java.start(QStringLiteral("java"), {QStringLiteral("-cp"), jar,
                                        QStringLiteral("org.HdrHistogram.HistogramLogProcessor"),
                                        QStringLiteral("-i"), writeLog({})});
    QVERIFY(java.waitForFinished(patience));
    QCOMPARE(java.exitCode(), 0);
    const QByteArray errors = java.readAllStandardError();
    QVERIFY2(errors.isEmpty(), errors.constData());
    const auto rows = rowsOf(QString::fromLatin1(java.readAllStandardOutput()));
    QVERIFY(!rows.empty());
    QCOMPARE(rows.back().percentile, 1.0);
    QCOMPARE(rows.back().count, quint64{600});
    QVERIFY(std::abs(rows.back().value - 3) <= 0.03);
}

QTEST_GUILESS_MAIN(TestHdrJava)
#include "tst_hdrjava.moc"
