#include "core/plan/stages.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "core/base/quantity.h"

namespace squall {

namespace {

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(" \t\n");
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(" \t\n") - begin + 1);
}

std::string quoted(std::string_view text) {
    return '"' + std::string(text) + '"';
}

std::optional<double> number(std::string_view text) {
    if (const auto whole = parseCount(text))
        return static_cast<double>(*whole);
    double value = 0;
    const auto [end, fault] =
        std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    if (fault != std::errc() || end != text.data() + text.size() || !(value >= 0))
        return std::nullopt;
    return value;
}

Result<Stage> parseStage(std::string_view text) {
    const std::size_t colon = text.find(':');
    const auto length = parseDuration(trimmed(text.substr(0, colon)));
    const auto target = number(colon == std::string_view::npos ? std::string_view()
                                                               : trimmed(text.substr(colon + 1)));
    if (!length || !target)
        return fail(ErrorCode::BadPlan,
                    quoted(text) + " is not of the form TIME:TARGET, such as 30s:100");
    return Stage{*length, *target};
}

} // namespace

Result<std::vector<Stage>> parseStages(std::string_view text) {
    std::vector<Stage> stages;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        const auto stage = parseStage(trimmed(text.substr(begin, end - begin)));
        if (!stage)
            return std::unexpected(stage.error());
        stages.push_back(*stage);
        begin = end + 1;
    }
    return stages;
}

std::string stagesText(const std::vector<Stage>& stages) {
    std::string text;
    for (const Stage& stage : stages)
        text +=
            (text.empty() ? "" : ",") + durationText(stage.length) + ':' + numberText(stage.target);
    return text;
}

Result<double> parseRate(std::string_view text) {
    const auto value = number(trimmed(text));
    if (!value || *value <= 0 || *value > maxRate)
        return fail(ErrorCode::BadPlan, quoted(text) + " is not a rate such as 1000, 10k or 0.5, "
                                                       "more than 0 and at most 10 000 000");
    return *value;
}

std::string numberText(double value) {
    std::array<char, 32> digits{};
    const auto [end, fault] = std::to_chars(digits.data(), digits.data() + digits.size(), value,
                                            std::chars_format::fixed);
    return fault == std::errc() ? std::string(digits.data(), end) : std::string("0");
}

} // namespace squall
