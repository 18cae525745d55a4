#include <QLocale>
#include <QTest>

#include "core/base/quantity.h"
#include "ui/format.h"

using namespace squall;
using namespace std::chrono_literals;

Q_DECLARE_METATYPE(std::chrono::nanoseconds)

namespace {

QString plain(QString text) {
    return text.replace(QChar(0x00a0), QLatin1Char(' '));
}

} // namespace

class TestFormat final : public QObject {
    Q_OBJECT

private slots:

    void init() { QLocale::setDefault(QLocale::c()); }

    void count_data();
    void count();
    void countIsReadBackInEveryLocale_data();
    void countIsReadBackInEveryLocale();
    void pluralIsChosenByTheLastDigits();
    void magnitude_data();
    void magnitude();
    void duration_data();
    void duration();
    void clock_data();
    void clock();
    void share_data();
    void share();
    void bytes_data();
    void bytes();
    void spanIsExact_data();
    void spanIsExact();
    void percentIsRoundedDown();
    void decimalMarkIsThatOfTheLocale();
    void charactersThatMisleadAreShown();
    void everyErrorHasACauseAndARemedy();
    void problemsNameTheBounds();
};

void TestFormat::count_data() {
    QTest::addColumn<quint64>("value");
    QTest::addColumn<QString>("text");
    QTest::newRow("nothing") << quint64(0) << "0";
    QTest::newRow("no group") << quint64(999) << "999";
    QTest::newRow("one group") << quint64(4230) << "4 230";
    QTest::newRow("largest plan") << quint64(1'000'000'000'000) << "1 000 000 000 000";
    QTest::newRow("64 bit") << ~quint64(0) << "18 446 744 073 709 551 615";
}

void TestFormat::count() {
    QFETCH(quint64, value);
    QTEST(plain(format::count(value)), "text");
}

void TestFormat::countIsReadBackInEveryLocale_data() {
    QTest::addColumn<QString>("locale");
    for (const char* const name : {"C", "en_US", "ru_RU", "de_DE", "de_CH", "fr_FR", "hi_IN"})
        QTest::newRow(name) << QString::fromLatin1(name);
}

void TestFormat::countIsReadBackInEveryLocale() {
    QFETCH(QString, locale);
    QLocale::setDefault(QLocale(locale));
    for (const std::uint64_t value : {1ULL, 999ULL, 1000ULL, 10'000ULL, 1'234'567ULL}) {
        const auto read = parseCount(format::count(value).toStdString());
        QVERIFY(read.has_value());
        QCOMPARE(quint64(*read), quint64(value));
    }
}

void TestFormat::pluralIsChosenByTheLastDigits() {
    QCOMPARE(plain(format::requests(1)), "1 request");
    QCOMPARE(plain(format::requests(0)), "0 requests");
    QCOMPARE(plain(format::errors(10'021)), "10 021 errors");
    QCOMPARE(plain(format::connections(1)), "1 connection");
    QCOMPARE(format::pluralOf(21), 21);
    QCOMPARE(format::pluralOf(1'000'000'000'021) % 100, 21);
}

void TestFormat::magnitude_data() {
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("text");
    QTest::newRow("nothing") << 0.0 << "0";
    QTest::newRow("not a number") << std::nan("") << "0";
    QTest::newRow("a fraction") << 0.24 << "0.24";
    QTest::newRow("hundreds") << 812.46 << "812";
    QTest::newRow("rounds up to a thousand") << 999.96 << "1 000";
    QTest::newRow("thousands in full") << 8214.4 << "8 214";
    QTest::newRow("ten thousand") << 9999.6 << "10.0 k";
    QTest::newRow("tens of thousands") << 12'400.0 << "12.4 k";
    QTest::newRow("hundreds of thousands") << 124'400.0 << "124 k";
    QTest::newRow("rounds up to a million") << 999'600.0 << "1.00 M";
    QTest::newRow("millions") << 1'240'000.0 << "1.24 M";
}

void TestFormat::magnitude() {
    QFETCH(double, value);
    QTEST(plain(format::magnitude(value)), "text");
}

void TestFormat::duration_data() {
    QTest::addColumn<std::chrono::nanoseconds>("value");
    QTest::addColumn<QString>("text");
    const auto row = [](const char* name, std::chrono::nanoseconds value, const char* text) {
        QTest::newRow(name) << value << QString::fromUtf8(text);
    };
    row("nothing", 0ns, "0 µs");
    row("negative", -5ms, "0 µs");
    row("tens of µs", 84'240ns, "84.2 µs");
    row("hundreds of µs", 840us, "840 µs");
    row("last µs", 999'499ns, "999 µs");
    row("rounds up to a ms", 999'501ns, "1.00 ms");
    row("ms", 1234us, "1.23 ms");
    row("hundreds of ms", 123'400us, "123 ms");
    row("rounds up to a second", 999'600us, "1.00 s");
    row("seconds", 3100ms, "3.10 s");
    row("last seconds", 59'940ms, "59.9 s");
    row("rounds up to a minute", 59'960ms, "1 min 00 s");
    row("minutes", 125s, "2 min 05 s");
    row("hours", 3725s, "1 h 02 min");
}

void TestFormat::duration() {
    QFETCH(std::chrono::nanoseconds, value);
    QTEST(plain(format::duration(value)), "text");
}

void TestFormat::clock_data() {
    QTest::addColumn<std::chrono::nanoseconds>("value");
    QTest::addColumn<QString>("text");
    QTest::newRow("nothing") << 0ns << "0:00";
    QTest::newRow("is rounded up") << std::chrono::nanoseconds(2100ms) << "0:03";
    QTest::newRow("minutes") << std::chrono::nanoseconds(62s) << "1:02";
    QTest::newRow("hours") << std::chrono::nanoseconds(3723s) << "1:02:03";
}

void TestFormat::clock() {
    QFETCH(std::chrono::nanoseconds, value);
    QTEST(format::clock(value), "text");
}

void TestFormat::share_data() {
    QTest::addColumn<quint64>("part");
    QTest::addColumn<quint64>("whole");
    QTest::addColumn<QString>("text");
    QTest::newRow("none") << quint64(0) << quint64(100) << "0 %";
    QTest::newRow("of nothing") << quint64(0) << quint64(0) << "0 %";
    QTest::newRow("all") << quint64(7) << quint64(7) << "100 %";
    QTest::newRow("some") << quint64(3) << quint64(1000) << "0.30 %";
    QTest::newRow("never none when there is one") << quint64(1) << quint64(1'000'000) << "<0.01 %";
    QTest::newRow("never all when one is missing")
        << quint64(999'700) << quint64(1'000'000) << ">99.9 %";
}

void TestFormat::share() {
    QFETCH(quint64, part);
    QFETCH(quint64, whole);
    QTEST(plain(format::share(part, whole)), "text");
}

void TestFormat::bytes_data() {
    QTest::addColumn<quint64>("size");
    QTest::addColumn<QString>("text");
    QTest::newRow("bytes") << quint64(312) << "312 B";
    QTest::newRow("kB") << quint64(1240) << "1.24 kB";
    QTest::newRow("rounds up") << quint64(999'900) << "1.00 MB";
    QTest::newRow("GB") << quint64(12'400'000'000) << "12.4 GB";
}

void TestFormat::bytes() {
    QFETCH(quint64, size);
    QTEST(plain(format::bytes(size)), "text");
}

void TestFormat::spanIsExact_data() {
    QTest::addColumn<std::chrono::nanoseconds>("value");
    QTest::addColumn<QString>("text");
    QTest::newRow("seconds") << std::chrono::nanoseconds(30s) << "30 s";
    QTest::newRow("fractions") << std::chrono::nanoseconds(1500ms) << "1500 ms";
    QTest::newRow("hours") << std::chrono::nanoseconds(168h) << "168 h";
}

void TestFormat::spanIsExact() {
    QFETCH(std::chrono::nanoseconds, value);
    QTEST(plain(format::span(value)), "text");
}

void TestFormat::percentIsRoundedDown() {
    QCOMPARE(plain(format::percent(0)), "0 %");
    QCOMPARE(plain(format::percent(429)), "42 %");
    QCOMPARE(plain(format::percent(999)), "99 %");
    QCOMPARE(plain(format::percent(1000)), "100 %");
}

void TestFormat::decimalMarkIsThatOfTheLocale() {
    QLocale::setDefault(QLocale(QStringLiteral("ru_RU")));
    QCOMPARE(plain(format::duration(1234us)), "1,23 ms");
    QCOMPARE(plain(format::magnitude(12'400)), "12,4 k");
}

void TestFormat::charactersThatMisleadAreShown() {
    QCOMPARE(format::visible(QStringLiteral("a<b>é — 日本")), QStringLiteral("a<b>é — 日本"));
    QCOMPARE(format::visible(QStringLiteral("a\nb\u202ec")), QStringLiteral("a\\u{A}b\\u{202E}c"));
    QCOMPARE(format::visible(QString(QChar(0))), QStringLiteral("\\u{0}"));
}

void TestFormat::everyErrorHasACauseAndARemedy() {
    for (int code = 0; code <= static_cast<int>(ErrorCode::SystemFailed); ++code) {
        const auto words = format::explain({static_cast<ErrorCode>(code), "some detail"});
        QVERIFY(words.cause.contains(QStringLiteral("ome detail")));
        QVERIFY(words.cause.endsWith(QLatin1Char('.')));
        QVERIFY(words.remedy.endsWith(QLatin1Char('.')));
    }
    QVERIFY(!format::explain({ErrorCode::SystemFailed, "x\x1b[2J"}).cause.contains(QChar(0x1b)));
}

void TestFormat::problemsNameTheBounds() {
    QCOMPARE(plain(format::problem({PlanField::Requests, {}})),
             "Type a number from 1 to 1 000 000 000 000.");
    QCOMPARE(plain(format::problem({PlanField::Duration, {}})),
             "Type a time of more than 0 and at most 168 h.");
    QCOMPARE(format::problem({PlanField::Url, "the host is missing"}), "The host is missing.");
}

QTEST_GUILESS_MAIN(TestFormat)
#include "tst_format.moc"
