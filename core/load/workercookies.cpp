// Cookies that a connection is given and sends back; worker.cpp has the loop around it.

#include <utility>

#include "core/load/worker.h"

namespace squall {

/// The answer to `call` has just come; `end`: the last piece of it.
void Worker::keepCookies(const Call& call, std::string_view end, Nanoseconds now) {
    Connection& connection = *call.connection;
    const Hop* const hop = call.currentHop();
    if (connection.jar == nullptr)
        connection.jar = std::make_unique<CookieJar>(m_order.follow.url.host);
    const std::string whole =
        call.excerpt.empty() ? std::string() : call.excerpt + std::string(end);
    connection.jar->take(hop == nullptr ? m_order.follow.url : hop->url,
                         whole.empty() ? end : std::string_view(whole), now);
}

/// `call` is about to be sent: unless it is a step behind a redirect, which was made with them, its
/// request becomes one with the cookies of its connection. It is made when they have changed.
void Worker::addCookies(Call& call) {
    CookieJar* const jar = call.connection->jar.get();
    const Hop* const current = call.currentHop();
    const std::uint32_t revision = jar == nullptr ? 0 : jar->revision(m_loop.now());
    if (revision == 0 || (current != nullptr && current->count > 0))
        return;
    const bool isMade = call.hop != nullptr && call.hop->count == 0 && call.hop->jar == revision;
    if (!isMade) {
        auto made = firstHop(m_order, *jar, revision);
        made->before = std::move(call.hop); // the session may still hold it, and none before that
        if (made->before != nullptr)
            made->before->before.reset();
        call.hop = std::move(made);
    }
    call.request = &call.hop->request;
}

} // namespace squall
