#pragma once

#include <string>

#include "core/plan/testplan.h"
#include "core/run/capacity.h"

namespace squall {

/// For a terminal: the answer as a sentence, and every rate that was tried as a row of the curve.
[[nodiscard]] std::string capacityText(const CapacityResult& result, const TestPlan& plan);

/// `squall.capacity/1`: `rate_per_s` with `low` and `high`, the sentence, and the steps in their
/// order, latencies in µs. Secrets of the plan appear as "***".
[[nodiscard]] std::string capacityJson(const CapacityResult& result, const TestPlan& plan);

} // namespace squall
