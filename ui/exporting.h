#pragma once

#include "core/run/runresult.h"

class QWidget;

namespace squall {

/// Asks for a file and writes the result to it, in the form that its ending names. Returns at once;
/// what goes wrong is said in a dialog. GUI thread.
void exportResult(QWidget* window, const RunResult& result);

} // namespace squall
