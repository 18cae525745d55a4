#pragma once

#include <string_view>

#include "core/base/error.h"
#include "core/load/workorder.h"
#include "core/plan/testplan.h"
#include "core/run/preflight.h"

namespace squall {

/// Writes into `order` what the workers are told, but for its moments: from a plan whose references
/// are resolved, and from what Preflight found. `body` and the contexts of `found` outlive the run.
/// ErrorCode::BadPlan when no request can be made of the plan.
[[nodiscard]] Result<> fillOrder(WorkOrder& order, const TestPlan& sent, std::string_view body,
                                 const Preflight::Findings& found);

} // namespace squall
