#pragma once

#include <string>

#include "core/run/runresult.h"

namespace squall {

/// JUnit XML, as CI servers read it: a case for each threshold and bound, failed where it was
/// missed. Without any, one case that says whether requests were answered.
[[nodiscard]] std::string junitReport(const RunResult& result);

} // namespace squall
