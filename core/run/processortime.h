#pragma once

#include <cstdint>

namespace squall {

/// What the processors of this machine have done since it started, in clock ticks.
struct ProcessorTime {
    std::uint64_t total = 0;
    std::uint64_t stolen = 0; ///< given by the hypervisor to somebody else

    /// Of the machine, from /proc/stat; zeros where there is none.
    [[nodiscard]] static ProcessorTime now();

    /// Share of the time since `before` that was stolen, 0 to 1.
    [[nodiscard]] double stolenSince(const ProcessorTime& before) const;
};

} // namespace squall
