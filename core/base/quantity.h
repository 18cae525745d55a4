#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/clock.h"
#include "core/base/error.h"

namespace squall {

/// A whole number as people write it: 1000000, 1 000 000 (also with no-break spaces), 1,000,000,
/// 1e6, 10k, 2.5M, 1G. Exact, or an error with a sentence (ErrorCode::BadPlan); never rounded and
/// never clipped to a bound.
[[nodiscard]] Result<std::uint64_t> parseCount(std::string_view text);

/// A time span with its unit: 50us, 5ms, 1.5s, 3m, 1h. Not negative.
[[nodiscard]] Result<Nanoseconds> parseDuration(std::string_view text);

/// Shortest form that parseDuration() reads back to the same value: "500ms", "90s", "1h".
[[nodiscard]] std::string durationText(Nanoseconds duration);

/// Three significant digits, whole numbers past 100: "1.21", "84.2", "840"; "0" of nothing.
[[nodiscard]] std::string threeDigits(double value);

/// A measured time: "840 µs", "1.21 ms", "3.10 s".
[[nodiscard]] std::string latencyText(Nanoseconds value);

/// A number of bytes: 1000000, 500k, 64MiB, 1.5 GB. k, M and G are thousands, as they are of
/// counts; with an i behind them they are 1024, of whole numbers. In any case, with or without B.
[[nodiscard]] Result<std::uint64_t> parseSize(std::string_view text);

/// Shortest form that parseSize() reads back to the same value: "64MiB", "500kB", "7B"; `between`
/// stands between number and unit.
[[nodiscard]] std::string sizeText(std::uint64_t bytes, std::string_view between = {});

} // namespace squall
