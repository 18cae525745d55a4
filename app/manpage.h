#pragma once

#include <string>

namespace CLI {
class App;
}

namespace squall {

/// The page of the manual, section 1, for the program or one of its commands, in the man(7) macros.
[[nodiscard]] std::string manPage(const CLI::App& command);

} // namespace squall
