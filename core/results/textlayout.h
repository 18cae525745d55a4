#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace squall {

// Tables and lists of reports on a terminal. Every character is taken for one column wide.

/// Filled up with spaces behind.
[[nodiscard]] std::string padded(std::string text, std::size_t width);
/// Filled up with spaces in front.
[[nodiscard]] std::string rightAligned(const std::string& text, std::size_t width);
/// "  label        text" and a line break, the text broken between words and indented.
[[nodiscard]] std::string entry(std::string_view label, std::string_view text);

} // namespace squall
