#pragma once

#include "core/http/proxyhandshake.h"
#include "core/net/transport.h"
#include "core/stats/failures.h"

namespace squall {

/// What came of moving a handshake with a proxy along.
struct TunnelStep {
    ProxyHandshake::Outcome outcome = ProxyHandshake::Outcome::NeedMore;
    FailureKind failure; ///< where it Failed
};

/// Sends and receives over `transport`, which is connected to the proxy, until it would block, the
/// way is open or the proxy refuses.
[[nodiscard]] TunnelStep moveAlong(ProxyHandshake& handshake, Transport& transport);

} // namespace squall
