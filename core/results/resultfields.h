#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "core/run/runresult.h"

/// What the writer and the reader of `squall.result/1` must agree on.
namespace squall {

inline constexpr std::string_view resultSchema = "squall.result/1";

template <typename Value, std::size_t count>
using ResultWords = std::array<std::pair<std::string_view, Value>, count>;

inline constexpr ResultWords<RunState, 4> stateWords = {{{"failed", RunState::Failed},
                                                         {"finished", RunState::Finished},
                                                         {"cancelled", RunState::Cancelled},
                                                         {"aborted", RunState::Aborted}}};

inline constexpr ResultWords<Validity, 3> validityWords = {
    {{"inconclusive", Validity::Inconclusive},
     {"valid", Validity::Valid},
     {"generator_limited", Validity::GeneratorLimited}}};

/// Histograms beside that of the service time.
inline constexpr ResultWords<Histogram Counts::*, 7> otherHistograms = {
    {{"response", &Counts::response},
     {"failed", &Counts::failed},
     {"lag", &Counts::lag},
     {"connect", &Counts::connect},
     {"tls", &Counts::tls},
     {"first_byte", &Counts::firstByte},
     {"transfer", &Counts::transfer}}};

/// The first word where none is of the value.
template <typename Value, std::size_t count>
[[nodiscard]] std::string_view wordOf(const ResultWords<Value, count>& words, const Value& value) {
    const auto* const found =
        std::ranges::find(words, value, &std::pair<std::string_view, Value>::second);
    return found == words.end() ? words.front().first : found->first;
}

template <typename Value, std::size_t count>
[[nodiscard]] std::optional<Value> valueOf(const ResultWords<Value, count>& words,
                                           std::string_view word) {
    const auto* const found =
        std::ranges::find(words, word, &std::pair<std::string_view, Value>::first);
    return found == words.end() ? std::nullopt : std::optional(found->second);
}

} // namespace squall
