#include "core/plan/expectations.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace squall {

namespace {

std::unexpected<Error> refuse(std::string_view text, const char* why) {
    return std::unexpected(Error{ErrorCode::BadPlan, "\"" + std::string(text) + "\" " + why});
}

std::optional<std::uint16_t> statusOf(std::string_view text) {
    std::uint16_t status = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), status);
    const bool isWhole = error == std::errc{} && end == text.data() + text.size();
    if (!isWhole || status < 200 || status > 999)
        return std::nullopt;
    return status;
}

/// RFC 6901: empty, or parts that begin with "/", in which "~" stands before 0 or 1. No part is
/// a number that overflows as an index.
bool isPointer(std::string_view text) {
    constexpr std::size_t tooLong = 19;
    const auto isLongNumber = [](std::string_view part) {
        return part.size() >= tooLong &&
               part.find_first_not_of("0123456789") == std::string_view::npos;
    };
    if (!text.empty() && text.front() != '/')
        return false;
    for (std::size_t begin = 1; begin < text.size();) {
        const std::size_t end = std::min(text.find('/', begin), text.size());
        if (isLongNumber(text.substr(begin, end - begin)))
            return false;
        begin = end + 1;
    }
    for (std::size_t at = text.find('~'); at != std::string_view::npos;
         at = text.find('~', at + 1)) {
        if (at + 1 == text.size() || (text[at + 1] != '0' && text[at + 1] != '1'))
            return false;
    }
    return true;
}

} // namespace

Result<std::vector<StatusRange>> parseStatusRanges(std::string_view text) {
    std::vector<StatusRange> ranges;
    for (std::string_view rest = text;;) {
        const std::size_t comma = rest.find(',');
        const std::string_view item = rest.substr(0, comma);
        const std::size_t dash = std::min(item.find('-'), item.size());
        const auto first = statusOf(item.substr(0, dash));
        const auto last = dash < item.size() ? statusOf(item.substr(dash + 1)) : first;
        if (!first || !last || *first > *last)
            return refuse(text, "is not a list of statuses from 200 on, such as 200-299,404");
        ranges.push_back({*first, *last});
        if (comma == std::string_view::npos)
            return ranges;
        rest.remove_prefix(comma + 1);
    }
}

std::string statusRangesText(const std::vector<StatusRange>& ranges) {
    std::string text;
    for (const StatusRange& range : ranges) {
        text += (text.empty() ? "" : ",") + std::to_string(range.first);
        if (range.last != range.first)
            text += "-" + std::to_string(range.last);
    }
    return text;
}

Result<JsonExpectation> parseJsonExpectation(std::string_view text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos || !isPointer(text.substr(0, equals)))
        return refuse(text, "is not of the form /pointer/into/json=VALUE");
    return JsonExpectation{std::string(text.substr(0, equals)),
                           std::string(text.substr(equals + 1))};
}

std::string jsonExpectationText(const JsonExpectation& expectation) {
    return expectation.pointer + "=" + expectation.value;
}

} // namespace squall
