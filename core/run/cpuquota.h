#pragma once

#include "core/base/clock.h"

namespace squall {

/// How long this process's control group has been kept from running by its CPU quota, since it
/// began; zero where there is no quota or no control group (v2: cpu.stat, v1: cpu/cpu.stat).
[[nodiscard]] Nanoseconds throttledTime();

} // namespace squall
