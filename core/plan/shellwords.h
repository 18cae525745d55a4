#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace squall {

/// The words of a command as a POSIX shell would take it apart: blanks, quotes of all three kinds
/// ('…', "…", $'…'), backslashes, continued lines. Nothing is run and nothing is read: `$NAME`
/// becomes the reference `${NAME}`, and the command ends before |, ; < > or a line break. An open
/// quote is ErrorCode::BadPlan.
[[nodiscard]] Result<std::vector<std::string>> shellWords(std::string_view text);

/// The word as a shell reads it back to the same text, in quotes where it needs them.
[[nodiscard]] std::string shellQuoted(std::string_view word);

/// The same, with references such as `${NAME}` left to the shell.
[[nodiscard]] std::string shellQuotedWithReferences(std::string_view word);

} // namespace squall
