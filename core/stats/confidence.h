#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/base/clock.h"
#include "core/stats/histogram.h"
#include "core/stats/series.h"

namespace squall {

// How far the figures of one run can be trusted: intervals of 95 % confidence. Pure and
// deterministic. They speak of the server as it was during the run, not of its next release or
// another day; two runs are compared elsewhere.

/// Where a percentile lies. Ends are the edges of histogram buckets (1 % of the value at most), so
/// an interval never claims more than the histogram knows.
struct Confidence {
    Nanoseconds low{0};
    Nanoseconds high{0};

    bool operator==(const Confidence&) const = default;
};

/// Where a rate lies, per second.
struct RateConfidence {
    double low = 0;
    double high = 0;

    bool operator==(const RateConfidence&) const = default;
};

/// A percentile of fewer values than this is "too few": ten of them must lie beyond it on either
/// side, 10 / (1 - p) for p from a half.
[[nodiscard]] std::uint64_t valuesNeeded(double percent);

/// Of values that are independent of one another: the order statistics between whose ranks the
/// percentile lies with 95 % by the binomial distribution, whatever the values' own (Conover,
/// Practical Nonparametric Statistics, 3rd ed., section 3.2; Hahn and Meeker, Statistical
/// Intervals, section 5.2). Nothing when there are too few. Takes about ten times the
/// square root of the count in steps.
[[nodiscard]] std::optional<Confidence> orderStatisticInterval(const Histogram& values,
                                                               double percent);

/// How the blocks of seconds are drawn.
struct Bootstrap {
    std::size_t blockLength = 0; ///< in points of the series; 0: the cube root of their number
    int resamples = 1000;
    std::uint64_t seed = 1; ///< the same seed gives the same interval
};

/// Fewer points than this cannot tell how much seconds differ.
constexpr std::size_t minBootstrapPoints = 10;

// Of seconds that may depend on their neighbours: the moving-block bootstrap (Künsch, The Jackknife
// and the Bootstrap for General Stationary Observations, Annals of Statistics 17, 1989) with blocks
// of fixed length n^(1/3) (Politis and Romano, The Stationary Bootstrap, JASA 89, 1994, draw the
// length at random instead; Hall, Horowitz and Jing, Biometrika 82, 1995, give the exponent). Its
// percentile interval is widened for few blocks as a t interval is (Hesterberg, What Teachers
// Should Know About the Bootstrap, The American Statistician 69, 2015, "expanded percentile
// interval"). It covers less than it says where seconds stay alike for longer than a block, as when
// the server slows down throughout the run. A last point shorter than half of the first is left
// out. Nothing below minBootstrapPoints.

/// Of requests that ended per second.
[[nodiscard]] std::optional<RateConfidence> blockRateInterval(std::span<const SeriesPoint> points,
                                                              const Bootstrap& bootstrap = {});

/// Of percentiles of all ok requests together; one answer to each of `percents`. A resample's
/// histograms are merged before its percentile is read. Takes 8 bytes for each point and each
/// bucket used in any of them, for as long as it runs.
[[nodiscard]] std::vector<std::optional<Confidence>>
blockPercentileIntervals(std::span<const SeriesPoint> points, std::span<const double> percents,
                         const Bootstrap& bootstrap = {});

/// Whether the seconds differ by more than independent requests would make them, judged by how many
/// values of each lie beyond the percentile: they are like their neighbours (lag-1 autocorrelation
/// beyond 2.33 / sqrt(n); Bartlett, JRSS Supplement 8, 1946), or they scatter more than the
/// binomial distribution allows (chi-square test of dispersion at 1 %), as when a pause delays all
/// that one second holds. False below minBootstrapPoints, where nothing can be told.
[[nodiscard]] bool secondsDiffer(std::span<const SeriesPoint> points, double percent);

/// The intervals of a run; nothing where there is too little to tell.
struct RunConfidence {
    bool usesBlocks = false; ///< for percentiles
    std::optional<Confidence> p50;
    std::optional<Confidence> p95;
    std::optional<Confidence> p99;
    std::optional<RateConfidence> throughput;
};

/// Percentiles: by blocks when secondsDiffer() for any of them, else by order statistics.
/// Throughput: always by blocks, since the seconds of one run share a server, and blocks cost
/// little where they do not matter. `latency` is responseOf() the whole run, `series` its seconds.
/// Takes less than 100 ms for 1800 points.
[[nodiscard]] RunConfidence
confidenceOf(const Histogram& latency, std::span<const SeriesPoint> series, std::uint64_t seed = 1);

} // namespace squall
