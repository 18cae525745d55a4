#include "core/run/hints.h"

namespace squall {

namespace {

/// Linux holds an acknowledgement back for 40 ms at least, and a write of a server that has Nagle's
/// algorithm on (RFC 9293, 3.7.4) waits for it.
constexpr Nanoseconds shortestDelay = std::chrono::milliseconds(38);
constexpr Nanoseconds longestDelay = std::chrono::milliseconds(46);
/// Under this, half of the answers say little.
constexpr std::uint64_t fewest = 20;

bool looksDelayed(const RunResult& result) {
    const Histogram& service = result.counts.service;
    const Nanoseconds median = service.percentile(50);
    return result.plan.routing.unixSocket.empty() && service.count() >= fewest &&
           median >= shortestDelay && median <= longestDelay;
}

} // namespace

std::vector<std::string> hintsIn(const RunResult& result) {
    std::vector<std::string> hints;
    if (looksDelayed(result))
        hints.emplace_back("half of the answers took 38 to 46 ms, as long as Linux delays an "
                           "acknowledgement: the server may write an answer in two pieces without "
                           "TCP_NODELAY");
    const std::uint64_t overflowed =
        result.response().overflowed() + result.counts.failed.overflowed();
    if (overflowed > 0)
        hints.push_back(std::to_string(overflowed) +
                        " times were longer than an hour, past which percentiles do not tell them "
                        "apart");
    if (result.plan.tls.insecure && !result.peer.tls.version.empty())
        hints.emplace_back("the server's certificate was not verified, so another server may have "
                           "answered");
    return hints;
}

} // namespace squall
