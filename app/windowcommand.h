#pragma once

#include "app/options.h"

namespace squall {

/// `squall [URL]`: the window, filled in. Needs a QApplication. Returns the exit code when the
/// window has been closed.
[[nodiscard]] int showWindow(const WindowCommand& command);

} // namespace squall
