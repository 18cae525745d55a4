#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/base/spinpolicy.h"
#include "core/http/request.h"
#include "core/http/url.h"

namespace squall {

/// What to send and how hard: all that a run needs to know. A value; any thread.
struct TestPlan {
    std::string url;
    std::string method = "GET";
    std::vector<HeaderField> headers;
    std::string body;

    /// The run ends after so many requests or so much time, whichever comes first.
    std::optional<std::uint64_t> requests;
    std::optional<Nanoseconds> duration;

    /// Closed model: so many connections, each with one request in flight.
    std::uint32_t connections = 64;
    std::uint32_t threads = 0; ///< engine threads; 0: chosen from cores and connections

    Nanoseconds timeout = std::chrono::seconds(30);        ///< from sent to the last byte
    Nanoseconds connectTimeout = std::chrono::seconds(10); ///< of one attempt
    bool keepAlive = true;
    SpinPolicy spin = SpinPolicy::Auto;
    std::string label; ///< the user's word for the run

    bool operator==(const TestPlan&) const = default;
};

inline constexpr std::uint64_t maxRequests = 1'000'000'000'000;
inline constexpr std::uint32_t maxConnections = 1'000'000;
inline constexpr std::uint32_t maxThreads = 256;
inline constexpr Nanoseconds maxDuration = std::chrono::hours(24 * 7);

enum class PlanField {
    Url,
    Method,
    Headers,
    Body,
    Requests,
    Duration,
    Connections,
    Threads,
    Timeout,
    ConnectTimeout,
};

/// One wrong field and one sentence that says what would be right.
struct PlanProblem {
    PlanField field;
    std::string message;

    bool operator==(const PlanProblem&) const = default;
};

/// Every mistake at once, in the order of the fields; empty when the plan can run.
[[nodiscard]] std::vector<PlanProblem> validate(const TestPlan& plan);

/// Never more threads than connections, nor connections than requests.
[[nodiscard]] std::uint32_t connectionsToOpen(const TestPlan& plan);
[[nodiscard]] std::uint32_t threadsToUse(const TestPlan& plan, std::uint32_t cores);

} // namespace squall
