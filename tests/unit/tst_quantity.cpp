#include <cstdint>
#include <limits>
#include <string>

#include <QTest>

#include "core/base/quantity.h"

using namespace squall;
using namespace std::chrono_literals;

class TestQuantity final : public QObject {
    Q_OBJECT

private slots:
    void readsCounts_data();
    void readsCounts();
    void refusesCounts_data();
    void refusesCounts();
    void readsDurations_data();
    void readsDurations();
    void refusesDurations_data();
    void refusesDurations();
    void writesDurations_data();
    void writesDurations();
    void readsSizes_data();
    void readsSizes();
    void refusesSizes_data();
    void refusesSizes();
    void writesSizes_data();
    void writesSizes();
};

void TestQuantity::readsCounts_data() {
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::uint64_t>("value");
    const auto row = [](const char* name, const char* text, std::uint64_t value) {
        QTest::newRow(name) << std::string(text) << value;
    };
    row("zero", "0", 0);
    row("digits", "1000000", 1'000'000);
    row("blanks around", "  42 ", 42);
    row("leading zeros", "007", 7);
    row("groups by spaces", "1 000 000", 1'000'000);
    row("groups by no-break spaces", "1\u00a0000\u00a0000", 1'000'000);
    row("groups by narrow no-break spaces", "10\u202f000", 10'000);
    row("groups by thin spaces", "100\u2009000", 100'000);
    row("groups by commas", "1,000,000", 1'000'000);
    row("an exponent", "1e6", 1'000'000);
    row("an exponent with a plus", "25E+3", 25'000);
    row("a fraction that an exponent makes whole", "2.5e1", 25);
    row("kilo", "10k", 10'000);
    row("kilo in capitals", "10K", 10'000);
    row("mega", "1M", 1'000'000);
    row("giga", "1G", 1'000'000'000);
    row("a fraction that a suffix makes whole", "2.5M", 2'500'000);
    row("a suffix after a space", "10 k", 10'000);
    row("a whole number with a point", "3.0", 3);
    row("grouped, with a fraction, made whole", "1,000.5k", 1'000'500);
    row("zero with any exponent", "0e19", 0);
    row("the largest", "18446744073709551615", std::numeric_limits<std::uint64_t>::max());
}

void TestQuantity::readsCounts() {
    QFETCH(std::string, text);
    QFETCH(std::uint64_t, value);
    const auto count = parseCount(text);
    QVERIFY2(count.has_value(), count ? "" : count.error().detail.c_str());
    QCOMPARE(*count, value);
}

void TestQuantity::refusesCounts_data() {
    QTest::addColumn<std::string>("text");
    for (const char* const text : {"",          " ",
                                   "k",         "e6",
                                   "abc",       "-1",
                                   "+1",        "1.5",
                                   "1.",        ".5",
                                   ".5k",       "0.0001k",
                                   "1e",        "1e-3",
                                   "1e100",     "1e6e6",
                                   "10kk",      "10x",
                                   "0x10",      "1,00",
                                   "1000,000",  "1,,000",
                                   ",100",      "100,",
                                   "1 00",      "1  000",
                                   "1.000.000", "1.5,000k",
                                   "1.0,000",   "1,0.0,000",
                                   "1e1,000",   "nan",
                                   "inf",       "18446744073709551616",
                                   "1e20",      "99999999999G",
                                   "1\n000",    "١٠"})
        QTest::newRow(*text == '\0' ? "nothing" : text) << std::string(text);
    QTest::newRow("a NUL inside") << std::string("1\0", 2);
}

void TestQuantity::refusesCounts() {
    QFETCH(std::string, text);
    const auto count = parseCount(text);
    QVERIFY2(!count.has_value(), count ? std::to_string(*count).c_str() : "");
    QCOMPARE(count.error().code, ErrorCode::BadPlan);
    QVERIFY(count.error().detail.find(text) != std::string::npos);
}

void TestQuantity::readsDurations_data() {
    QTest::addColumn<std::string>("text");
    QTest::addColumn<Nanoseconds>("value");
    const auto row = [](const char* name, const char* text, Nanoseconds value) {
        QTest::newRow(name) << std::string(text) << value;
    };
    row("zero", "0s", 0s);
    row("nanoseconds", "7ns", 7ns);
    row("microseconds", "50us", 50us);
    row("microseconds with a micro sign", "50µs", 50us);
    row("milliseconds", "500ms", 500ms);
    row("seconds", "10s", 10s);
    row("minutes", "3m", 3min);
    row("hours", "1h", 1h);
    row("a fraction", "1.5s", 1500ms);
    row("a fraction that is not exact in binary", "1.1s", 1100ms);
    row("a fraction of an hour", "0.25h", 15min);
    row("a space before the unit", "10 s", 10s);
    row("blanks around", " 10s ", 10s);
    row("a week", "168h", 168h);
}

void TestQuantity::readsDurations() {
    QFETCH(std::string, text);
    QFETCH(Nanoseconds, value);
    const auto duration = parseDuration(text);
    QVERIFY2(duration.has_value(), duration ? "" : duration.error().detail.c_str());
    QCOMPARE(duration->count(), value.count());
}

void TestQuantity::refusesDurations_data() {
    QTest::addColumn<std::string>("text");
    for (const char* const text : {"", "s", "10", "ten s", "-5s", "+5s", "1.2.3s", "1,5s", "1e3s",
                                   "10S", "10sec", "10 s s", "1h30m", "9999999999h", "nans"})
        QTest::newRow(*text == '\0' ? "nothing" : text) << std::string(text);
}

void TestQuantity::refusesDurations() {
    QFETCH(std::string, text);
    const auto duration = parseDuration(text);
    QVERIFY(!duration.has_value());
    QCOMPARE(duration.error().code, ErrorCode::BadPlan);
    QVERIFY(duration.error().detail.find(text) != std::string::npos);
}

void TestQuantity::writesDurations_data() {
    QTest::addColumn<Nanoseconds>("value");
    QTest::addColumn<std::string>("text");
    const auto row = [](const char* text, Nanoseconds value) {
        QTest::newRow(text) << value << std::string(text);
    };
    row("0s", 0s);
    row("1ns", 1ns);
    row("1500ns", 1500ns);
    row("50us", 50us);
    row("500ms", 500ms);
    row("1500ms", 1500ms);
    row("90s", 90s);
    row("3m", 180s);
    row("1h", 60min);
    row("90m", 90min);
    row("168h", 168h);
}

void TestQuantity::writesDurations() {
    QFETCH(Nanoseconds, value);
    QFETCH(std::string, text);
    QCOMPARE(durationText(value), text);
    QCOMPARE(parseDuration(text)->count(), value.count());
}

void TestQuantity::readsSizes_data() {
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::uint64_t>("value");
    const auto row = [](const char* text, std::uint64_t value) {
        QTest::newRow(text) << std::string(text) << value;
    };
    row("0", 0);
    row("1000000", 1'000'000);
    row(" 1 000 000 ", 1'000'000);
    row("7B", 7);
    row("7 b", 7);
    row("1e6", 1'000'000);
    row("500k", 500'000);
    row("500K", 500'000);
    row("500kB", 500'000);
    row("500 KB", 500'000);
    row("64M", 64'000'000);
    row("1.5M", 1'500'000);
    row("1.1 GB", 1'100'000'000);
    row("1G", 1'000'000'000);
    row("1Ki", 1'024);
    row("1kib", 1'024);
    row("64MiB", 67'108'864);
    row("64 MiB", 67'108'864);
    row("1,024 GiB", 1'099'511'627'776);
    row("18446744073709551615", std::numeric_limits<std::uint64_t>::max());
    row("18446744073709551615B", std::numeric_limits<std::uint64_t>::max());
    row("17179869183GiB", 18'446'744'072'635'809'792U);
}

void TestQuantity::readsSizes() {
    QFETCH(std::string, text);
    QFETCH(std::uint64_t, value);
    const auto size = parseSize(text);
    QVERIFY2(size.has_value(), size ? "" : size.error().detail.c_str());
    QCOMPARE(*size, value);
}

void TestQuantity::refusesSizes_data() {
    QTest::addColumn<std::string>("text");
    for (const char* const text : {"",
                                   "B",
                                   "MiB",
                                   "-1",
                                   "1.5",
                                   "1.5B",
                                   "1.5MiB",
                                   "0.0001k",
                                   "10kk",
                                   "10x",
                                   "1 Mib/s",
                                   "1T",
                                   "64MiBs",
                                   "1bb",
                                   "1i",
                                   "1iB",
                                   "1e",
                                   "much",
                                   "17179869184GiB",
                                   "18446744073709551616",
                                   "99999999999G"})
        QTest::newRow(*text == '\0' ? "nothing" : text) << std::string(text);
}

void TestQuantity::refusesSizes() {
    QFETCH(std::string, text);
    const auto size = parseSize(text);
    QVERIFY2(!size.has_value(), size ? std::to_string(*size).c_str() : "");
    QCOMPARE(size.error().code, ErrorCode::BadPlan);
    QVERIFY(size.error().detail.find(text) != std::string::npos);
}

void TestQuantity::writesSizes_data() {
    QTest::addColumn<std::uint64_t>("value");
    QTest::addColumn<std::string>("text");
    const auto row = [](const char* text, std::uint64_t value) {
        QTest::newRow(text) << value << std::string(text);
    };
    row("0B", 0);
    row("1023B", 1'023);
    row("1KiB", 1'024);
    row("1kB", 1'000);
    row("64MB", 64'000'000);
    row("64MiB", 67'108'864);
    row("1000MiB", 1'048'576'000);
    row("1500kB", 1'500'000);
    row("3GiB", 3'221'225'472);
    row("18446744073709551615B", std::numeric_limits<std::uint64_t>::max());
}

void TestQuantity::writesSizes() {
    QFETCH(std::uint64_t, value);
    QFETCH(std::string, text);
    QCOMPARE(sizeText(value), text);
    QCOMPARE(*parseSize(text), value);
    const std::string apart = sizeText(value, " ");
    QCOMPARE(apart.size(), text.size() + 1);
    QCOMPARE(*parseSize(apart), value);
}

QTEST_GUILESS_MAIN(TestQuantity)
#include "tst_quantity.moc"
