#include "core/results/units.h"

#include <array>
#include <charconv>
#include <cmath>

namespace squall {

namespace {

/// Three significant digits, whole numbers past 100.
std::string threeDigits(double value) {
    const int decimals = value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
    std::array<char, 64> text{};
    const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value,
                                            std::chars_format::fixed, decimals);
    return {text.data(), end};
}

} // namespace

std::string grouped(std::uint64_t value) {
    std::string text = std::to_string(value);
    for (std::size_t at = text.size(); at > 3;) {
        at -= 3;
        text.insert(at, 1, ' ');
    }
    return text;
}

std::string latencyText(Nanoseconds value) {
    const auto nanoseconds = static_cast<double>(value.count());
    if (nanoseconds >= 999.5e6)
        return threeDigits(nanoseconds / 1e9) + " s";
    if (nanoseconds >= 999.5e3)
        return threeDigits(nanoseconds / 1e6) + " ms";
    return threeDigits(nanoseconds / 1e3) + " µs";
}

std::string rateText(double perSecond) {
    if (perSecond >= 999'950)
        return threeDigits(perSecond / 1e6) + " M";
    if (perSecond >= 9'999.5)
        return threeDigits(perSecond / 1e3) + " k";
    if (perSecond >= 99.95)
        return grouped(static_cast<std::uint64_t>(std::llround(perSecond)));
    return threeDigits(perSecond);
}

std::string bytesText(double bytes) {
    constexpr std::array<const char*, 5> units = {" B", " kB", " MB", " GB", " TB"};
    std::size_t unit = 0;
    while (bytes >= 999.5 && unit + 1 < units.size()) {
        bytes /= 1000;
        ++unit;
    }
    return (unit == 0 ? std::to_string(std::llround(bytes)) : threeDigits(bytes)) + units[unit];
}

std::string shareText(std::uint64_t part, std::uint64_t whole) {
    if (part == 0 || whole == 0)
        return "0 %";
    if (part == whole)
        return "100 %";
    const double percent = 100.0 * static_cast<double>(part) / static_cast<double>(whole);
    if (percent < 0.01)
        return "< 0.01 %";
    if (percent > 99.99)
        return "> 99.99 %";
    return threeDigits(percent) + " %";
}

std::string actualText(const ThresholdOutcome& outcome) {
    if (outcome.threshold.isLatency())
        return latencyText(outcome.time);
    if (outcome.threshold.figure == Threshold::Figure::Rate)
        return rateText(outcome.number) + "/s";
    return shareText(static_cast<std::uint64_t>(std::llround(outcome.number * 1e6)), 1'000'000);
}

} // namespace squall
