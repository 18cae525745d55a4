#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/plan/testplan.h"

namespace squall {

/// Stages as people write them: `30s:100,1m:1000,10s:0`, a time and a target each. Blanks around a
/// part do not matter. ErrorCode::BadPlan with a sentence that names the part and what would be
/// right.
[[nodiscard]] Result<std::vector<Stage>> parseStages(std::string_view text);

/// What parseStages() reads back to the same value.
[[nodiscard]] std::string stagesText(const std::vector<Stage>& stages);

/// A rate as people write it: any form of parseCount(), or a number with a decimal point. More than
/// 0 and at most maxRate.
[[nodiscard]] Result<double> parseRate(std::string_view text);

/// Shortest form that reads back to the same value: "1000", "0.5".
[[nodiscard]] std::string numberText(double value);

} // namespace squall
