#pragma once

#include <cstdint>
#include <string>

#include "core/base/quantity.h"
#include "core/stats/thresholds.h"

namespace squall {

// Numbers for reports on a terminal: the same in every locale. A time is written by latencyText().

/// Digits in groups of three: "4 230".
[[nodiscard]] std::string grouped(std::uint64_t value);
/// "12.4 k", "8 214", "1.30 M".
[[nodiscard]] std::string rateText(double perSecond);
/// As somebody has set it, with every digit: "20", "1 000", "0.125".
[[nodiscard]] std::string rateAsSet(double perSecond);
/// SI bytes: "12.1 MB".
[[nodiscard]] std::string bytesText(double bytes);
/// A share of the whole: "0.3 %"; never "0 %" of something nor "100 %" of less than all.
[[nodiscard]] std::string shareText(std::uint64_t part, std::uint64_t whole);

/// The figure that a threshold is about, with its unit.
[[nodiscard]] std::string actualText(const ThresholdOutcome& outcome);

} // namespace squall
