#pragma once

#include <functional>

#include "core/run/runresult.h"

class QString;
class QWidget;

namespace squall {

/// Asks for a file and writes the result to it, in the form that its ending names. Returns at once;
/// what goes wrong is said in a dialog, and `say` is called when it is done. GUI thread.
void exportResult(QWidget* window, const RunResult& result,
                  std::function<void(const QString& words)> say);

} // namespace squall
