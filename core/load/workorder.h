#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/base/routing.h"
#include "core/base/spinpolicy.h"
#include "core/http/chunkedbody.h"
#include "core/http/proxyhandshake.h"
#include "core/http/request.h"
#include "core/load/answercheck.h"
#include "core/load/hop.h"
#include "core/net/endpoint.h"
#include "core/net/tlscontext.h"
#include "core/plan/ramp.h"
#include "core/plan/testplan.h"
#include "core/stats/exchange.h"

namespace squall {

/// What every worker of a run is told. Not changed while one runs. Times are CLOCK_MONOTONIC.
struct WorkOrder {
    /// Of the head of an answer, enough for an example.
    static constexpr std::size_t usualHead = 2048;

    Request request;
    std::vector<Endpoint> endpoints; ///< at least one; connections are shared out over them
    std::optional<Proxy> proxy;      ///< that the endpoints belong to
    const TlsContext* tls = nullptr; ///< null: in the clear; outlives the run
    std::string host;                ///< that the server's certificate must name
    HostAndPort target;              ///< that a proxy is asked for
    bool isTunnelled = false;        ///< by a proxy; else it is asked for whole addresses
    HttpVersion http = HttpVersion::Auto;
    std::uint32_t streams = 1; ///< requests in flight on a connection, where it is HTTP/2
    RequestForm form;          ///< of `request`

    Nanoseconds timeout{0};        ///< of a request
    Nanoseconds connectTimeout{0}; ///< of an attempt to connect
    Nanoseconds idleTimeout{0};    ///< of a server that owes an answer; 0: none
    std::uint64_t longestBody = ChunkedBody::unbounded; ///< of an answer
    SpinPolicy spin = SpinPolicy::Auto;
    AnswerCheck check;                        ///< what counts as ok
    bool wantsHeads = false;                  ///< of all answers, in HTTP/2 too
    std::size_t bodyKept = Exchange::maxBody; ///< of an answer that is kept as an example
    std::size_t headKept = usualHead;         ///< of an answer in pieces, beside its body
    bool keepsCookies = false;                ///< each connection those that it is given
    bool readsHeads = false;                  ///< of all answers, for redirects or cookies
    FollowOrder follow;

    // These three are set when all workers are there, before the first of them runs.
    Nanoseconds begin{0};
    Nanoseconds measureFrom{0};                ///< what was due before is warm-up
    Nanoseconds deadline = Nanoseconds::max(); ///< nothing is sent after it

    /// Open model: requests are due at this rate (per second, in total) whatever the server does.
    /// Without it the model is closed: each connection sends its next request when it has its
    /// answer.
    std::optional<Ramp> rate;
    /// Closed model in stages: so many connections in total are used at a time; with a fraction,
    /// one more. Without it, all are.
    std::optional<Ramp> connections;
    Arrivals arrivals = Arrivals::Constant;
    std::uint64_t seed = 0;
    std::uint32_t workers = 1;
};

} // namespace squall
