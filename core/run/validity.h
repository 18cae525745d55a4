#pragma once

#include "core/run/runresult.h"

namespace squall {

/// Was it the generator? `loopBusy`: share of the time in which the busiest request loop had work.
/// `cpuSteal`: share of the machine's CPU time that the hypervisor gave away.
[[nodiscard]] Verdict judge(double loopBusy, double cpuSteal, Nanoseconds elapsed);

} // namespace squall
