#pragma once

#include <string>

#include "core/stats/failures.h"

namespace squall {

struct TestPlan;

/// One line of plain English, free of anything a server wrote: "503 Service Unavailable".
[[nodiscard]] std::string describe(FailureKind kind);

/// The same, with the bound of `plan` where a request went past one.
[[nodiscard]] std::string describe(FailureKind kind, const TestPlan& plan);

} // namespace squall
