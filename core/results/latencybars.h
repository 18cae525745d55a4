#pragma once

#include <string>

#include "core/stats/histogram.h"

namespace squall {

/// A histogram of at most 12 lines for a terminal: upper bound, share, bar. Its steps are 1, 2 and
/// 5 in every decade. Empty when there is nothing to draw.
[[nodiscard]] std::string latencyBars(const Histogram& values);

} // namespace squall
