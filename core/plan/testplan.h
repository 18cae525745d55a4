#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/base/routing.h"
#include "core/base/spinpolicy.h"
#include "core/base/threshold.h"
#include "core/base/tlsoptions.h"
#include "core/http/request.h"
#include "core/http/url.h"
#include "core/plan/expectations.h"

namespace squall {

/// How requests of an open model are spread over time.
enum class Arrivals {
    Constant, ///< evenly
    Poisson,  ///< independent of each other, as from many users
};

/// What the stages of a load move.
enum class StageOf {
    Rate,        ///< requests per second, open model
    Connections, ///< closed model
};

/// Which HTTP is spoken.
enum class HttpVersion {
    Auto,   ///< what TLS agrees on (ALPN), HTTP/1.1 in the clear
    Http11, ///< HTTP/1.1
    Http2,  ///< HTTP/2; in the clear by prior knowledge
};

/// One piece of a load that moves: linearly to `target`, in `length`.
struct Stage {
    Nanoseconds length{0};
    double target = 0; ///< requests per second, or connections

    bool operator==(const Stage&) const = default;
};

inline constexpr std::uint64_t usualMaxBody = std::uint64_t{64} * 1024 * 1024;

/// What to send and how hard: all that a run needs to know. A value; any thread.
struct TestPlan {
    std::string url;
    std::string method = "GET";
    std::vector<HeaderField> headers;
    std::string user;     ///< "name:password" of HTTP Basic; see resolve() for what may stand here
    std::string bearer;   ///< token; user and bearer exclude each other
    std::string body;     ///< as it is sent
    std::string bodyFile; ///< path, read when the run starts; instead of `body`

    Expectations expectations; ///< what counts as ok

    /// The run ends after so many requests or so much time, whichever comes first; with neither
    /// and without stages, when it is stopped.
    std::optional<std::uint64_t> requests;
    std::optional<Nanoseconds> duration;

    /// Closed model: so many connections, each with one request in flight. Open model: at most so
    /// many.
    std::uint32_t connections = 64;
    HttpVersion http = HttpVersion::Auto;
    std::uint32_t streams = 1; ///< HTTP/2: requests in flight on each connection

    /// Open model: so many requests per second in total are due, whatever the server does.
    std::optional<double> rate;
    Arrivals arrivals = Arrivals::Constant;
    std::vector<Stage> stages; ///< a rate that moves from `rate` or 0, or connections from 0
    StageOf stageOf = StageOf::Rate;
    Nanoseconds warmUp{0};     ///< sent first, and left out of every figure
    std::uint64_t seed = 0;    ///< of Poisson arrivals
    std::uint32_t threads = 0; ///< engine threads; 0: chosen from cores and connections

    std::vector<Threshold> thresholds; ///< that the run must keep to pass
    std::vector<Threshold> abortOn;    ///< the run stops early when one of these becomes true

    Nanoseconds timeout = std::chrono::seconds(30);        ///< from sent to the last byte
    Nanoseconds connectTimeout = std::chrono::seconds(10); ///< of one attempt
    Nanoseconds idleTimeout{0}; ///< between two bytes of an answer, and ahead of the first; 0: none
    std::uint64_t maxBody = usualMaxBody; ///< bytes of an answer; 0: any
    bool keepAlive = true;
    bool cookies = false; ///< each connection sends back those that it is given
    /// HTTP/1.1: a body waits for a 100, or for one second; Auto means HTTP/1.1 then.
    bool expectContinue = false;
    bool allowPublic = false; ///< the user answers for load on a public address; never saved
    std::uint32_t follow = 0; ///< redirects that are followed, as part of the request; maxFollow
    TlsOptions tls;
    Routing routing;
    SpinPolicy spin = SpinPolicy::Auto;
    std::string label; ///< the user's word for the run

    bool operator==(const TestPlan&) const = default;
};

inline constexpr std::uint64_t maxRequests = 1'000'000'000'000;
inline constexpr std::uint32_t maxConnections = 1'000'000;
inline constexpr std::uint32_t maxStreams = 1000;
inline constexpr std::uint32_t maxThreads = 256;
inline constexpr std::uint32_t maxFollow = 10;
inline constexpr double maxRate = 10'000'000;
inline constexpr Nanoseconds maxDuration = std::chrono::hours(24 * 7);

enum class PlanField {
    Url,
    Method,
    Headers,
    Auth,
    Body,
    Expectations,
    ExpectedJson,
    Requests,
    Duration,
    Connections,
    Streams,
    Proxy,
    UnixSocket,
    ConnectTo,
    Resolve,
    Threads,
    Timeout,
    ConnectTimeout,
    IdleTimeout,
    MaxBody,
    Follow,
    ExpectContinue,
    Rate,
    Stages,
    WarmUp,
    Thresholds,
    AbortOn,
    CaFile,
    CertificateFile,
    KeyFile,
};

/// One wrong field and one sentence that says what would be right.
struct PlanProblem {
    PlanField field;
    std::string message;

    bool operator==(const PlanProblem&) const = default;
};

/// Every mistake at once, in the order of the fields; empty when the plan can run.
[[nodiscard]] std::vector<PlanProblem> validate(const TestPlan& plan);

/// Requests are due at their time, not when a connection is free.
[[nodiscard]] bool isOpenModel(const TestPlan& plan);

/// Nothing bounds it: it goes on until it is stopped.
[[nodiscard]] bool isOpenEnded(const TestPlan& plan);

/// What bounds the run in time, warm-up left out: the duration or the stages, whichever is shorter.
[[nodiscard]] std::optional<Nanoseconds> plannedDuration(const TestPlan& plan);

/// The same from the start on, with the warm-up.
[[nodiscard]] std::optional<Nanoseconds> durationWithWarmUp(const TestPlan& plan);

/// HttpVersion::Auto as TLS may agree on it, otherwise the one version that is spoken.
[[nodiscard]] HttpVersion httpToSpeak(const TestPlan& plan);

/// Requests in flight on each connection, where that turns out to be HTTP/2.
[[nodiscard]] std::uint32_t streamsToUse(const TestPlan& plan, bool isTls);

/// The most that are open at once. Never more threads than connections, nor connections than
/// requests.
[[nodiscard]] std::uint32_t connectionsToOpen(const TestPlan& plan);
[[nodiscard]] std::uint32_t threadsToUse(const TestPlan& plan, std::uint32_t cores);

} // namespace squall
