#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/plan/testplan.h"

namespace squall {

/// The end of the name of a plan file.
inline constexpr std::string_view planEnding = ".json";

/// ErrorCode::FileFailed or BadPlan, with a sentence that names the file.
[[nodiscard]] Result<TestPlan> readPlanFile(const std::string& path);

/// Writes the plan without its secrets, see withReferences(): readable for its owner alone, and
/// whole or not at all. Answers the variables that must be set before the plan is run again.
/// ErrorCode::FileFailed with a sentence.
[[nodiscard]] Result<std::vector<std::string>> writePlanFile(const std::string& path,
                                                             const TestPlan& plan);

} // namespace squall
