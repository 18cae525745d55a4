#pragma once

#include "core/base/threshold.h"
#include "core/stats/interval.h"

namespace squall {

/// A threshold, the figure that it is about, and whether the figure keeps it.
struct ThresholdOutcome {
    Threshold threshold;
    Nanoseconds time{0}; ///< the figure, where it is a latency
    double number = 0;   ///< the figure, where it is none: per second, or 0 to 1
    bool passed = false;

    bool operator==(const ThresholdOutcome&) const = default;
};

/// `response`: latencies of the ok requests among `counts`, which took `elapsed`. Where nothing was
/// measured no bound is kept: a run that answered nothing must not pass.
[[nodiscard]] ThresholdOutcome evaluate(const Threshold& threshold, const Counts& counts,
                                        const Histogram& response, Nanoseconds elapsed);

} // namespace squall
