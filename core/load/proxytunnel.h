#pragma once

#include "core/base/routing.h"
#include "core/http/proxyhandshake.h"
#include "core/http/url.h"
#include "core/net/transport.h"
#include "core/plan/testplan.h"
#include "core/stats/failures.h"

namespace squall {

/// Whether `proxy` is asked for a tunnel on the way to `url`: by SOCKS5, to https, and where HTTP/2
/// is spoken or connections go to another `target` than the address says. Otherwise each request
/// asks it for a whole address.
[[nodiscard]] bool needsTunnel(const Proxy& proxy, const Url& url, const HostAndPort& target,
                               HttpVersion http);

/// What came of moving a handshake with a proxy along.
struct TunnelStep {
    ProxyHandshake::Outcome outcome = ProxyHandshake::Outcome::NeedMore;
    FailureKind failure; ///< where it Failed
};

/// Sends and receives over `transport`, which is connected to the proxy, until it would block, the
/// way is open or the proxy refuses.
[[nodiscard]] TunnelStep moveAlong(ProxyHandshake& handshake, Transport& transport);

} // namespace squall
