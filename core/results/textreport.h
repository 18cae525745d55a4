#pragma once

#include <string>

#include "core/run/runresult.h"

namespace squall {

/// The result for reading in 80 columns, plain text, ending in a line break.
[[nodiscard]] std::string textReport(const RunResult& result);

} // namespace squall
