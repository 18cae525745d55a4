#include "core/results/units.h"

#include <array>
#include <charconv>
#include <cmath>

namespace squall {

std::string grouped(std::uint64_t value) {
    std::string text = std::to_string(value);
    for (std::size_t at = text.size(); at > 3;) {
        at -= 3;
        text.insert(at, 1, ' ');
    }
    return text;
}

std::string rateText(double perSecond) {
    if (perSecond >= 999'500)
        return threeDigits(perSecond / 1e6) + " M";
    if (perSecond >= 9'999.5)
        return threeDigits(perSecond / 1e3) + " k";
    if (perSecond >= 99.95)
        return grouped(static_cast<std::uint64_t>(std::llround(perSecond)));
    return threeDigits(perSecond);
}

std::string rateAsSet(double perSecond) {
    const double whole = std::round(perSecond);
    if (perSecond == whole && perSecond >= 0)
        return grouped(static_cast<std::uint64_t>(whole));
    std::array<char, 32> text{};
    const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), perSecond);
    return {text.data(), end};
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
    if (percent >= 99.95)
        return "> 99.9 %";
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
