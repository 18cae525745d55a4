#pragma once

#include <cstdint>
#include <random>

#include "core/base/clock.h"
#include "core/plan/ramp.h"
#include "core/plan/testplan.h"

namespace squall {

/// When the requests of one worker are due in an open model, whatever the server does. Worker
/// `index` of `workers` sends each `workers`-th request of the whole schedule (constant) or draws
/// its own share of it (Poisson: the sum of independent Poisson processes is one). One thread.
class Pacer final {
public:
    Pacer(Ramp rate, Arrivals arrivals, std::uint32_t index, std::uint32_t workers,
          std::uint64_t seed, Nanoseconds begin);

    /// When the next request is due (CLOCK_MONOTONIC); max() when there is none any more.
    [[nodiscard]] Nanoseconds due() const { return m_due; }

    /// On to the next one.
    void advance();

private:
    Ramp m_rate;
    const Arrivals m_arrivals;
    const double m_step; ///< area between two requests of this worker
    const Nanoseconds m_begin;
    double m_area;
    Nanoseconds m_due{0};
    std::mt19937_64 m_random;
};

} // namespace squall
