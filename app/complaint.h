#pragma once

#include <string>

#include "core/base/error.h"

namespace squall {

/// "squall: " and the line, on standard error.
void complain(const std::string& line);

/// Says why nothing could be sent and what to do about it. The exit code for it.
[[nodiscard]] int complainOf(const Error& error);

} // namespace squall
