#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/base/clock.h"
#include "core/stats/sparsehistogram.h"

namespace squall {

// Whether one run did better than another, or only other. Pure and deterministic.
//
// The unit is not the request but the stretch of time: requests of one second share its pauses.
// Rates and shares are ratios over stretches with the variance of a ratio of clusters (Cochran,
// Sampling Techniques, 3rd ed., section 6.3). A percentile lies where the share of values beyond it
// may lie (Woodruff, Confidence Intervals for Medians and Other Position Measures, JASA 47, 1952),
// never closer than if requests were independent. The share of errors has Wilson's interval of as
// many requests as the scatter of the stretches leaves (Rao and Scott, A Simple Method for the
// Analysis of Clustered Binary Data, Biometrics 48, 1992). Two intervals become one of the
// difference by the method of variance estimates recovery (Zou and Donner, Construction of
// Confidence Limits About Effect Measures, Statistics in Medicine 27, 2008).
//
// Runs differ for reasons that no second of either shows: another start, another place in memory,
// another mood of the machine (Kalibera and Jones, Rigorous Benchmarking in Reasonable Time, ISMM
// 2013). Of two single runs this is assumed (unseenSpread()); of runs in turns it is measured, from
// the differences within the pairs (Jain, The Art of Computer Systems Performance Analysis, 1991,
// section 13.4.1).
//
// Where one run has no ok request at all, its rate may have been that of the other in as many of
// its stretches as chance could have left out (Clopper and Pearson, The Use of Confidence or
// Fiducial Limits, Biometrika 26, 1934).
//
// All five figures are judged at once, so each interval is one of 99 %: together they hold in
// 95 % of comparisons at least (Bonferroni).

/// A piece of one run.
struct Stretch {
    Nanoseconds length{0};
    std::uint64_t ok = 0;
    std::uint64_t failed = 0;
    SparseHistogram latency; ///< of the ok requests

    void merge(const Stretch& next);
};

/// What is known of a run: its stretches in order, of about the same length.
struct RunSample {
    std::vector<Stretch> stretches;
    bool isDoubtful = false; ///< the generator or its machine may have bent the figures
};

enum class ComparedFigure : std::uint8_t {
    Throughput, ///< ok requests per second: more is better
    P50,        ///< of latency, in nanoseconds: less is better, as below
    P95,
    P99,
    ErrorShare, ///< of completed requests, 0 to 1
};

inline constexpr std::size_t comparedFigureCount = 5;

enum class Change : std::uint8_t {
    Better,
    Worse,
    NoneSeen,   ///< a difference worth seeing would have been seen
    CannotTell, ///< it would not
};

/// A figure of two runs. `change` and its interval are relative to the base (0.1: a tenth more),
/// but of ErrorShare differences of shares (0.1: ten percentage points).
struct Difference {
    ComparedFigure figure = ComparedFigure::Throughput;
    /// Of runs in turns their geometric mean, but of a share that of all together. Nothing where it
    /// is unknown.
    std::optional<double> base;
    std::optional<double> now;
    double change = 0;
    bool hasInterval = false; ///< nothing to judge by without
    double low = 0;           ///< down to -1
    double high = 0;          ///< up to infinity, as `change` is from no ok request to some
    Change word = Change::CannotTell;
    /// CannotTell: so many runs of each in turns are likely to tell; 0: that cannot be told either,
    /// or more than 1000.
    unsigned runsToTell = 0;

    /// An end of the interval is as far away as it can be: the runs are too short to say where.
    [[nodiscard]] bool isOpen() const;
};

/// A difference of so much is worth seeing: of a rate or a latency, relative.
inline constexpr double changeWorthSeeing = 0.10;
/// Of the share of errors.
inline constexpr double shareWorthSeeing = 0.01;

using Comparison = std::array<Difference, comparedFigureCount>; ///< by ComparedFigure

/// The spread (one standard deviation, relative) between runs of the same plan against the same
/// server that their seconds do not show; tests/bench/sameness.py measures it.
[[nodiscard]] double unseenSpread(ComparedFigure figure);

/// Of two runs. Of one with less than five stretches, the unseen spread is taken for three times as
/// large, and failures for independent; so are the requests of a single stretch, which shows no
/// scatter, so that its unseen spread is taken for ten times as large. Three times as large is that
/// of a doubtful run, too.
[[nodiscard]] Comparison compare(const RunSample& base, const RunSample& now);

/// Of runs that took turns: base[i] and now[i] are a pair, as many on either side, two at least.
[[nodiscard]] Comparison compareInTurns(std::span<const RunSample> base,
                                        std::span<const RunSample> now);

[[nodiscard]] bool hasWorse(const Comparison& comparison);

} // namespace squall
