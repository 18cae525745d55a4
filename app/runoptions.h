#pragma once

#include <CLI/CLI.hpp>

#include "app/options.h"

namespace squall {

/// Every option of `squall run`; they write into `command`, which outlives `app`.
void addRunOptions(CLI::App& app, RunCommand& command);

/// Those of them that make the plan, but for its address.
void addPlanOptions(CLI::App& app, TestPlan& plan);

/// What the options leave open, and whether they make a plan that can run.
[[nodiscard]] Command finishRunCommand(RunCommand command);

} // namespace squall
