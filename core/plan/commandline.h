#pragma once

#include <string>

#include "core/plan/testplan.h"

namespace squall {

/// The plan as a command for a shell: `squall run …` with every option that differs from a new
/// plan. Secrets appear as references to the environment, see withReferences().
[[nodiscard]] std::string runCommandLine(const TestPlan& plan);

/// One request of the plan as a command for a shell: `curl …`. As above; the shell replaces the
/// references.
[[nodiscard]] std::string curlCommandLine(const TestPlan& plan);

} // namespace squall
