#include "core/base/quantity.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

namespace squall {

namespace {

// No-break space, narrow no-break space and thin space, as UTF-8.
constexpr std::array<std::string_view, 4> groupSpaces = {" ", "\u00a0", "\u202f", "\u2009"};

struct TimeUnit {
    std::string_view name;
    std::int64_t nanoseconds;
};

constexpr std::array<TimeUnit, 7> timeUnits = {{{"h", 3'600'000'000'000},
                                                {"m", 60'000'000'000},
                                                {"s", 1'000'000'000},
                                                {"ms", 1'000'000},
                                                {"us", 1'000},
                                                {"µs", 1'000},
                                                {"ns", 1}}};

struct SizeUnit {
    std::string_view name;
    std::uint64_t bytes;
};

constexpr std::array<SizeUnit, 7> sizeUnits = {{{"GiB", 1ULL << 30},
                                                {"GB", 1'000'000'000},
                                                {"MiB", 1ULL << 20},
                                                {"MB", 1'000'000},
                                                {"KiB", 1ULL << 10},
                                                {"kB", 1'000},
                                                {"B", 1}}};

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ')
        text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    return text;
}

std::size_t spaceAt(std::string_view text) {
    for (const std::string_view space : groupSpaces) {
        if (text.starts_with(space))
            return space.size();
    }
    return 0;
}

/// Takes the marks out from between groups of three digits; nothing when a group is no group.
std::optional<std::string> withoutGroupMarks(std::string_view text) {
    std::string digits;
    std::size_t groupBegin = 0;
    bool grouped = false;
    while (!text.empty()) {
        const std::size_t mark = text.front() == ',' ? 1 : spaceAt(text);
        if (mark == 0) {
            digits += text.front();
            text.remove_prefix(1);
            continue;
        }
        const auto group = std::string_view(digits).substr(groupBegin);
        if (group.empty() || group.size() > 3 || (grouped && group.size() != 3) ||
            !std::ranges::all_of(group, isDigit))
            return std::nullopt;
        grouped = true;
        groupBegin = digits.size();
        text.remove_prefix(mark);
    }
    const auto lastGroup = std::ranges::find_if_not(digits.begin() + static_cast<long>(groupBegin),
                                                    digits.end(), isDigit);
    if (grouped && lastGroup - digits.begin() != static_cast<long>(groupBegin) + 3)
        return std::nullopt;
    return digits;
}

/// digits [ "." digits ], scaled by ten to the `exponent`: exact or nothing.
std::optional<std::uint64_t> scaledDecimal(std::string_view text, int exponent) {
    std::string digits;
    const std::size_t point = text.find('.');
    const std::string_view whole = text.substr(0, point);
    const std::string_view fraction =
        point == std::string_view::npos ? std::string_view{} : text.substr(point + 1);
    if (whole.empty() || (point != std::string_view::npos && fraction.empty()) ||
        !std::ranges::all_of(whole, isDigit) || !std::ranges::all_of(fraction, isDigit))
        return std::nullopt;
    digits.append(whole).append(fraction);
    int zeros = exponent - static_cast<int>(fraction.size());
    for (; zeros < 0; ++zeros) {
        if (digits.empty() || digits.back() != '0')
            return std::nullopt;
        digits.pop_back();
    }
    if (zeros > 19)
        return std::nullopt;
    digits.append(static_cast<std::size_t>(zeros), '0');
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc{} || end != digits.data() + digits.size())
        return std::nullopt;
    return value;
}

int takeSuffix(std::string_view& text) {
    constexpr std::string_view suffixes = "kMG";
    const char last = text.empty() ? '\0' : text.back();
    const std::size_t found = suffixes.find(last == 'K' ? 'k' : last);
    if (found == std::string_view::npos || last == '\0')
        return 0;
    text.remove_suffix(1);
    return 3 * (static_cast<int>(found) + 1);
}

char lowerCase(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
}

/// Takes the letters off the end, of which the one for bytes may be left out.
const SizeUnit* takeSizeUnit(std::string_view& text) {
    std::string letters;
    for (; !text.empty() && lowerCase(text.back()) >= 'a' && lowerCase(text.back()) <= 'z';
         text.remove_suffix(1))
        letters.insert(letters.begin(), lowerCase(text.back()));
    if (!letters.ends_with('b'))
        letters += 'b';
    const auto* const found = std::ranges::find_if(sizeUnits, [&letters](const SizeUnit& unit) {
        return std::ranges::equal(unit.name, letters, {}, lowerCase);
    });
    return found == sizeUnits.end() ? nullptr : found;
}

/// Takes "e6" off the end; nothing when what follows the e is no number of at most two digits.
std::optional<int> takeExponent(std::string_view& text) {
    const std::size_t e = text.find_first_of("eE");
    if (e == std::string_view::npos)
        return 0;
    std::string_view digits = text.substr(e + 1);
    if (digits.starts_with('+'))
        digits.remove_prefix(1);
    if (digits.empty() || digits.size() > 2 || !std::ranges::all_of(digits, isDigit))
        return std::nullopt;
    text = text.substr(0, e);
    int exponent = 0;
    for (const char digit : digits)
        exponent = exponent * 10 + (digit - '0');
    return exponent;
}

} // namespace

Result<std::uint64_t> parseCount(std::string_view text) {
    const auto refusal = [shown = std::string(text)] {
        return fail(ErrorCode::BadPlan,
                    "\"" + shown + "\" is not a whole number such as 10000, 10 000, 10k or 1e6");
    };
    std::string_view rest = trimmed(text);
    const int suffix = takeSuffix(rest);
    rest = trimmed(rest);
    const auto exponent = takeExponent(rest);
    const auto digits = withoutGroupMarks(rest);
    if (!exponent || !digits)
        return refusal();
    const auto value = scaledDecimal(*digits, suffix + *exponent);
    if (!value)
        return refusal();
    return *value;
}

Result<Nanoseconds> parseDuration(std::string_view text) {
    const std::string_view whole = trimmed(text);
    const auto numberEnd =
        std::ranges::find_if_not(whole, [](char c) { return isDigit(c) || c == '.'; });
    const auto size = static_cast<std::size_t>(numberEnd - whole.begin());
    const std::string_view unitName = trimmed(whole.substr(size));
    const auto* const unit = std::ranges::find(timeUnits, unitName, &TimeUnit::name);
    double number = 0;
    const auto [end, error] = std::from_chars(whole.data(), whole.data() + size, number);
    const double nanoseconds = unit == timeUnits.end() ? 0 : number * double(unit->nanoseconds);
    const bool understood = size > 0 && error == std::errc{} && end == whole.data() + size &&
                            unit != timeUnits.end() && nanoseconds < 9e18;
    if (!understood)
        return fail(ErrorCode::BadPlan,
                    "\"" + std::string(text) + "\" is not a time such as 500ms, 10s, 3m or 1h");
    return Nanoseconds(std::llround(nanoseconds));
}

std::string durationText(Nanoseconds duration) {
    for (const TimeUnit& unit : timeUnits) {
        if (duration.count() % unit.nanoseconds == 0 && duration.count() >= unit.nanoseconds)
            return std::to_string(duration.count() / unit.nanoseconds) + std::string(unit.name);
    }
    return "0s";
}

std::string threeDigits(double value) {
    if (value == 0)
        return "0";
    const int decimals = value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
    std::array<char, 64> text{};
    const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value,
                                            std::chars_format::fixed, decimals);
    return {text.data(), end};
}

std::string latencyText(Nanoseconds value) {
    const auto nanoseconds = static_cast<double>(value.count());
    if (nanoseconds >= 999.5e6)
        return threeDigits(nanoseconds / 1e9) + " s";
    if (nanoseconds >= 999.5e3)
        return threeDigits(nanoseconds / 1e6) + " ms";
    return threeDigits(nanoseconds / 1e3) + " µs";
}

Result<std::uint64_t> parseSize(std::string_view text) {
    const auto refusal = [&text] {
        return fail(ErrorCode::BadPlan,
                    "\"" + std::string(text) + "\" is not a size such as 500k, 64MiB or 1G");
    };
    std::string_view number = trimmed(text);
    const SizeUnit* const unit = takeSizeUnit(number);
    if (unit == nullptr)
        return refusal();
    // A fraction of thousands is read exactly, as a count is.
    const bool isThousands = unit->name.size() == 2;
    const auto count =
        parseCount(isThousands ? std::string(number) + unit->name.front() : std::string(number));
    const std::uint64_t factor = isThousands ? 1 : unit->bytes;
    if (!count || *count > std::numeric_limits<std::uint64_t>::max() / factor)
        return refusal();
    return *count * factor;
}

std::string sizeText(std::uint64_t bytes, std::string_view between) {
    const auto* unit = std::ranges::find_if(
        sizeUnits, [bytes](const SizeUnit& each) { return bytes % each.bytes == 0; });
    if (bytes == 0)
        unit = &sizeUnits.back();
    return std::to_string(bytes / unit->bytes).append(between).append(unit->name);
}

} // namespace squall
