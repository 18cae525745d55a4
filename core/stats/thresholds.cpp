#include "core/stats/thresholds.h"

namespace squall {

namespace {

using Figure = Threshold::Figure;

Nanoseconds latencyOf(const Threshold& threshold, const Histogram& response) {
    switch (threshold.figure) {
    case Figure::Mean:
        return response.mean();
    case Figure::Max:
        return response.max();
    default:
        return response.percentile(threshold.percent);
    }
}

double shareOrRate(const Threshold& threshold, const Ledger& ledger, Nanoseconds elapsed) {
    const auto completed = static_cast<double>(ledger.completed());
    if (threshold.figure == Figure::Errors)
        return completed > 0 ? static_cast<double>(ledger.failed) / completed : 0;
    const double seconds = std::chrono::duration<double>(elapsed).count();
    return seconds > 0 ? completed / seconds : 0;
}

} // namespace

ThresholdOutcome evaluate(const Threshold& threshold, const Counts& counts,
                          const Histogram& response, Nanoseconds elapsed) {
    ThresholdOutcome outcome{threshold};
    if (threshold.isLatency()) {
        outcome.time = latencyOf(threshold, response);
        outcome.passed = response.count() > 0 && threshold.holds(outcome.time);
    } else {
        outcome.number = shareOrRate(threshold, counts.ledger, elapsed);
        outcome.passed = counts.ledger.completed() > 0 && threshold.holds(outcome.number);
    }
    return outcome;
}

} // namespace squall
