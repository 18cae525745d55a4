#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace squall {

/// An option as its users see it.
struct DescribedOption {
    std::vector<std::string> names;   ///< as typed, the short ones first: "-n", "--requests"
    std::string value;                ///< "TIME", or "on|off|auto"; empty: it takes none
    std::vector<std::string> choices; ///< the words that it takes; empty: any
    std::string description;
    bool isRepeated = false;

    [[nodiscard]] bool takesValue() const { return !value.empty(); }

    [[nodiscard]] bool takesFile() const { return value == "FILE" || value.ends_with(".json"); }
};

/// The options of a command in the order of --help; hidden ones are left out.
[[nodiscard]] std::vector<DescribedOption> describedOptions(const CLI::App& command);

/// What a command takes beside options, in order.
[[nodiscard]] std::vector<const CLI::Option*> argumentsOf(const CLI::App& command);

} // namespace squall
