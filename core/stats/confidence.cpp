#include "core/stats/confidence.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <ranges>

#include "core/stats/sparsehistogram.h"
#include "core/stats/student.h"

namespace squall {

namespace {

constexpr double tail = 0.025; // beyond either end of an interval
constexpr double normalAtOnePercent = 2.32635;

/// Ranks of order statistics, from 1.
struct Ranks {
    std::uint64_t low = 1;
    std::uint64_t high = 1;
};

/// How likely it is that k of `count` values lie below the percentile that a `share` of all is
/// below, as multiples of the likeliest k: without factorials, so exact for every count.
class Binomial final {
public:
    Binomial(std::uint64_t count, double share)
        : m_count(static_cast<double>(count))
        , m_odds(share / (1 - share))
        , m_mode(std::floor((m_count + 1) * share)) {
        double weight = 1;
        for (double k = m_mode; weight > negligible; --k) {
            m_upToMode += weight;
            weight *= down(k);
        }
        weight = up(m_mode);
        for (double k = m_mode + 1; weight > negligible; ++k) {
            m_pastMode += weight;
            weight *= up(k);
        }
    }

    /// The narrowest ranks with no more than `tail` beyond either. The percentile is less than the
    /// value of rank r when fewer than r values lie below it.
    [[nodiscard]] Ranks ranks() const {
        const double allowed = tail * (m_upToMode + m_pastMode);
        double low = m_mode + 1;
        double fewer = m_upToMode;
        for (double weight = 1; fewer > allowed && low > 1; weight *= down(low)) {
            fewer -= weight;
            --low;
        }
        double high = m_mode + 1;
        double asMany = m_pastMode;
        for (double weight = up(m_mode); asMany > allowed && high < m_count;
             weight *= up(high - 1)) {
            asMany -= weight;
            ++high;
        }
        return {static_cast<std::uint64_t>(low), static_cast<std::uint64_t>(high)};
    }

private:
    static constexpr double negligible = 1e-18;

    /// P(k - 1) / P(k); zero at 0.
    [[nodiscard]] double down(double k) const { return k / (m_count - k + 1) / m_odds; }

    /// P(k + 1) / P(k); zero at the count.
    [[nodiscard]] double up(double k) const { return (m_count - k) / (k + 1) * m_odds; }

    double m_count;
    double m_odds;
    double m_mode;
    double m_upToMode = 0; ///< sum of the weights
    double m_pastMode = 0;
};

/// From the lower edge of one bucket to the upper edge of another.
Confidence betweenBuckets(std::size_t low, std::size_t high, Nanoseconds min, Nanoseconds max) {
    const bool isOpen = high == Histogram::bucketCount - 1; // overflowed values are in the last
    const Nanoseconds upper = isOpen ? max : Histogram::lowestOf(high + 1) - Nanoseconds{1};
    return {std::clamp(Histogram::lowestOf(low), min, max), std::clamp(upper, min, max)};
}

/// The points, without a last one that is too short to be like the others.
std::span<const SeriesPoint> wholePoints(std::span<const SeriesPoint> points) {
    if (points.size() < 2)
        return points;
    const Nanoseconds last = points.back().end - points[points.size() - 2].end;
    return last * 2 < points.front().end ? points.first(points.size() - 1) : points;
}

/// Draws resamples of as many points as there are, in blocks of neighbours.
class BlockDraws final {
public:
    BlockDraws(std::size_t points, const Bootstrap& bootstrap)
        : m_points(points)
        , m_resamples(static_cast<std::size_t>(std::max(bootstrap.resamples, 1)))
        , m_random(bootstrap.seed) {
        const auto cubeRoot =
            static_cast<std::size_t>(std::lround(std::cbrt(static_cast<double>(points))));
        const std::size_t wanted = bootstrap.blockLength > 0 ? bootstrap.blockLength : cubeRoot;
        m_length = std::clamp<std::size_t>(wanted, 1, std::max<std::size_t>(points / 2, 1));
    }

    [[nodiscard]] std::size_t resamples() const { return m_resamples; }

    void redraw() {
        m_blocks.clear();
        for (std::size_t drawn = 0; drawn < m_points; drawn += m_length) {
            const std::size_t length = std::min(m_length, m_points - drawn);
            const std::uint64_t starts = m_points - length + 1;
            // By hand, since the standard's distributions differ between libraries.
            const std::size_t start = (m_random() >> 32) * starts >> 32;
            m_blocks.push_back({start, start + length});
        }
    }

    /// Of the points drawn, where `running[i]` is the sum of the first i points.
    template <typename Number>
    [[nodiscard]] Number total(std::span<const Number> running) const {
        Number total{};
        for (const Block block : m_blocks)
            total += running[block.end] - running[block.begin];
        return total;
    }

    /// Which of `size` sorted resamples are the ends of the interval, counted from either end.
    [[nodiscard]] std::size_t depthOfEnds(std::size_t size) const {
        const double blocks = static_cast<double>(m_points) / static_cast<double>(m_length);
        const double reach =
            studentQuantile(1 - tail, blocks - 1) * std::sqrt(blocks / (blocks - 1));
        const double depth = normalBelow(-reach) * static_cast<double>(size + 1);
        return std::max(static_cast<std::size_t>(depth), std::size_t{1}) - 1;
    }

private:
    struct Block {
        std::size_t begin;
        std::size_t end;
    };

    std::size_t m_points;
    std::size_t m_resamples;
    std::size_t m_length = 1;
    std::mt19937_64 m_random;
    std::vector<Block> m_blocks;
};

/// For each bucket that is used in any second, the running sums over the seconds of how many values
/// are in it or below: the values of a block up to a bucket are one subtraction.
class RunningCounts final {
public:
    explicit RunningCounts(std::span<const SeriesPoint> points)
        : m_width(points.size() + 1) {
        std::array<std::size_t, Histogram::bucketCount> rowOf{};
        for (const SeriesPoint& point : points) {
            for (const Histogram::Bucket bucket : responseOf(point).buckets())
                rowOf[bucket.index] = 1;
        }
        for (std::size_t index = 0; index < rowOf.size(); ++index) {
            if (rowOf[index] == 0)
                continue;
            rowOf[index] = m_buckets.size();
            m_buckets.push_back(index);
        }
        m_sums.resize(m_buckets.size() * m_width);
        for (std::size_t i = 0; i < points.size(); ++i) {
            for (const Histogram::Bucket bucket : responseOf(points[i]).buckets())
                m_sums[rowOf[bucket.index] * m_width + i + 1] = bucket.count;
        }
        for (std::size_t i = m_width; i < m_sums.size(); ++i)
            m_sums[i] += m_sums[i - m_width];
        for (std::size_t i = 1; i < m_sums.size(); ++i)
            m_sums[i] += i % m_width == 0 ? 0 : m_sums[i - 1];
    }

    /// The bucket of a percentile of the values drawn; none when there are no values.
    [[nodiscard]] std::optional<std::size_t> bucketOf(double percent,
                                                      const BlockDraws& draws) const {
        const auto upTo = [&](std::size_t row) {
            return draws.total(std::span(m_sums).subspan(row * m_width, m_width));
        };
        const std::uint64_t count = m_buckets.empty() ? 0 : upTo(m_buckets.size() - 1);
        if (count == 0)
            return std::nullopt;
        const std::uint64_t rank = Histogram::rankOf(percent, count);
        const auto rows = std::views::iota(std::size_t{0}, m_buckets.size());
        const auto row = std::ranges::partition_point(
            rows, [&](std::size_t candidate) { return upTo(candidate) < rank; });
        return m_buckets[*row];
    }

private:
    std::size_t m_width;
    std::vector<std::size_t> m_buckets;
    std::vector<std::uint64_t> m_sums;
};

Histogram allOf(std::span<const SeriesPoint> points) {
    Histogram all;
    for (const SeriesPoint& point : points)
        responseOf(point).mergeInto(all);
    return all;
}

/// How many values of a second lie beyond the percentile of all.
struct Beyond {
    double count = 0;
    double values = 0;
};

bool areLikeTheirNeighbours(std::span<const Beyond> seconds, double share) {
    const auto excess = [&](const Beyond& second) { return second.count / second.values - share; };
    double squares = 0;
    double products = 0;
    for (std::size_t i = 0; i < seconds.size(); ++i) {
        squares += excess(seconds[i]) * excess(seconds[i]);
        products += i > 0 ? excess(seconds[i]) * excess(seconds[i - 1]) : 0;
    }
    return products * std::sqrt(static_cast<double>(seconds.size())) > normalAtOnePercent * squares;
}

bool scatterTooMuch(std::span<const Beyond> seconds, double share) {
    double chiSquare = 0;
    for (const Beyond& second : seconds) {
        const double excess = second.count - second.values * share;
        chiSquare += excess * excess / (second.values * share * (1 - share));
    }
    // Wilson and Hilferty: the cube root of chi-square is nearly normal.
    const double degrees = static_cast<double>(seconds.size()) - 1;
    const double spread = 2 / (9 * degrees);
    const double z = (std::cbrt(chiSquare / degrees) - (1 - spread)) / std::sqrt(spread);
    return z > normalAtOnePercent;
}

} // namespace

std::uint64_t valuesNeeded(double percent) {
    const double share = std::min(percent, 100 - percent) / 100;
    return static_cast<std::uint64_t>(std::ceil(10 / share - 1e-6));
}

std::optional<Confidence> orderStatisticInterval(const Histogram& values, double percent) {
    if (values.count() < valuesNeeded(percent))
        return std::nullopt;
    const Ranks ranks = Binomial(values.count(), percent / 100).ranks();
    return betweenBuckets(values.indexAtRank(ranks.low), values.indexAtRank(ranks.high),
                          values.min(), values.max());
}

std::optional<RateConfidence> blockRateInterval(std::span<const SeriesPoint> points,
                                                const Bootstrap& bootstrap) {
    points = wholePoints(points);
    if (points.size() < minBootstrapPoints || points.back().end <= Nanoseconds{0})
        return std::nullopt;
    std::vector<std::uint64_t> requests = {0};
    std::vector<Nanoseconds> times = {Nanoseconds{0}};
    for (const SeriesPoint& point : points) {
        requests.push_back(requests.back() + point.requests);
        times.push_back(point.end);
    }
    BlockDraws draws(points.size(), bootstrap);
    std::vector<double> rates;
    for (std::size_t i = 0; i < draws.resamples(); ++i) {
        draws.redraw();
        const std::chrono::duration<double> time = draws.total<Nanoseconds>(times);
        rates.push_back(static_cast<double>(draws.total<std::uint64_t>(requests)) / time.count());
    }
    std::ranges::sort(rates);
    const std::size_t depth = draws.depthOfEnds(rates.size());
    return RateConfidence{rates[depth], rates[rates.size() - 1 - depth]};
}

std::vector<std::optional<Confidence>> blockPercentileIntervals(std::span<const SeriesPoint> points,
                                                                std::span<const double> percents,
                                                                const Bootstrap& bootstrap) {
    std::vector<std::optional<Confidence>> intervals(percents.size());
    points = wholePoints(points);
    if (points.size() < minBootstrapPoints)
        return intervals;
    const Histogram all = allOf(points);
    const RunningCounts counts(points);
    BlockDraws draws(points.size(), bootstrap);
    std::vector<std::vector<std::size_t>> buckets(percents.size());
    for (std::size_t i = 0; i < draws.resamples(); ++i) {
        draws.redraw();
        for (std::size_t p = 0; p < percents.size(); ++p) {
            if (const auto bucket = counts.bucketOf(percents[p], draws))
                buckets[p].push_back(*bucket);
        }
    }
    for (std::size_t p = 0; p < percents.size(); ++p) {
        if (all.count() < valuesNeeded(percents[p]) || buckets[p].empty())
            continue;
        std::ranges::sort(buckets[p]);
        const std::size_t depth = draws.depthOfEnds(buckets[p].size());
        intervals[p] = betweenBuckets(buckets[p][depth], buckets[p][buckets[p].size() - 1 - depth],
                                      all.min(), all.max());
    }
    return intervals;
}

bool secondsDiffer(std::span<const SeriesPoint> points, double percent) {
    const Histogram all = allOf(points);
    const std::size_t bucket = all.indexAtRank(Histogram::rankOf(percent, all.count()));
    std::vector<Beyond> seconds;
    double beyondAll = 0;
    for (const SeriesPoint& point : points) {
        if (responseOf(point).count() == 0)
            continue;
        Beyond second{0, static_cast<double>(responseOf(point).count())};
        for (const Histogram::Bucket used : responseOf(point).buckets())
            second.count += used.index > bucket ? static_cast<double>(used.count) : 0;
        beyondAll += second.count;
        seconds.push_back(second);
    }
    const double share = beyondAll / static_cast<double>(std::max<std::uint64_t>(all.count(), 1));
    if (seconds.size() < minBootstrapPoints || share <= 0)
        return false;
    return areLikeTheirNeighbours(seconds, share) || scatterTooMuch(seconds, share);
}

RunConfidence confidenceOf(const Histogram& latency, std::span<const SeriesPoint> series,
                           std::uint64_t seed) {
    constexpr std::array percents = {50.0, 95.0, 99.0};
    const Bootstrap bootstrap{.seed = seed};
    RunConfidence confidence;
    confidence.throughput = blockRateInterval(series, bootstrap);
    confidence.usesBlocks = std::ranges::any_of(
        percents, [series](double percent) { return secondsDiffer(series, percent); });
    auto intervals = std::vector<std::optional<Confidence>>(percents.size());
    if (confidence.usesBlocks) {
        intervals = blockPercentileIntervals(series, percents, bootstrap);
    } else {
        std::ranges::transform(percents, intervals.begin(), [&latency](double percent) {
            return orderStatisticInterval(latency, percent);
        });
    }
    confidence.p50 = intervals[0];
    confidence.p95 = intervals[1];
    confidence.p99 = intervals[2];
    return confidence;
}

} // namespace squall
