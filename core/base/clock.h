#pragma once

#include <chrono>

#include <ctime>

namespace squall {

/// Times of the engine: nanoseconds of CLOCK_MONOTONIC, so that a step of the wall clock cannot
/// bend a latency. Zero means "not yet".
using Nanoseconds = std::chrono::nanoseconds;

/// The present. About 25 ns a call (vDSO); the hot path reads it twice per request.
[[nodiscard]] inline Nanoseconds monotonicNow() {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return std::chrono::seconds(now.tv_sec) + Nanoseconds(now.tv_nsec);
}

/// CPU time that the calling thread has used so far.
[[nodiscard]] inline Nanoseconds threadCpuTime() {
    timespec used{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return std::chrono::seconds(used.tv_sec) + Nanoseconds(used.tv_nsec);
}

} // namespace squall
