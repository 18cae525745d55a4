// How a comparison reads, for people and for programs.

#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include <nlohmann/json.hpp>

#include "core/results/runcomparison.h"
#include "core/results/textlayout.h"
#include "core/results/units.h"

namespace squall {

namespace {

using Json = nlohmann::ordered_json;

struct FigureName {
    const char* text;
    const char* json;
};

constexpr std::array<FigureName, comparedFigureCount> figureNames = {
    {{"Ok requests/s", "ok_per_s"},
     {"p50", "p50_us"},
     {"p95", "p95_us"},
     {"p99", "p99_us"},
     {"Error share", "error_share"}}};

const FigureName& nameOf(const Difference& difference) {
    return figureNames[static_cast<std::size_t>(difference.figure)];
}

bool isShare(const Difference& difference) {
    return difference.figure == ComparedFigure::ErrorShare;
}

std::string valueText(const Difference& difference, std::optional<double> value) {
    if (!value)
        return "-";
    if (isShare(difference))
        return shareText(static_cast<std::uint64_t>(std::llround(*value * 1e9)), 1'000'000'000);
    return difference.figure == ComparedFigure::Throughput
               ? rateText(*value)
               : latencyText(Nanoseconds(std::llround(*value)));
}

/// "+9.7", of percent or percentage points.
std::string signedText(double change) {
    const double percent = change * 100;
    const int decimals = std::abs(percent) < 0.0995 ? 2 : std::abs(percent) < 99.5 ? 1 : 0;
    std::array<char, 400> text{};
    const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), percent,
                                            std::chars_format::fixed, decimals);
    return (percent < 0 ? "" : "+") + std::string(text.data(), end);
}

std::string intervalText(const Difference& difference) {
    if (!difference.hasInterval)
        return "-";
    const std::string unit = isShare(difference) ? " pp" : " %";
    if (std::isinf(difference.high))
        return signedText(difference.low) + unit + " and up";
    return signedText(difference.low) + " to " + signedText(difference.high) + unit;
}

std::string wordText(const Difference& difference) {
    std::string text(wordOf(difference.word));
    if (difference.word != Change::CannotTell)
        return text;
    if (!difference.hasInterval)
        return text + ": too few requests";
    if (difference.runsToTell > 0)
        return text + "; " + std::to_string(difference.runsToTell) + " runs of each in turns would";
    if (difference.isOpen())
        return text + "; longer runs would";
    return text + "; more than 1000 runs of each would";
}

std::string row(const std::string& name, const std::string& base, const std::string& now,
                const std::string& change, const std::string& interval, const std::string& word) {
    return "  " + padded(name, 13) + rightAligned(base, 11) + rightAligned(now, 11) +
           rightAligned(change, 11) + "  " + padded(interval, 20) + "  " + word + "\n";
}

/// From none to some is no percentage.
bool hasChange(const Difference& difference) {
    return difference.hasInterval && std::isfinite(difference.change);
}

std::string row(const Difference& difference) {
    const std::string unit = isShare(difference) ? " pp" : " %";
    return row(nameOf(difference).text, valueText(difference, difference.base),
               valueText(difference, difference.now),
               hasChange(difference) ? signedText(difference.change) + unit : "-",
               intervalText(difference), wordText(difference));
}

std::string methodText(std::size_t pairs) {
    const std::string together = "The five intervals hold together in 95 % of comparisons (99 % "
                                 "each). No difference seen: one of 10 % (errors: 1 pp) would "
                                 "have been.";
    if (pairs > 1)
        return "From the differences within " + std::to_string(pairs) +
               " pairs of runs in turns (paired t; Jain 1991). " + together;
    return "Seconds are the unit (clusters; Woodruff 1952, Rao and Scott 1992, Zou and Donner "
           "2008), and runs are assumed to differ by 1 % (p95 2 %, p99 3 %) for no reason; runs in "
           "turns (--interleave) measure that instead. " +
           together;
}

Json finite(double value) {
    return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json differenceJson(const Difference& difference) {
    const bool isLatency = difference.figure != ComparedFigure::Throughput && !isShare(difference);
    const double unit = isLatency ? 1e3 : 1;
    const auto value = [unit](std::optional<double> known) {
        return known ? Json(*known / unit) : Json(nullptr);
    };
    Json json = {{"base", value(difference.base)}, {"new", value(difference.now)}};
    json["change"] = difference.hasInterval ? finite(difference.change) : Json(nullptr);
    json["low"] = difference.hasInterval ? finite(difference.low) : Json(nullptr);
    json["high"] = difference.hasInterval ? finite(difference.high) : Json(nullptr);
    json["word"] = wordOf(difference.word);
    json["runs_to_tell"] = difference.runsToTell > 0 ? Json(difference.runsToTell) : Json(nullptr);
    return json;
}

} // namespace

std::string comparisonText(const RunComparison& comparison) {
    std::string text = "\n" + entry("Base", comparison.base) + entry("New", comparison.now);
    if (comparison.pairs > 1)
        text += entry("Pairs", std::to_string(comparison.pairs));
    text += entry("Verdict", wordOf(overall(comparison.figures)));
    text += "\n" + row("", "base", "new", "change", "interval", "");
    for (const Difference& difference : comparison.figures)
        text += row(difference);
    text += "\n";
    for (const std::string& caution : comparison.cautions)
        text += entry("Caution", caution);
    return text + entry("Method", methodText(comparison.pairs)) + "\n";
}

std::string comparisonJson(const RunComparison& comparison) {
    Json json;
    json["schema"] = "squall.comparison/1";
    json["base"] = comparison.base;
    json["new"] = comparison.now;
    json["pairs"] = comparison.pairs;
    json["word"] = wordOf(overall(comparison.figures));
    json["level"] = 0.95;
    for (const Difference& difference : comparison.figures)
        json["figures"][nameOf(difference).json] = differenceJson(difference);
    json["cautions"] = comparison.cautions;
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace squall
