#pragma once

#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/plan/testplan.h"

namespace squall {

/// The plan file (`squall.plan/1`) as it stands, secrets included: see withReferences(). Only what
/// differs from a new plan, beside the address.
[[nodiscard]] std::string planJson(const TestPlan& plan);

/// What planJson() wrote, or a person. Strict: an unknown field, a wrong type or a value that
/// cannot be read is ErrorCode::BadPlan with a sentence that names the field. What it answers may
/// still be refused by validate().
[[nodiscard]] Result<TestPlan> parsePlan(std::string_view json);

/// How addresses of the built-in server begin, whose port is another one with each start.
inline constexpr std::string_view demoAddress = "demo:";

/// The address for people: normalised, without user and password.
[[nodiscard]] std::string displayUrl(const TestPlan& plan);

} // namespace squall
