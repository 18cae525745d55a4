#include "core/load/answercheck.h"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace squall {

namespace {

using nlohmann::json;

FailureKind checkFailure(CheckFault fault, std::size_t offset = 0) {
    return {FailureClass::Check,
            static_cast<std::uint16_t>(static_cast<std::size_t>(fault) + offset)};
}

/// What is nested deeper is left out: comparing values recurses, and servers can be hostile.
constexpr int mostDepth = 200;

json parsed(std::string_view text) {
    const auto isShallow = [](int depth, json::parse_event_t, json&) { return depth < mostDepth; };
    return json::parse(text, isShallow, false);
}

/// JSON where the text is JSON, otherwise the text as a JSON string.
json valueOf(const std::string& text) {
    json value = parsed(text);
    return value.is_discarded() ? json(text) : value;
}

std::string dumped(const json& value) {
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

} // namespace

AnswerCheck::AnswerCheck(const Expectations& expectations)
    : m_text(expectations.bodyText) {
    for (const StatusRange& range : expectations.statuses)
        std::fill(m_accepted.begin() + range.first, m_accepted.begin() + range.last + 1, true);
    for (const JsonExpectation& expectation : expectations.json)
        m_values.push_back({expectation.pointer, dumped(valueOf(expectation.value))});
}

std::optional<FailureKind> AnswerCheck::fault(std::string_view body) const {
    if (body.size() > maxBody)
        return checkFailure(CheckFault::BodyTooLong);
    if (!m_text.empty() && body.find(m_text) == std::string_view::npos)
        return checkFailure(CheckFault::BodyText);
    if (m_values.empty())
        return std::nullopt;
    const json found = parsed(body);
    if (found.is_discarded())
        return checkFailure(CheckFault::NotJson);
    for (std::size_t i = 0; i < m_values.size(); ++i) {
        const json::json_pointer pointer(m_values[i].pointer);
        if (!found.contains(pointer) || dumped(found[pointer]) != m_values[i].json)
            return checkFailure(CheckFault::JsonValue, i);
    }
    return std::nullopt;
}

} // namespace squall
