#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace squall {

/// Statuses from `first` to `last`, both included.
struct StatusRange {
    std::uint16_t first = 200;
    std::uint16_t last = 399;

    bool operator==(const StatusRange&) const = default;
};

/// A value in a JSON body (RFC 6901).
struct JsonExpectation {
    std::string pointer; ///< "/user/id"; empty: the whole body
    std::string value;   ///< JSON, or a text as it stands

    bool operator==(const JsonExpectation&) const = default;
};

/// What an answer must be to count as ok.
struct Expectations {
    std::vector<StatusRange> statuses = {StatusRange{}};
    std::string bodyText; ///< that the body must hold; empty: any body
    std::vector<JsonExpectation> json;

    bool operator==(const Expectations&) const = default;
};

// ErrorCode::BadPlan with a sentence that names the text and what would be right.

/// "200-399", "204", "200-299,404".
[[nodiscard]] Result<std::vector<StatusRange>> parseStatusRanges(std::string_view text);
[[nodiscard]] std::string statusRangesText(const std::vector<StatusRange>& ranges);

/// "/user/id=7", "/name=Ann".
[[nodiscard]] Result<JsonExpectation> parseJsonExpectation(std::string_view text);
[[nodiscard]] std::string jsonExpectationText(const JsonExpectation& expectation);

} // namespace squall
