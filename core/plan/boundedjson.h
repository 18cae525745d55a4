#pragma once

#include <cstddef>
#include <string_view>

#include <nlohmann/json.hpp>

namespace squall {

/// `text` of a stranger as a value of `Json`, discarded where it is no JSON, nested deeper than any
/// file of Squall, or has more than `most` names and values: what is deep overflows the stack of
/// whoever copies or writes it, and what is short in a file may be long in memory.
template <typename Json>
[[nodiscard]] Json boundedJson(std::string_view text, std::size_t most) {
    constexpr int mostDepth = 200;
    std::size_t count = 0;
    bool isBounded = true;
    const auto keep = [&](int depth, typename Json::parse_event_t /*event*/, Json& /*value*/) {
        isBounded = isBounded && depth < mostDepth && ++count <= most;
        return isBounded;
    };
    Json json = Json::parse(text, keep, false);
    if (!isBounded)
        json = Json(Json::value_t::discarded);
    return json;
}

} // namespace squall
