#pragma once

#include <string>

#include "core/run/runresult.h"

namespace squall {

/// The result as `squall.result/1`, indented, ending in a line break. Times in the unit that the
/// field's name says; latencies in µs with fractions. Secrets of the plan appear as "***".
[[nodiscard]] std::string resultJson(const RunResult& result);

} // namespace squall
