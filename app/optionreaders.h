#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "core/base/error.h"

/// How an option's text becomes a value. What refuses a text throws CLI::ValidationError, whose
/// words name the option, the text and what would be right; parseCommandLine() catches it.
namespace squall {

[[noreturn]] void refuse(const std::string& option, const std::string& why);

template <typename T>
T valueOf(const std::string& option, Result<T> read) {
    if (!read)
        refuse(option, read.error().detail);
    return *std::move(read);
}

/// A count that fits into 32 bits.
[[nodiscard]] std::uint32_t smallCount(const std::string& option, const std::string& text);

/// Adds an option whose text is turned into a value by `read`, which may refuse it.
template <typename Read>
CLI::Option* addOption(CLI::App& app, const std::string& name, const std::string& description,
                       const std::string& typeName, Read read) {
    return app.add_option_function<std::string>(name, read, description)->type_name(typeName);
}

/// Adds an option that may be given as often as needed; `take` gets each text.
template <typename Take>
CLI::Option* addRepeated(CLI::App& app, const std::string& name, const std::string& description,
                         const std::string& typeName, Take take) {
    return app
        .add_option_function<std::vector<std::string>>(
            name,
            [take](const std::vector<std::string>& texts) { std::ranges::for_each(texts, take); },
            description)
        ->type_name(typeName)
        ->expected(1)
        ->allow_extra_args(false) // or it would take the address behind it
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

/// Adds an option that takes one of some words; --help shows them as "on|off|auto".
template <typename Value>
void addChoice(CLI::App& app, const std::string& name, const std::string& description,
               Value& target, std::vector<std::pair<std::string, Value>> choices) {
    std::string words;
    for (const auto& [word, value] : choices)
        words += (words.empty() ? "" : "|") + word;
    addOption(app, name, description, words,
              [name, words, &target, choices = std::move(choices)](const std::string& text) {
                  const auto chosen =
                      std::ranges::find(choices, text, &std::pair<std::string, Value>::first);
                  if (chosen == choices.end())
                      refuse(name, "\"" + text + "\" is none of " + words);
                  target = chosen->second;
              });
}

} // namespace squall
