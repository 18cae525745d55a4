#include <bit>
#include <cmath>
#include <cstdint>
#include <random>

#include <QRegularExpression>
#include <QTest>

#include "core/results/hdrlog.h"

using namespace squall;
using namespace std::chrono_literals;

namespace {

using Random = std::mt19937_64;

constexpr quint64 highest = (quint64{1} << 42) - 1;
constexpr double percents[] = {0, 1, 10, 25, 50, 75, 90, 95, 99, 99.9, 99.99, 100};

template <typename T>
QByteArray bigEndian(T value) {
    QByteArray bytes;
    for (int shift = static_cast<int>(sizeof(T)) * 8 - 8; shift >= 0; shift -= 8)
        bytes += static_cast<char>(value >> shift);
    return bytes;
}

/// ZigZag, then seven bits a byte.
QByteArray number(qint64 value) {
    QByteArray bytes;
    auto rest = static_cast<quint64>(value) << 1 ^ static_cast<quint64>(value >> 63);
    for (; rest >= 0x80; rest >>= 7)
        bytes += static_cast<char>(rest | 0x80);
    return bytes + static_cast<char>(rest);
}

/// An encoding whose every field can be wrong.
struct Encoding {
    QByteArray payload = QByteArray::fromHex("0e"); // seven values in the first bucket
    quint32 cookie = 0x1c849313;
    qint64 excessLength = 0;
    quint32 digits = 2;
    quint64 lowest = 16;
    quint64 highest = ::highest;
    double ratio = 1;

    [[nodiscard]] QByteArray plain() const {
        return bigEndian(cookie) + bigEndian(static_cast<quint32>(payload.size() + excessLength)) +
               bigEndian(quint32{0}) + bigEndian(digits) + bigEndian(lowest) + bigEndian(highest) +
               bigEndian(std::bit_cast<quint64>(ratio)) + payload;
    }
};

QByteArray zlibOf(const QByteArray& bytes) {
    return qCompress(bytes).mid(4); // without Qt's own length
}

QByteArray compressed(const QByteArray& deflated, qint64 excessLength = 0,
                      quint32 cookie = 0x1c849314) {
    return bigEndian(cookie) + bigEndian(static_cast<quint32>(deflated.size() + excessLength)) +
           deflated;
}

Result<Histogram> decodeBytes(const QByteArray& bytes) {
    return decodeHistogram(bytes.toBase64().toStdString());
}

bool hasSameBuckets(const Histogram& a, const Histogram& b) {
    for (std::size_t i = 0; i < Histogram::bucketCount; ++i) {
        if (a.countAt(i) != b.countAt(i))
            return false;
    }
    return a.count() == b.count();
}

Histogram drawHistogram(int values, std::uint64_t seed) {
    Random random(seed);
    Histogram histogram;
    for (int i = 0; i < values; ++i) {
        const double exponent = std::uniform_real_distribution(0.0, 12.0)(random);
        histogram.record(Nanoseconds(std::llround(std::pow(10, exponent))));
    }
    return histogram;
}

} // namespace

class TestHdrLog final : public QObject {
    Q_OBJECT

private slots:
    void whatIsEncodedComesBack_data();
    void whatIsEncodedComesBack();
    void extremesCanBeRestored();
    void otherLayoutsAreRecordedAnew_data();
    void otherLayoutsAreRecordedAnew();
    void countsOfAnySizeAreRead_data();
    void countsOfAnySizeAreRead();
    void malformedIsAnError_data();
    void malformedIsAnError();
    void aBombIsNotDecompressed();
    void everyCutIsAnError();
    void noBytesDoHarm();
    void logHasALineForEachInterval();
    void logOfNothingIsAHeader();
    void distributionIsAsHdrHistogramPrintsIt();
    void distributionNeverExceedsTheMaximum();
    void distributionOfNothingIsAFooter();
};

void TestHdrLog::whatIsEncodedComesBack_data() {
    QTest::addColumn<int>("values");
    QTest::newRow("nothing") << 0;
    QTest::newRow("one value") << 1;
    QTest::newRow("a few") << 17;
    QTest::newRow("all scales") << 100'000;
}

void TestHdrLog::whatIsEncodedComesBack() {
    QFETCH(int, values);
    const Histogram before = drawHistogram(values, 1);
    const std::string base64 = encodeHistogram(before);
    QVERIFY(QByteArray::fromStdString(base64).startsWith("HISTFAAA"));
    const auto after = decodeHistogram(base64);
    QVERIFY(after);
    QVERIFY(hasSameBuckets(before, *after));
    QCOMPARE(encodeHistogram(*after), base64);
}

void TestHdrLog::extremesCanBeRestored() {
    const Histogram before = drawHistogram(1000, 2);
    auto after = decodeHistogram(encodeHistogram(before));
    QVERIFY(after);
    after->restoreExtremes(before.min(), before.max());
    QCOMPARE(after->min(), before.min());
    QCOMPARE(after->max(), before.max());
    for (const double percent : percents)
        QCOMPARE(after->percentile(percent), before.percentile(percent));
    after->restoreExtremes(5h, 1ns); // in no bucket that is used at either end
    QCOMPARE(after->min(), before.min());
    QCOMPARE(after->max(), before.max());
}

void TestHdrLog::otherLayoutsAreRecordedAnew_data() {
    QTest::addColumn<quint32>("digits");
    QTest::addColumn<quint64>("lowest");
    QTest::addColumn<quint64>("highest");
    QTest::addColumn<qint64>("index");
    QTest::addColumn<qint64>("expected");
    const auto row = [](const char* name, quint32 digits, quint64 lowest, quint64 top, qint64 index,
                        qint64 expected) {
        QTest::newRow(name) << digits << lowest << top << index << expected;
    };
    constexpr quint64 hour = 3'600'000'000'000;
    row("ours, the first bucket", 2, 16, highest, 0, 8);
    row("ours, the last bucket", 2, 16, highest, 4095, (qint64{1} << 42) - (qint64{1} << 33));
    row("three digits of nanoseconds", 3, 1, hour, 1000, 1000);
    row("three digits, the second octave", 3, 1, hour, 2048, 2049);
    row("no digit", 0, 1, 1'000'000, 5, 24);
    row("five digits", 5, 1, hour, 500'000, 951'426);
    row("1000 as the lowest value, so units of 512", 3, 1000, hour, 1, 768);
    row("a clock of microseconds", 2, 1000, highest, 256, 256 * 512 + 512);
    row("63 bits", 1, 1, 0x7fffffffffffffff, 959, 0x7e00000000000000);
}

void TestHdrLog::otherLayoutsAreRecordedAnew() {
    QFETCH(quint32, digits);
    QFETCH(quint64, lowest);
    QFETCH(quint64, highest);
    QFETCH(qint64, index);
    QFETCH(qint64, expected);
    const QByteArray payload = (index > 0 ? number(-index) : QByteArray()) + number(1);
    const Encoding encoding{
        .payload = payload, .digits = digits, .lowest = lowest, .highest = highest};
    for (const QByteArray& bytes : {encoding.plain(), compressed(zlibOf(encoding.plain()))}) {
        const auto histogram = decodeBytes(bytes);
        QVERIFY2(histogram, histogram ? "" : histogram.error().detail.c_str());
        QCOMPARE(histogram->count(), quint64{1});
        QCOMPARE(qint64{histogram->max().count()}, expected);
    }
}

void TestHdrLog::countsOfAnySizeAreRead_data() {
    QTest::addColumn<QByteArray>("payload");
    QTest::addColumn<quint64>("count");
    const auto row = [](const char* name, const char* payload, quint64 count) {
        QTest::newRow(name) << QByteArray::fromHex(payload) << count;
    };
    row("no bucket", "", 0);
    row("an empty bucket as zero", "0002", 1);
    row("an empty bucket as a run of one", "0102", 1);
    row("one byte", "7e", 63);
    row("two bytes", "8001", 64);
    row("eight bytes", "8080808080808004", quint64{1} << 50);
    row("nine bytes, as padding", "828080808080808000", 1);
    row("empty to the very end", "ff3f", 0);
}

void TestHdrLog::countsOfAnySizeAreRead() {
    QFETCH(QByteArray, payload);
    QFETCH(quint64, count);
    const auto histogram = decodeBytes(Encoding{.payload = payload}.plain());
    QVERIFY2(histogram, histogram ? "" : histogram.error().detail.c_str());
    QCOMPARE(histogram->count(), count);
    const auto again = decodeHistogram(encodeHistogram(*histogram));
    QVERIFY(again && hasSameBuckets(*histogram, *again));
}

void TestHdrLog::malformedIsAnError_data() {
    QTest::addColumn<QByteArray>("base64");
    const auto row = [](const char* name, const QByteArray& bytes) {
        QTest::newRow(name) << bytes.toBase64();
    };
    const QByteArray good = zlibOf(Encoding{}.plain());
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("no base64") << QByteArray("HISTFAAA*");
    QTest::newRow("white space within") << compressed(good).toBase64().insert(8, '\n');
    row("one byte", "\x1c");
    row("only a cookie", bigEndian(quint32{0x1c849314}));
    row("a V0 cookie", Encoding{.cookie = 0x1c849308}.plain());
    row("a V1 cookie", Encoding{.cookie = 0x1c849301}.plain());
    row("a double histogram's cookie", Encoding{.cookie = 0x0c72124e}.plain());
    row("another compressed cookie", compressed(good, 0, 0x1c849302));
    row("compressed within compressed", compressed(zlibOf(compressed(good))));
    row("shorter than it says", compressed(good, 1));
    row("longer than it says", compressed(good, -1));
    row("of nearly 4 GiB", compressed(good, 0xffff'0000));
    row("no zlib stream", compressed("no zlib stream"));
    row("an empty zlib stream", compressed(zlibOf("")));
    row("a wrong checksum", compressed(QByteArray(good).replace(good.size() - 1, 1, "!")));
    row("bytes past the zlib stream", compressed(good + '\0'));
    row("no whole header", Encoding{}.plain().first(39));
    row("a payload shorter than it says", Encoding{.excessLength = 1}.plain());
    row("a payload longer than it says", Encoding{.excessLength = -1}.plain());
    row("a payload of negative length", Encoding{.excessLength = -2}.plain());
    row("six digits", Encoding{.digits = 6}.plain());
    row("very many digits", Encoding{.digits = 0xffffffff}.plain());
    row("no lowest value", Encoding{.lowest = 0}.plain());
    row("a negative lowest value", Encoding{.lowest = quint64{1} << 63}.plain());
    row("no range", Encoding{.lowest = 16, .highest = 31}.plain());
    row("a negative highest value", Encoding{.highest = quint64{1} << 63}.plain());
    row("past 63 bits",
        Encoding{.digits = 5, .lowest = quint64{1} << 50, .highest = quint64{1} << 62}.plain());
    row("scaled values", Encoding{.ratio = 1000}.plain());
    row("values times NaN", Encoding{.ratio = std::nan("")}.plain());
    const auto payload = [&row](const char* name, const char* hex) {
        row(name, Encoding{.payload = QByteArray::fromHex(hex)}.plain());
    };
    payload("a count past the last bucket", "ff3f02");
    payload("a run past the last bucket", "813f81418140");
    payload("a run of 2^63 buckets", "ffffffffffffffffff");
    payload("a count cut off", "0280");
    payload("a count of 2^52 and another", "808080808080801002");
    payload("a count past 2^52", "808080808080808001");
    payload("a count of 2^63 - 1", "feffffffffffffffff");
}

void TestHdrLog::malformedIsAnError() {
    QFETCH(QByteArray, base64);
    const auto histogram = decodeHistogram(base64.toStdString());
    QVERIFY(!histogram);
    QCOMPARE(histogram.error().code, ErrorCode::FileFailed);
    QVERIFY(!histogram.error().detail.empty());
}

void TestHdrLog::aBombIsNotDecompressed() {
    const Encoding bomb{.payload = QByteArray(32 << 20, '\0'), .digits = 5, .lowest = 1};
    const QByteArray bytes = compressed(zlibOf(bomb.plain()));
    QVERIFY(bytes.size() < 1 << 20);
    QVERIFY(!decodeBytes(bytes));
}

void TestHdrLog::everyCutIsAnError() {
    const QByteArray plain = Encoding{.payload = QByteArray::fromHex("80808001")}.plain();
    for (qsizetype size = 0; size < plain.size(); ++size)
        QVERIFY(!decodeBytes(plain.first(size)));
    const QByteArray packed = compressed(zlibOf(plain));
    for (qsizetype size = 0; size < packed.size(); ++size)
        QVERIFY(!decodeBytes(packed.first(size)));
    QVERIFY(decodeBytes(plain) && decodeBytes(packed));
}

// Whatever comes, the answer is a histogram or an error.
void TestHdrLog::noBytesDoHarm() {
    Random random(3);
    const auto any = [&random](int top) { return std::uniform_int_distribution(0, top)(random); };
    const QByteArray good =
        QByteArray::fromBase64(QByteArray::fromStdString(encodeHistogram(drawHistogram(200, 4))));
    const QByteArray plain = qUncompress(bigEndian(quint32{4096}) + good.mid(8));
    int decoded = 0;
    for (int round = 0; round < 10'000; ++round) {
        QByteArray bytes;
        if (round % 4 == 0) {
            for (int i = any(80); i > 0; --i)
                bytes += static_cast<char>(any(255));
        } else {
            bytes = plain;
            for (int i = any(3); i >= 0; --i)
                bytes[any(static_cast<int>(bytes.size()) - 1)] = static_cast<char>(any(255));
        }
        if (round % 4 == 2)
            bytes = compressed(zlibOf(bytes));
        const auto histogram = decodeBytes(bytes);
        decoded += histogram ? 1 : 0;
        if (histogram)
            QVERIFY(histogram->min() <= histogram->percentile(50) &&
                    histogram->percentile(50) <= histogram->max());
        std::string text = bytes.toStdString();
        QVERIFY(!decodeHistogram(text)); // not base64 at all
    }
    QVERIFY(decoded > 100); // the changes were not all fatal
}

void TestHdrLog::logHasALineForEachInterval() {
    Histogram first;
    first.record(1500us);
    Histogram second;
    second.record(2ms, 10);
    const std::vector<HlogInterval> intervals = {
        {.start = 0ns, .length = 1s, .values = SparseHistogram(first), .tag = {}},
        {.start = 1s, .length = 250ms, .values = SparseHistogram(second), .tag = "service"},
    };
    const std::chrono::system_clock::time_point started{1'795'514'400'123ms};
    const std::string expected = "#[Histogram log format version 1.3]\n"
                                 "#[StartTime: 1795514400.123 (seconds since epoch), "
                                 "2026-11-24T10:00:00Z]\n"
                                 "#[BaseTime: 1795514400.123 (seconds since epoch)]\n"
                                 "\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\","
                                 "\"Interval_Compressed_Histogram\"\n"
                                 "0.000,1.000,1.500," +
                                 encodeHistogram(first) +
                                 "\n"
                                 "Tag=service,1.000,0.250,2.000," +
                                 encodeHistogram(second) + "\n";
    QCOMPARE(QString::fromStdString(hlogText(started, intervals)),
             QString::fromStdString(expected));
}

void TestHdrLog::logOfNothingIsAHeader() {
    QCOMPARE(QByteArray::fromStdString(hlogText({}, {})).count('\n'), 4);
}

void TestHdrLog::distributionIsAsHdrHistogramPrintsIt() {
    Histogram histogram;
    histogram.record(1ms, 5);
    histogram.record(2ms, 3);
    histogram.record(10ms, 2);
    const char* const expected = "       Value     Percentile TotalCount 1/(1-Percentile)\n"
                                 "\n"
                                 "       1.004 0.000000000000          5           1.00\n"
                                 "       1.004 0.100000000000          5           1.11\n"
                                 "       1.004 0.200000000000          5           1.25\n"
                                 "       1.004 0.300000000000          5           1.43\n"
                                 "       1.004 0.400000000000          5           1.67\n"
                                 "       1.004 0.500000000000          5           2.00\n"
                                 "       2.007 0.550000000000          8           2.22\n"
                                 "       2.007 0.600000000000          8           2.50\n"
                                 "       2.007 0.650000000000          8           2.86\n"
                                 "       2.007 0.700000000000          8           3.33\n"
                                 "       2.007 0.750000000000          8           4.00\n"
                                 "       2.007 0.775000000000          8           4.44\n"
                                 "       2.007 0.800000000000          8           5.00\n"
                                 "      10.000 0.825000000000         10           5.71\n"
                                 "      10.000 1.000000000000         10\n"
                                 "#[Mean    =        3.100, StdDeviation   =        3.474]\n"
                                 "#[Max     =       10.000, Total count    =           10]\n"
                                 "#[Buckets =           31, SubBuckets     =          256]\n";
    QCOMPARE(QString::fromStdString(hgrmText(histogram)), QString::fromLatin1(expected));
}

void TestHdrLog::distributionNeverExceedsTheMaximum() {
    Histogram histogram = drawHistogram(50'000, 5);
    histogram.record(3h); // overflows
    const QRegularExpression row(QStringLiteral("^ *([0-9.]+) ([0-9.]+) +([0-9]+)"),
                                 QRegularExpression::MultilineOption);
    const QString text = QString::fromStdString(hgrmText(histogram));
    double value = 0;
    double share = -1;
    for (auto rows = row.globalMatch(text); rows.hasNext();) {
        const auto match = rows.next();
        QVERIFY(match.captured(1).toDouble() >= value);
        QVERIFY(match.captured(2).toDouble() > share);
        value = match.captured(1).toDouble();
        share = match.captured(2).toDouble();
        const double percent = 100 * share;
        const double exact = static_cast<double>(histogram.percentile(percent).count()) / 1e6;
        QVERIFY(std::abs(value - exact) <= 0.01 * exact + 0.001);
    }
    QCOMPARE(value, 3.0 * 3600 * 1000);
    QCOMPARE(share, 1.0);
}

void TestHdrLog::distributionOfNothingIsAFooter() {
    const QString text = QString::fromStdString(hgrmText(Histogram{}));
    QCOMPARE(text.count('\n'), 5);
    QVERIFY(text.contains(QStringLiteral("Total count    =            0]")));
}

QTEST_GUILESS_MAIN(TestHdrLog)
#include "tst_hdrlog.moc"
