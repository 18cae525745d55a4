#pragma once

#include <functional>

#include "core/run/stresstest.h"

namespace squall {

class UnixSignals;

/// Starts `test` and runs the event loop until it has ended. `afterPoll` is called after each poll,
/// the last one too. The first signal cancels the test; while that goes on, another one ends the
/// program.
void runToEnd(StressTest& test, UnixSignals& interrupts, const std::function<void()>& afterPoll);

} // namespace squall
