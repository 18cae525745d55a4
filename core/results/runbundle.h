#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/run/runresult.h"

namespace squall {

/// Of a result in a file: its bytes, unpacked, and its names and values.
inline constexpr std::size_t longestResult = std::size_t{256} << 20;
inline constexpr std::size_t mostInResult = 1'000'000;

/// A run in one file (.squall) which another Squall opens or runs again: gzip around a JSON object
/// of `schema` "squall.bundle/1", `result` (squall.result/1, with plan, seed, environment, series,
/// histograms and verdict) and `report`, the same for people. Secrets of the plan appear as "***".
[[nodiscard]] std::string runBundle(const RunResult& result);

[[nodiscard]] bool isRunBundle(std::string_view bytes);

/// The `squall.result/1` in a bundle. ErrorCode::FileFailed for what is none, or holds more than
/// longestResult. Safe with any input.
[[nodiscard]] Result<std::string> resultOfBundle(std::string_view bytes);

} // namespace squall
