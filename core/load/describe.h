#pragma once

#include <string>

#include "core/stats/failures.h"

namespace squall {

/// One line of plain English, free of anything a server wrote: "503 Service Unavailable".
[[nodiscard]] std::string describe(FailureKind kind);

} // namespace squall
