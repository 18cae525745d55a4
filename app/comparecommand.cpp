#include "app/comparecommand.h"

#include <cstdio>

#include "app/complaint.h"
#include "app/options.h"
#include "app/resultsource.h"
#include "app/turnscommand.h"

namespace squall {

int runCompare(const CompareCommand& command) {
    if (command.pairs > 0)
        return runTurns(command);
    const auto base = findResult(command.base);
    const auto now = findResult(command.now);
    for (const auto& [path, result] : {std::pair(&command.base, &base), {&command.now, &now}}) {
        if (*result)
            continue;
        complain("cannot read \"" + *path + "\": " + result->error().detail);
        return exitUsage;
    }
    return tellComparison(compareRuns(*base, *now), command);
}

int tellComparison(const RunComparison& comparison, const CompareCommand& command) {
    const std::string text =
        command.asJson ? comparisonJson(comparison) : forTerminal(comparisonText(comparison));
    if (std::fputs(text.c_str(), stdout) < 0 || std::fflush(stdout) != 0)
        return exitInternal;
    return command.failsOnWorse && hasWorse(comparison.figures) ? exitThreshold : exitDone;
}

} // namespace squall
