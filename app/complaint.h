#pragma once

#include <string>

#include "core/base/error.h"

namespace squall {

/// "squall: " and the line on standard error, as forTerminal().
void complain(const std::string& line);

/// Text for a terminal, in which what would move its cursor or change how the text reads is shown
/// escaped: it may come from a file or a server. Line breaks stay.
[[nodiscard]] std::string forTerminal(const std::string& text);

/// Says why nothing could be sent and what to do about it. The exit code for it.
[[nodiscard]] int complainOf(const Error& error);

} // namespace squall
