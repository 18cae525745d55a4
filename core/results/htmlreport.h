#pragma once

#include <string>

#include "core/run/runresult.h"

namespace squall {

/// One HTML file that asks nothing of any network: its script and style are its own, and its policy
/// (CSP) allows nothing else. Its size depends on the seconds of the run, not on its requests.
/// Everything that a server wrote is text in it, never markup.
[[nodiscard]] std::string htmlReport(const RunResult& result);

} // namespace squall
