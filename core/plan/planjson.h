#pragma once

#include <string>

#include "core/plan/testplan.h"

namespace squall {

/// The plan as JSON (`squall.plan/1`): only what differs from a new plan, beside the address.
[[nodiscard]] std::string planJson(const TestPlan& plan);

/// The address for people: normalised, without user and password.
[[nodiscard]] std::string displayUrl(const TestPlan& plan);

} // namespace squall
