#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/clock.h"
#include "core/base/error.h"

namespace squall {

/// A bound on one figure of a run: `p(99)<250ms`, `mean<=10ms`, `max<2s`, `rate>1000`,
/// `errors<0.1%`. Latencies are response times of ok requests.
struct Threshold {
    enum class Figure : std::uint8_t {
        Percentile, ///< of latency
        Mean,
        Max,
        Rate,   ///< requests completed per second
        Errors, ///< share of the requests completed that failed
    };
    enum class Relation : std::uint8_t { Less, AtMost, Greater, AtLeast };

    Figure figure = Figure::Percentile;
    Relation relation = Relation::Less;
    double percent = 0;  ///< of Percentile: above 0, below 100
    Nanoseconds time{0}; ///< the bound of a latency
    double number = 0;   ///< the bound of Rate, per second, or of Errors, 0 to 1

    [[nodiscard]] bool isLatency() const { return figure <= Figure::Max; }

    /// Whether `actual` keeps the bound; of latencies and of the others.
    [[nodiscard]] bool holds(Nanoseconds actual) const;
    [[nodiscard]] bool holds(double actual) const;

    bool operator==(const Threshold&) const = default;
};

/// ErrorCode::BadPlan with a sentence that names the text and what would be right.
[[nodiscard]] Result<Threshold> parseThreshold(std::string_view text);

/// What parseThreshold() reads back to the same value.
[[nodiscard]] std::string thresholdText(const Threshold& threshold);

} // namespace squall
