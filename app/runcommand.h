#pragma once

#include "app/options.h"

namespace squall {

/// Runs the plan in the terminal and writes its reports. Needs a QCoreApplication. The exit code.
[[nodiscard]] int runInTerminal(const RunCommand& command);

} // namespace squall
