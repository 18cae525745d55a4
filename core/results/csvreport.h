#pragma once

#include <string>

#include "core/run/runresult.h"

namespace squall {

/// A row per second (RFC 4180, a header first): numbers only, in the C locale.
[[nodiscard]] std::string csvReport(const RunResult& result);

} // namespace squall
