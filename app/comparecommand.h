#pragma once

#include <array>
#include <cstddef>
#include <string>

#include "core/plan/testplan.h"
#include "core/results/runcomparison.h"

namespace squall {

/// What runs when it is its turn.
struct Turn {
    TestPlan plan;
    bool usesDemo = false; ///< plan.url is a path of the built-in demo target
};

/// `squall compare BASE NEW`.
struct CompareCommand {
    std::string base; ///< as findResult() takes it
    std::string now;
    bool asJson = false;
    bool failsOnWorse = false; ///< exit code 99 when any figure is worse

    std::size_t pairs = 0; ///< of --interleave: base and now are run so often; 0: they are results
    TestPlan plan;         ///< of --interleave: what the options say of both
    std::array<Turn, 2> turns;
    bool isRecorded = true; ///< of --interleave: in the history
};

/// Prints how NEW differs from BASE; of --interleave: see runTurns(). Answers with the exit code:
/// 0, 99 as asked, 104 with a line on standard error when either cannot be read.
[[nodiscard]] int runCompare(const CompareCommand& command);

/// Prints the comparison. The exit code.
[[nodiscard]] int tellComparison(const RunComparison& comparison, const CompareCommand& command);

} // namespace squall
