// Where redirects lead a request; worker.cpp has the loop around it.

#include <algorithm>

#include "core/load/worker.h"

namespace squall {

/// The answer to `call`, which has just come, is a redirect and the plan follows them. Steps on the
/// same server go over the same connection; for others it is made anew, to there and back.
void Worker::follow(Call& call, std::string_view end, Nanoseconds now) {
    Connection& connection = *call.connection;
    auto hop = nextHop(m_order, call.currentHop(), call.status, call.excerpt + std::string(end),
                       connection.jar.get());
    if (!hop) {
        m_recorder.onAnswer(call, hop.error(), end, now);
        completeRequest(call);
        return goOn(call, now);
    }
    m_recorder.forget(call);
    (*hop)->before = call.isFollowing() ? std::move(call.hop) : nullptr;
    call.hop = *std::move(hop);
    call.request = &call.hop->request;
    call.isRetry = false;
    if (leadsThere(connection, call))
        m_toSend.push_back(&call);
    else
        connection.isEnding = true; // behind what is in flight on it
}

/// Whether `connection` stands, or is made, to the server that the request of `call` goes to.
bool Worker::leadsThere(const Connection& connection, const Call& call) {
    const Hop* const hop = call.currentHop();
    const bool isAway = hop != nullptr && hop->away.has_value();
    if (connection.away == nullptr || !isAway)
        return isAway == (connection.away != nullptr);
    return isSameOrigin(*connection.away, *hop->away);
}

/// `connection`, which is about to be made, leads to where the first of its requests goes.
void Worker::aim(Connection& connection) {
    connection.away.reset();
    const auto waiting = std::ranges::find_if(connection.calls, &Call::hasRequest);
    const Hop* const hop = waiting == connection.calls.end() ? nullptr : waiting->currentHop();
    if (hop != nullptr && hop->away)
        connection.away = std::make_unique<Origin>(*hop->away);
}

/// Whether `connection`, which has just been made, takes the requests that wait for it and no more:
/// it has gone elsewhere, or there are others to be taken elsewhere.
bool Worker::mustMoveOn(const Connection& connection) {
    return connection.away != nullptr ||
           std::ranges::any_of(connection.calls, [&connection](const Call& call) {
               return call.hasRequest && !leadsThere(connection, call);
           });
}

/// Whether `connection`, which leads to another server than the plan's, is still needed there.
bool Worker::isNeededAway(const Connection& connection) {
    return connection.away != nullptr && connection.isReusable() &&
           std::ranges::any_of(connection.calls, [&connection](const Call& call) {
               return call.hasRequest && leadsThere(connection, call);
           });
}

} // namespace squall
