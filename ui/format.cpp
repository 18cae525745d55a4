#include "ui/format.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include "core/base/quantity.h"
#include "ui/corewords.h"
#include "ui/failurewords.h"

namespace squall::format {

namespace {

struct Format {
    Q_DECLARE_TR_FUNCTIONS(squall::Format)
};

constexpr QChar noBreakSpace(0x00a0);

QString groupMark() {
    static const std::array<QString, 4> readable = {QStringLiteral(","), QString(noBreakSpace),
                                                    QString(QChar(0x202f)), QString(QChar(0x2009))};
    const QLocale locale;
    const QString mark = locale.groupSeparator();
    const bool isPlain = locale.language() == QLocale::C;
    return !isPlain && std::ranges::find(readable, mark) != readable.end() ? mark
                                                                           : QString(noBreakSpace);
}

QString decimal(double value, int places) {
    QLocale locale;
    locale.setNumberOptions(QLocale::OmitGroupSeparator);
    return locale.toString(value, 'f', places);
}

QString withUnit(const QString& number, const QString& unit) {
    return number + noBreakSpace + unit;
}

/// As reports have them: "1.21", "84.2", "840".
QString threeDigits(double value) {
    return decimal(value, value < 9.995 ? 2 : value < 99.95 ? 1 : 0);
}

QString padded(std::int64_t value) {
    return QStringLiteral("%1").arg(value, 2, 10, QLatin1Char('0'));
}

bool mayMislead(char32_t c) {
    const bool isControl = c < 0x20 || (c >= 0x7f && c < 0xa0);
    const bool isDirection = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) ||
                             c == 0x200e || c == 0x200f || c == 0x061c;
    const bool isInvisible = c == 0x200b || c == 0x2028 || c == 0x2029 || c == 0xfeff;
    return isControl || isDirection || isInvisible;
}

struct UnitOfTime {
    QString plain; ///< as core writes it
    QString words; ///< in the user's language
};

std::array<UnitOfTime, 6> unitsOfTime() {
    return {{{QStringLiteral("h"), Format::tr("h", "hours")},
             {QStringLiteral("m"), Format::tr("m", "minutes")},
             {QStringLiteral("s"), Format::tr("s")},
             {QStringLiteral("ms"), Format::tr("ms")},
             {QStringLiteral("us"), Format::tr("µs")},
             {QStringLiteral("ns"), Format::tr("ns")}}};
}

/// Where the unit begins.
qsizetype unitIn(const QString& text) {
    const auto unit = std::ranges::find_if(text, [](QChar c) {
        return !c.isDigit() && c != QLatin1Char('.') && c != QLatin1Char(',');
    });
    return unit - text.begin();
}

/// The one that an error of TLS speaks of.
TlsFault faultIn(const Error& error) {
    for (int code = 1; code <= static_cast<int>(TlsFault::Flood); ++code) {
        const auto fault = static_cast<TlsFault>(code);
        if (error.detail.ends_with(describe(fault)))
            return fault;
    }
    return TlsFault::None;
}

} // namespace

QString count(std::uint64_t value) {
    QString digits = QString::number(value);
    const QString mark = groupMark();
    for (qsizetype at = digits.size() - 3; at > 0; at -= 3)
        digits.insert(at, mark);
    return digits;
}

int pluralOf(std::uint64_t value) {
    constexpr std::uint64_t million = 1'000'000;
    return static_cast<int>(value < million ? value : million + value % million);
}

QString requests(std::uint64_t value) {
    return value == 1 ? Format::tr("1 request")
                      : Format::tr("%1 requests", nullptr, pluralOf(value)).arg(count(value));
}

QString errors(std::uint64_t value) {
    return value == 1 ? Format::tr("1 error")
                      : Format::tr("%1 errors", nullptr, pluralOf(value)).arg(count(value));
}

QString connections(std::uint64_t value) {
    return value == 1 ? Format::tr("1 connection")
                      : Format::tr("%1 connections", nullptr, pluralOf(value)).arg(count(value));
}

QString magnitude(double value) {
    if (!(value > 0))
        return QStringLiteral("0");
    if (value < 99.95)
        return threeDigits(value);
    if (value < 9999.5)
        return count(static_cast<std::uint64_t>(std::llround(value)));
    static constexpr std::array<const char*, 4> prefixes = {"k", "M", "G", "T"};
    std::size_t prefix = 0;
    value /= 1000;
    for (; value >= 999.5 && prefix + 1 < prefixes.size(); ++prefix)
        value /= 1000;
    return withUnit(threeDigits(value), QString::fromLatin1(prefixes[prefix]));
}

QString rate(double perSecond) {
    //: A rate, such as 12.4 k/s
    return Format::tr("%1/s").arg(magnitude(perSecond));
}

QString number(double value) {
    const double whole = std::round(value);
    return value == whole && value >= 0 ? count(static_cast<std::uint64_t>(whole))
                                        : QLocale().toString(value, 'g', 6);
}

QString rateAsSet(double perSecond) {
    return Format::tr("%1/s").arg(number(perSecond));
}

QString bytes(std::uint64_t size) {
    static constexpr std::array<const char*, 6> units = {"kB", "MB", "GB", "TB", "PB", "EB"};
    if (size < 1000)
        return withUnit(QString::number(size), QStringLiteral("B"));
    double value = static_cast<double>(size) / 1000;
    std::size_t unit = 0;
    for (; value >= 999.5 && unit + 1 < units.size(); ++unit)
        value /= 1000;
    return withUnit(threeDigits(value), QString::fromLatin1(units[unit]));
}

QString duration(Nanoseconds value) {
    const double us = static_cast<double>(std::max<std::int64_t>(value.count(), 0)) / 1e3;
    if (us <= 0)
        return withUnit(QStringLiteral("0"), Format::tr("µs"));
    if (us < 999.5)
        return withUnit(threeDigits(us), Format::tr("µs"));
    if (us < 999.5e3)
        return withUnit(threeDigits(us / 1e3), Format::tr("ms"));
    if (us < 59.95e6)
        return withUnit(threeDigits(us / 1e6), Format::tr("s"));
    const auto seconds = static_cast<std::int64_t>(std::llround(us / 1e6));
    if (seconds < 3600)
        return Format::tr("%1 min %2 s").arg(seconds / 60).arg(padded(seconds % 60));
    const std::int64_t minutes = (seconds + 30) / 60;
    return Format::tr("%1 h %2 min").arg(minutes / 60).arg(padded(minutes % 60));
}

QString span(Nanoseconds value) {
    const QString text = QString::fromStdString(durationText(value));
    const qsizetype unit = unitIn(text);
    const auto units = unitsOfTime();
    const auto named = std::ranges::find(units, text.mid(unit), &UnitOfTime::plain);
    return withUnit(text.left(unit), named != units.end() ? named->words : text.mid(unit));
}

QString plainSpan(const QString& words) {
    QString text = words;
    text.remove(QLatin1Char(' ')).remove(noBreakSpace);
    const qsizetype unit = unitIn(text);
    const auto units = unitsOfTime();
    const auto named = std::ranges::find(units, text.mid(unit), &UnitOfTime::words);
    return named != units.end() ? text.left(unit) + named->plain : text;
}

QString clock(Nanoseconds value) {
    const std::int64_t seconds =
        std::max<std::int64_t>(std::chrono::ceil<std::chrono::seconds>(value).count(), 0);
    if (seconds < 3600)
        return QStringLiteral("%1:%2").arg(seconds / 60).arg(padded(seconds % 60));
    return QStringLiteral("%1:%2:%3")
        .arg(seconds / 3600)
        .arg(padded(seconds / 60 % 60), padded(seconds % 60));
}

QString percent(int permille) {
    return withUnit(QString::number(permille / 10), QStringLiteral("%"));
}

QString share(std::uint64_t part, std::uint64_t whole) {
    if (part == 0 || whole == 0)
        return percent(0);
    if (part >= whole)
        return percent(1000);
    const double value = 100 * static_cast<double>(part) / static_cast<double>(whole);
    if (value < 0.01)
        return QLatin1Char('<') + withUnit(decimal(0.01, 2), QStringLiteral("%"));
    if (value >= 99.95)
        return QLatin1Char('>') + withUnit(decimal(99.9, 1), QStringLiteral("%"));
    return withUnit(threeDigits(value), QStringLiteral("%"));
}

QString visible(const QString& text) {
    QString shown;
    for (const char32_t c : text.toUcs4()) {
        if (mayMislead(c))
            shown += QStringLiteral("\\u{%1}").arg(QString::number(c, 16).toUpper());
        else
            shown += QString::fromUcs4(&c, 1);
    }
    return shown;
}

QString visibleLines(const std::string& text) {
    QStringList lines = QString::fromStdString(text).split(QLatin1Char('\n'));
    for (QString& line : lines) {
        if (line.endsWith(QLatin1Char('\r')))
            line.chop(1);
        line = visible(line);
    }
    return lines.join(QLatin1Char('\n'));
}

QString sentence(const std::string& detail) {
    QString text = inUsersLanguage(visible(QString::fromStdString(detail)));
    if (text.isEmpty())
        return text;
    text[0] = text[0].toUpper();
    return text.endsWith(QLatin1Char('.')) ? text : text + QLatin1Char('.');
}

Explanation explain(const Error& error) {
    const QString detail = inUsersLanguage(visible(QString::fromStdString(error.detail)));
    switch (error.code) {
    case ErrorCode::BadUrl:
        return {sentence(error.detail), Format::tr("Type an address such as http://example.com/.")};
    case ErrorCode::BadPlan:
        return {sentence(error.detail), Format::tr("Correct the plan, then run it again.")};
    case ErrorCode::ResolveFailed:
        return {Format::tr("The host name “%1” has no address.").arg(detail),
                Format::tr("Check the spelling and whether this computer is online.")};
    case ErrorCode::ConnectFailed:
        return {Format::tr("No connection: %1.").arg(detail),
                Format::tr("Check that the server is running and that the port is right.")};
    case ErrorCode::Timeout:
        return {Format::tr("No answer in time: %1.").arg(detail),
                Format::tr("Check the address and any firewall, or allow more time.")};
    case ErrorCode::TlsFailed:
        return {Format::tr("No secure connection: %1.").arg(detail), tlsRemedy(faultIn(error))};
    case ErrorCode::PublicTarget:
        return {Format::tr("%1 is a public address.").arg(detail),
                Format::tr("Load on someone else's server is an attack. If this one is yours to "
                           "test, say so (on the command line: --allow-public).")};
    case ErrorCode::TooFewDescriptors:
        return {Format::tr("More connections than this system allows: %1.").arg(detail),
                Format::tr("Use fewer connections or raise the limit of open files.")};
    case ErrorCode::ProtocolViolation:
        return {Format::tr("The server does not speak HTTP: %1.").arg(detail),
                Format::tr("Check that the address and port are those of an HTTP server.")};
    case ErrorCode::FileFailed:
        return {Format::tr("A file could not be used: %1.").arg(detail),
                Format::tr("Check its name and permissions.")};
    case ErrorCode::SystemFailed:
        break;
    }
    return {Format::tr("The operating system refused: %1.").arg(detail),
            Format::tr("Close other programs or restart, then try again.")};
}

std::optional<PlanField> fieldOf(ErrorCode code) {
    switch (code) {
    case ErrorCode::BadUrl:
    case ErrorCode::ResolveFailed:
    case ErrorCode::ConnectFailed:
    case ErrorCode::Timeout:
    case ErrorCode::TlsFailed:
    case ErrorCode::ProtocolViolation:
    case ErrorCode::PublicTarget:
        return PlanField::Url;
    case ErrorCode::TooFewDescriptors:
        return PlanField::Connections;
    case ErrorCode::BadPlan:
    case ErrorCode::FileFailed:
    case ErrorCode::SystemFailed:
        break;
    }
    return std::nullopt;
}

QString problem(const PlanProblem& problem) {
    const auto bounds = [](std::uint64_t least, std::uint64_t most) {
        return Format::tr("Type a number from %1 to %2.").arg(count(least), count(most));
    };
    switch (problem.field) {
    case PlanField::Requests:
        return bounds(1, maxRequests);
    case PlanField::Connections:
        return bounds(1, maxConnections);
    case PlanField::Threads:
        return bounds(1, maxThreads);
    case PlanField::Duration:
    case PlanField::Timeout:
    case PlanField::ConnectTimeout:
        return Format::tr("Type a time of more than 0 and at most %1.").arg(span(maxDuration));
    case PlanField::Method:
        return Format::tr("A method is one word, such as GET or POST.");
    default:
        return sentence(problem.message);
    }
}

} // namespace squall::format
