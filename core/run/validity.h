#pragma once

#include "core/run/runresult.h"

namespace squall {

/// What tells whether the load generator itself set the limit.
struct GeneratorFacts {
    Nanoseconds elapsed{0};
    double loopBusy = 0;      ///< share of the time in which the busiest request loop had work
    double runDelay = 0;      ///< share in which a loop was ready and had no processor; the worst
    double cpuSteal = 0;      ///< share of the machine's CPU time that the hypervisor gave away
    Nanoseconds throttled{0}; ///< time in which the CPU quota kept the process from running
    bool hasSchedule = false; ///< open model
    Nanoseconds lagP50{0};    ///< from due to sent, where a connection was free
    Nanoseconds lagP99{0};
    Nanoseconds lagMax{0};
    double lateShare = 0.01; ///< of the requests, by which lateness is judged: ten of them at least
    Nanoseconds late{0};     ///< the lag of the least late of these
    std::uint64_t ownFailures = 0; ///< attempts to connect for want of ports, descriptors or memory

    /// Everything about lag, from how long each request waited though a connection was free.
    void setLag(const Histogram& lag);
};

/// Attempts to connect that failed for want of something on this side.
[[nodiscard]] std::uint64_t ownFailuresIn(const FailureCounts& failures);

/// Was it the server, or the generator? Every reason in plain English.
[[nodiscard]] Verdict judge(const GeneratorFacts& facts);

} // namespace squall
