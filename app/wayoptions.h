#pragma once

#include <CLI/CLI.hpp>

#include "core/plan/testplan.h"

namespace squall {

/// The options of `squall run` that say how requests reach the target and in which protocol. They
/// write into `plan`, which outlives `app`.
void addWayOptions(CLI::App& app, TestPlan& plan);

} // namespace squall
