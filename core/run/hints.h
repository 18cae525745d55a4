#pragma once

#include <string>
#include <vector>

#include "core/run/runresult.h"

namespace squall {

/// What the figures of a run that has ended mean beyond themselves, as plain English sentences for
/// RunResult::warnings: that half of the answers waited for a delayed acknowledgement, that times
/// went past the range of the histograms, that nobody verified the server.
[[nodiscard]] std::vector<std::string> hintsIn(const RunResult& result);

} // namespace squall
