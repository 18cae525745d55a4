#include "core/base/threshold.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "core/base/quantity.h"

namespace squall {

namespace {

using Figure = Threshold::Figure;
using Relation = Threshold::Relation;

struct FigureName {
    std::string_view name;
    Figure figure;
};

constexpr std::array<FigureName, 4> figureNames = {{{"mean", Figure::Mean},
                                                    {"max", Figure::Max},
                                                    {"rate", Figure::Rate},
                                                    {"errors", Figure::Errors}}};

std::string withoutBlanks(std::string_view text) {
    std::string kept;
    std::ranges::copy_if(text, std::back_inserter(kept), [](char c) { return c != ' '; });
    return kept;
}

std::optional<double> decimal(std::string_view text) {
    double value = 0;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size() || value < 0)
        return std::nullopt;
    return value;
}

std::string decimalText(double value) {
    std::array<char, 400> digits{};
    const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), value,
                                            std::chars_format::fixed);
    return error == std::errc{} ? std::string(digits.data(), end) : std::string();
}

bool readFigure(std::string_view name, Threshold& threshold) {
    if (name.starts_with("p(") && name.ends_with(')')) {
        const auto percent = decimal(name.substr(2, name.size() - 3));
        threshold.percent = percent.value_or(0);
        return threshold.percent > 0 && threshold.percent < 100;
    }
    const auto* const found = std::ranges::find(figureNames, name, &FigureName::name);
    if (found == figureNames.end())
        return false;
    threshold.figure = found->figure;
    return true;
}

bool readBound(std::string_view text, Threshold& threshold) {
    if (threshold.isLatency()) {
        const auto time = parseDuration(text);
        threshold.time = time.value_or(Nanoseconds{0});
        return time.has_value();
    }
    if (threshold.figure == Figure::Errors) {
        if (!text.ends_with('%'))
            return false;
        const auto percent = decimal(text.substr(0, text.size() - 1));
        threshold.number = percent.value_or(0) / 100;
        return percent && *percent <= 100;
    }
    const auto count = parseCount(text);
    const auto rate = count ? std::optional(static_cast<double>(*count)) : decimal(text);
    threshold.number = rate.value_or(0);
    return rate.has_value();
}

/// Of "p(99)<250ms": where the relation stands, and what it is.
std::optional<Threshold> read(std::string_view text) {
    Threshold threshold;
    const std::size_t sign = text.find_first_of("<>");
    if (sign == std::string_view::npos)
        return std::nullopt;
    const bool isLess = text[sign] == '<';
    const bool mayEqual = text.substr(sign + 1).starts_with('=');
    if (mayEqual)
        threshold.relation = isLess ? Relation::AtMost : Relation::AtLeast;
    else
        threshold.relation = isLess ? Relation::Less : Relation::Greater;
    const std::string_view bound = text.substr(sign + (mayEqual ? 2 : 1));
    if (!readFigure(text.substr(0, sign), threshold) || !readBound(bound, threshold))
        return std::nullopt;
    return threshold;
}

template <typename Value>
bool compare(Relation relation, Value actual, Value bound) {
    switch (relation) {
    case Relation::Less:
        return actual < bound;
    case Relation::AtMost:
        return actual <= bound;
    case Relation::Greater:
        return actual > bound;
    case Relation::AtLeast:
        break;
    }
    return actual >= bound;
}

std::string_view textOf(Relation relation) {
    switch (relation) {
    case Relation::Less:
        return "<";
    case Relation::AtMost:
        return "<=";
    case Relation::Greater:
        return ">";
    case Relation::AtLeast:
        break;
    }
    return ">=";
}

std::string figureText(const Threshold& threshold) {
    if (threshold.figure == Figure::Percentile)
        return "p(" + decimalText(threshold.percent) + ")";
    return std::string(std::ranges::find(figureNames, threshold.figure, &FigureName::figure)->name);
}

std::string boundText(const Threshold& threshold) {
    if (threshold.isLatency())
        return durationText(threshold.time);
    if (threshold.figure == Figure::Rate)
        return decimalText(threshold.number);
    // A share that was read from so many percent, back to the shortest text that gives it.
    std::array<char, 64> digits{};
    const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(),
                                            threshold.number * 100, std::chars_format::general, 12);
    return error == std::errc{} ? std::string(digits.data(), end) + "%" : std::string();
}

} // namespace

bool Threshold::holds(Nanoseconds actual) const {
    return compare(relation, actual, time);
}

bool Threshold::holds(double actual) const {
    return compare(relation, actual, number);
}

Result<Threshold> parseThreshold(std::string_view text) {
    const auto threshold = read(withoutBlanks(text));
    if (!threshold)
        return fail(ErrorCode::BadPlan,
                    "\"" + std::string(text) +
                        "\" is no bound such as p(99)<250ms, mean<10ms, max<2s, rate>1000 or "
                        "errors<0.1%");
    return *threshold;
}

std::string thresholdText(const Threshold& threshold) {
    return figureText(threshold) + std::string(textOf(threshold.relation)) + boundText(threshold);
}

} // namespace squall
