#include "core/stats/comparison.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "core/stats/confidence.h"
#include "core/stats/histogram.h"
#include "core/stats/student.h"

namespace squall {

namespace {

constexpr double endsAt = 0.995; // of an interval of 99 %
constexpr std::size_t fewestStretches = 5;
constexpr std::size_t mostStretches = 10;
constexpr double spreadWhereDoubtful = 3;
constexpr double spreadWhereShort = 3;
constexpr double spreadWhereSingle = 10; // stretch: nothing shows how much they differ
constexpr double resolution = 0.008;     // of a bucket of the histogram
constexpr double infinite = std::numeric_limits<double>::infinity();

/// A figure of one side and where it lies.
struct Estimate {
    double value = 0;
    double low = 0;
    double high = 0;
    double reach = 0; ///< how many standard errors the ends are away
};

/// A run, and what is asked of it more than once.
struct Side {
    explicit Side(const RunSample& sample)
        : isDoubtful(sample.isDoubtful) {
        const std::size_t size = sample.stretches.size();
        const std::size_t groups = std::min(size, mostStretches);
        for (std::size_t group = 0; group < groups; ++group) {
            Stretch merged;
            for (std::size_t i = group * size / groups; i < (group + 1) * size / groups; ++i)
                merged.merge(sample.stretches[i]);
            stretches.push_back(std::move(merged));
        }
        for (const Stretch& stretch : stretches) {
            seconds += std::chrono::duration<double>(stretch.length).count();
            ok += static_cast<double>(stretch.ok);
            failed += static_cast<double>(stretch.failed);
            stretch.latency.mergeInto(latency);
        }
    }

    [[nodiscard]] bool isShort() const { return stretches.size() < fewestStretches; }

    [[nodiscard]] bool isSingle() const { return stretches.size() < 2; }

    /// How many standard errors an end of an interval is away that the scatter of the stretches
    /// makes.
    [[nodiscard]] double reach() const {
        return studentQuantile(endsAt, static_cast<double>(stretches.size()) - 1);
    }

    /// Of a ratio of two sums over the stretches, which is `ratio`.
    template <typename Part, typename Whole>
    [[nodiscard]] double standardError(double ratio, Part part, Whole whole) const {
        const auto size = static_cast<double>(stretches.size());
        double squares = 0;
        double sum = 0;
        for (const Stretch& stretch : stretches) {
            const double excess = part(stretch) - ratio * whole(stretch);
            squares += excess * excess;
            sum += whole(stretch);
        }
        return std::sqrt(size / (size - 1) * squares) / sum;
    }

    std::vector<Stretch> stretches;
    bool isDoubtful;
    double seconds = 0;
    double ok = 0;
    double failed = 0;
    Histogram latency;
};

double secondsOf(const Stretch& stretch) {
    return std::chrono::duration<double>(stretch.length).count();
}

double completedOf(const Stretch& stretch) {
    return static_cast<double>(stretch.ok + stretch.failed);
}

std::optional<Estimate> throughputOf(const Side& side) {
    if (side.seconds <= 0)
        return std::nullopt;
    if (side.ok <= 0)
        return Estimate{};
    const double rate = side.ok / side.seconds;
    double error = 0; // relative
    double reach = normalQuantile(endsAt);
    if (side.isSingle()) {
        // Renewals: their number scatters as the time between them does.
        const auto mean = static_cast<double>(side.latency.mean().count());
        const auto deviation = static_cast<double>(side.latency.standardDeviation().count());
        error = std::max(deviation / std::max(mean, 1.0), 1.0) / std::sqrt(side.ok);
    } else {
        error = side.standardError(
                    rate, [](const Stretch& s) { return static_cast<double>(s.ok); }, secondsOf) /
                rate;
        reach = side.reach();
    }
    const double factor = std::exp(reach * error);
    return Estimate{rate, rate / factor, rate * factor, reach};
}

std::optional<Estimate> percentileOf(const Side& side, double percent) {
    const std::uint64_t count = side.latency.count();
    if (count < valuesNeeded(percent))
        return std::nullopt;
    const auto values = static_cast<double>(count);
    const std::size_t bucket = side.latency.indexAtRank(Histogram::rankOf(percent, count));
    const auto beyond = [bucket](const Stretch& stretch) {
        double above = 0;
        for (const Histogram::Bucket used : stretch.latency.buckets())
            above += used.index > bucket ? static_cast<double>(used.count) : 0;
        return above;
    };
    const auto valuesOf = [](const Stretch& stretch) {
        return static_cast<double>(stretch.latency.count());
    };
    double error = std::sqrt(percent / 100 * (1 - percent / 100) / values);
    double reach = normalQuantile(endsAt);
    if (!side.isSingle()) {
        double share = 0;
        for (const Stretch& stretch : side.stretches)
            share += beyond(stretch) / values;
        error = std::max(error, side.standardError(share, beyond, valuesOf));
        reach = side.reach();
    }
    const double lowRank = std::floor((percent / 100 - reach * error) * values);
    const double highRank = std::ceil((percent / 100 + reach * error) * values) + 1;
    const auto edgeAt = [&side](double rank, std::size_t past) {
        const std::size_t index = side.latency.indexAtRank(static_cast<std::uint64_t>(rank));
        return static_cast<double>(Histogram::lowestOf(index + past).count());
    };
    return Estimate{static_cast<double>(side.latency.percentile(percent).count()),
                    lowRank < 1 ? 0 : edgeAt(lowRank, 0),
                    highRank > values ? infinite : edgeAt(highRank, 1), reach};
}

/// Wilson's interval of so many requests as the scatter of the stretches leaves; of a short run, of
/// all.
std::optional<Estimate> errorShareOf(const Side& side) {
    double count = side.ok + side.failed;
    if (count <= 0)
        return std::nullopt;
    const double share = side.failed / count;
    const double binomial = share * (1 - share) / count;
    if (!side.isShort() && binomial > 0) {
        const double error = side.standardError(
            share, [](const Stretch& s) { return static_cast<double>(s.failed); }, completedOf);
        count /= std::max(error * error / binomial, 1.0);
    }
    const bool scatters = side.failed > 0 && !side.isShort();
    const double z = scatters ? side.reach() : normalQuantile(endsAt);
    const double middle = (share + z * z / (2 * count)) / (1 + z * z / count);
    const double half = z / (1 + z * z / count) *
                        std::sqrt(share * (1 - share) / count + z * z / (4 * count * count));
    return Estimate{share, std::min(std::max(middle - half, 0.0), share),
                    std::max(std::min(middle + half, 1.0), share), z};
}

std::optional<Estimate> estimateOf(const Side& side, ComparedFigure figure) {
    switch (figure) {
    case ComparedFigure::Throughput:
        return throughputOf(side);
    case ComparedFigure::P50:
        return percentileOf(side, 50);
    case ComparedFigure::P95:
        return percentileOf(side, 95);
    case ComparedFigure::P99:
        return percentileOf(side, 99);
    case ComparedFigure::ErrorShare:
        break;
    }
    return errorShareOf(side);
}

/// How many pairs in turns make an interval narrow enough that one pair has `spread` wide.
unsigned runsToTell(double spread, double wanted) {
    constexpr unsigned most = 1000;
    for (unsigned runs = 2; runs <= most; ++runs) {
        const double degrees = runs - 1;
        if (studentQuantile(endsAt, degrees) * spread <= wanted * std::sqrt(runs))
            return runs;
    }
    return 0;
}

/// Of what is compared as a difference: shares, or logarithms.
struct Range {
    double middle = 0;
    double low = 0;
    double high = 0;
    double spreadOfPair = 0; ///< standard deviation of the difference within one pair
};

void judge(Difference& difference, const Range& range) {
    const bool isShare = difference.figure == ComparedFigure::ErrorShare;
    const auto shown = [isShare](double value) {
        return isShare ? std::clamp(value, -1.0, 1.0) : std::expm1(value);
    };
    difference.hasInterval = true;
    difference.change = shown(range.middle);
    difference.low = shown(range.low);
    difference.high = shown(range.high);
    const bool moreIsBetter = difference.figure == ComparedFigure::Throughput;
    const double wanted = isShare ? shareWorthSeeing : std::log1p(changeWorthSeeing);
    if (range.low > 0)
        difference.word = moreIsBetter ? Change::Better : Change::Worse;
    else if (range.high < 0)
        difference.word = moreIsBetter ? Change::Worse : Change::Better;
    else if (range.high - range.low <= 2 * wanted)
        difference.word = Change::NoneSeen;
    else if (std::isfinite(range.spreadOfPair))
        difference.runsToTell = runsToTell(range.spreadOfPair, wanted);
}

double scaled(ComparedFigure figure, double value) {
    return figure == ComparedFigure::ErrorShare ? value : std::log(value);
}

/// The unseen spread of a side, on the scale of the comparison.
double unseenOf(const Side& side, ComparedFigure figure, double value) {
    const bool isOfErrors = figure == ComparedFigure::ErrorShare;
    const double spread = unseenSpread(figure) * (side.isDoubtful ? spreadWhereDoubtful : 1) *
                          (side.isSingle() && !isOfErrors ? spreadWhereSingle
                           : side.isShort()               ? spreadWhereShort
                                                          : 1);
    return isOfErrors ? spread * value : spread;
}

/// Two at a time: libstdc++ 12 makes NaN of three where one is infinite.
double together(double a, double b, double c) {
    return std::hypot(std::hypot(a, b), c);
}

/// The most of the rate `other` that a side without any ok request may have had.
double mostOfNone(const Side& none, const Estimate& other) {
    const double missed = 1 - endsAt;
    const double stretches = 1 - std::pow(missed, 1 / static_cast<double>(none.stretches.size()));
    return std::max(stretches, -std::log(missed) / none.seconds / other.low);
}

/// From some ok requests to none, or the other way round.
Range rangeOfNone(const Side& base, const Estimate& before, const Side& now, const Estimate& after,
                  double unseen) {
    if (after.value > 0)
        return {infinite, -std::log(mostOfNone(base, after)) - unseen, infinite, infinite};
    return {-infinite, -infinite, std::log(mostOfNone(now, before)) + unseen, infinite};
}

Difference differenceOf(const Side& base, const Side& now, ComparedFigure figure) {
    Difference difference;
    difference.figure = figure;
    const auto before = estimateOf(base, figure);
    const auto after = estimateOf(now, figure);
    if (before)
        difference.base = before->value;
    if (after)
        difference.now = after->value;
    if (!before || !after)
        return difference;
    const double unseenSpreads =
        std::hypot(unseenOf(base, figure, before->value), unseenOf(now, figure, after->value));
    const double unseen = normalQuantile(endsAt) * unseenSpreads;
    if (figure == ComparedFigure::Throughput && std::min(before->value, after->value) <= 0) {
        if (std::max(before->value, after->value) > 0)
            judge(difference, rangeOfNone(base, *before, now, *after, unseen));
        return difference;
    }
    const auto span = [figure](double from, double to) {
        return scaled(figure, to) - scaled(figure, from);
    };
    const double afterDown = span(after->low, after->value);
    const double afterUp = span(after->value, after->high);
    const double beforeDown = span(before->low, before->value);
    const double beforeUp = span(before->value, before->high);
    const double middle = span(before->value, after->value);
    judge(difference, {middle, middle - together(afterDown, beforeUp, unseen),
                       middle + together(afterUp, beforeDown, unseen),
                       together(std::max(afterDown, afterUp) / after->reach,
                                std::max(beforeDown, beforeUp) / before->reach, unseenSpreads)});
    return difference;
}

/// Each run as one stretch.
RunSample wholeRuns(std::span<const RunSample> runs) {
    RunSample all;
    for (const RunSample& run : runs) {
        Stretch& whole = all.stretches.emplace_back();
        for (const Stretch& stretch : run.stretches)
            whole.merge(stretch);
    }
    return all;
}

/// From the differences within the pairs; without an interval where a run has no such figure.
Difference differenceInTurns(std::span<const Side> base, std::span<const Side> now,
                             ComparedFigure figure) {
    Difference difference;
    difference.figure = figure;
    std::vector<double> changes;
    double sumBefore = 0;
    double sumAfter = 0;
    for (std::size_t i = 0; i < base.size(); ++i) {
        const auto before = estimateOf(base[i], figure);
        const auto after = estimateOf(now[i], figure);
        if (!before || !after)
            return difference;
        sumBefore += std::log(before->value);
        sumAfter += std::log(after->value);
        changes.push_back(std::log(after->value / before->value));
    }
    const auto size = static_cast<double>(changes.size());
    const double mean = (sumAfter - sumBefore) / size;
    double squares = 0;
    for (const double change : changes)
        squares += (change - mean) * (change - mean);
    const double spread = std::sqrt(squares / (size - 1));
    const double half =
        std::hypot(studentQuantile(endsAt, size - 1) * spread / std::sqrt(size), resolution);
    difference.base = std::exp(sumBefore / size);
    difference.now = std::exp(sumAfter / size);
    judge(difference, {mean, mean - half, mean + half, spread});
    return difference;
}

} // namespace

void Stretch::merge(const Stretch& next) {
    length += next.length;
    ok += next.ok;
    failed += next.failed;
    latency = SparseHistogram::merged(latency, next.latency);
}

double unseenSpread(ComparedFigure figure) {
    switch (figure) {
    case ComparedFigure::Throughput:
    case ComparedFigure::P50:
        return 0.01;
    case ComparedFigure::P95:
        return 0.02;
    case ComparedFigure::P99:
    case ComparedFigure::ErrorShare:
        break;
    }
    return 0.03;
}

Comparison compare(const RunSample& base, const RunSample& now) {
    const Side before(base);
    const Side after(now);
    Comparison comparison;
    for (std::size_t i = 0; i < comparedFigureCount; ++i)
        comparison[i] = differenceOf(before, after, static_cast<ComparedFigure>(i));
    return comparison;
}

Comparison compareInTurns(std::span<const RunSample> base, std::span<const RunSample> now) {
    const std::vector<Side> before(base.begin(), base.end());
    const std::vector<Side> after(now.begin(), now.end());
    const Side allBefore(wholeRuns(base));
    const Side allAfter(wholeRuns(now));
    Comparison comparison;
    for (const ComparedFigure figure : {ComparedFigure::Throughput, ComparedFigure::P50,
                                        ComparedFigure::P95, ComparedFigure::P99})
        comparison[static_cast<std::size_t>(figure)] = differenceInTurns(before, after, figure);
    // A share may be zero in every run, so that pairs say nothing of how far it may be from that.
    comparison.back() = differenceOf(allBefore, allAfter, ComparedFigure::ErrorShare);
    const auto isDown = [](const Side& side) { return side.ok <= 0; };
    if (std::ranges::any_of(before, isDown) || std::ranges::any_of(after, isDown))
        comparison.front() = differenceOf(allBefore, allAfter, ComparedFigure::Throughput);
    return comparison;
}

bool Difference::isOpen() const {
    return low <= -1 || std::isinf(high);
}

bool hasWorse(const Comparison& comparison) {
    return std::ranges::any_of(
        comparison, [](const Difference& difference) { return difference.word == Change::Worse; });
}

} // namespace squall
