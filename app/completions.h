#pragma once

#include <string>

namespace CLI {
class App;
}

namespace squall {

/// Scripts that complete commands, options and the words that options choose from.
[[nodiscard]] std::string bashCompletion(const CLI::App& program);
[[nodiscard]] std::string zshCompletion(const CLI::App& program);
[[nodiscard]] std::string fishCompletion(const CLI::App& program);

} // namespace squall
