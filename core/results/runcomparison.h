#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/run/runresult.h"
#include "core/stats/comparison.h"

namespace squall {

/// Two results, or two rows of results that took turns, beside each other.
struct RunComparison {
    std::string
        base; ///< "20261125-100000-1a2b3c4d (before the change)", without control characters
    std::string now;
    std::size_t pairs = 1;
    Comparison figures;
    std::vector<std::string> cautions; ///< why it may mislead; plain English sentences
};

[[nodiscard]] RunComparison compareRuns(const RunResult& base, const RunResult& now);

/// base[i] and now[i] are a pair; as many on either side, one at least. Of a single pair:
/// compareRuns().
[[nodiscard]] RunComparison compareRunsInTurns(std::span<const RunResult> base,
                                               std::span<const RunResult> now);

/// Of all figures: worse when any is, else better when any is, else cannot tell when that is all
/// that can be said of any.
[[nodiscard]] Change overall(const Comparison& comparison);

/// "better", "worse", "no difference seen", "cannot tell".
[[nodiscard]] std::string_view wordOf(Change change);

/// For a terminal: a table with one row for each figure, the cautions and the method.
[[nodiscard]] std::string comparisonText(const RunComparison& comparison);

/// `squall.comparison/1`: `figures` as in Difference, each under its name, latencies in µs; null is
/// unknown or infinite.
[[nodiscard]] std::string comparisonJson(const RunComparison& comparison);

} // namespace squall
