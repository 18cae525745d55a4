#pragma once

#include "app/options.h"

namespace squall {

/// `squall run --find-capacity BOUND`: prints the highest rate that keeps the bounds, and the curve
/// on the way there. Needs a QCoreApplication. The exit code: 0 when a rate was found, 99 when the
/// target bears none, 105 cancelled, and that of what could not be sent.
[[nodiscard]] int findCapacity(const RunCommand& command);

} // namespace squall
