#pragma once

#include <string>

#include "core/run/runresult.h"

namespace squall {

/// Figures in the text format of Prometheus (exposition format 0.0.4), for a node exporter or a
/// push gateway.
[[nodiscard]] std::string promReport(const RunResult& result);

} // namespace squall
