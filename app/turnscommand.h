#pragma once

#include "app/comparecommand.h"

namespace squall {

/// `squall compare --interleave N A B`: runs both plans N times in turns, A B A B, keeps every run
/// in the history and compares them. Needs a QCoreApplication. The exit code as of runCompare(),
/// but 105 when it was cancelled and 121 when nothing could be sent.
[[nodiscard]] int runTurns(const CompareCommand& command);

} // namespace squall
