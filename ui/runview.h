#pragma once

#include <algorithm>
#include <string>

#include "core/run/runresult.h"
#include "core/run/stresstest.h"

namespace squall {

/// What render() shows: the facts of the present moment. Refers to what RunController holds, so it
/// is good for one call.
struct RunView {
    RunState state = RunState::Idle;
    bool waitsForLast = false; ///< Preparing, while the sockets of the run before are being closed
    const TestPlan& plan;
    const Progress& progress;
    const RunResult* result = nullptr; ///< of a run that has ended
    const Error* error = nullptr;      ///< of one that Failed
    double rate = 0;                   ///< requests completed per second, over the last second

    /// Empty without a result.
    [[nodiscard]] std::string resultId() const {
        return result != nullptr ? result->id : std::string();
    }

    /// How long it has counted: since its warm-up was over.
    [[nodiscard]] Nanoseconds measured() const {
        return std::max(progress.elapsed - plan.warmUp, Nanoseconds{0});
    }

    [[nodiscard]] bool isActive() const { return state != RunState::Idle && !hasEnded(state); }
};

} // namespace squall
