#pragma once

#include <array>
#include <cstdint>

namespace squall {

inline constexpr std::array<double, 7> shownPercentiles = {50, 75, 90, 95, 99, 99.9, 99.99};

/// Below this many samples a percentile says more about chance than about the server: ten of them
/// should lie above it.
[[nodiscard]] constexpr bool hasEnoughFor(double percent, std::uint64_t samples) {
    return static_cast<double>(samples) * (100 - percent) >= 1000 * (1 - 1e-9);
}

} // namespace squall
