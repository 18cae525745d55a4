#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/routing.h"
#include "core/http/request.h"
#include "core/http/url.h"
#include "core/net/endpoint.h"
#include "core/stats/failures.h"

namespace squall {

struct WorkOrder;
class CookieJar;
class TlsContext;

/// What a run is told about redirects and cookies, which make further requests of the plan's own.
/// Nothing of it is looked at where neither are followed nor kept.
struct FollowOrder {
    std::uint32_t most = 0; ///< that one request follows
    Url url;                ///< of the plan
    std::string method;
    std::vector<HeaderField> fields; ///< references resolved
    Routing routing;
    bool allowPublic = false;
    const TlsContext* tls = nullptr; ///< for other servers: shows none of them a certificate
};

/// A server other than the plan's.
struct Origin {
    bool isTls = false;
    std::string host;                ///< that its certificate must name
    HostAndPort target;              ///< that a proxy is asked for
    bool isTunnelled = false;        ///< by a proxy
    std::vector<Endpoint> endpoints; ///< at least one
};

[[nodiscard]] bool isSameOrigin(const Origin& a, const Origin& b);

/// One step behind a redirect, or the request that is the plan's own but for its cookies.
struct Hop {
    std::uint32_t count = 0; ///< redirects up to here
    Url url;
    std::string method;
    std::vector<HeaderField> fields; ///< without what `jar` has added
    Request request;
    std::uint32_t jar = 0;       ///< revision of the cookies in it
    std::optional<Origin> away;  ///< where the request goes; nothing: to the plan's own server
    std::unique_ptr<Hop> before; ///< kept, since a session may still hold its request
};

/// The step that an answer of `status`, which isRedirect(), asks for; `from`: the one that led to
/// it, null behind the first request; `answer`: its beginning. Credentials (Authorization, Cookie,
/// Proxy-Authorization, user-info) and Host are left out on the way to another scheme, host or
/// port, and stay so; a body is, where its method changes. Another host must be an address in
/// numbers, "localhost", the plan's own host with another port, or a name that Routing::resolve
/// knows: no name is looked up here, which would stop the loop. Cookies are those that `jar`, if
/// there is one, has for the new address. Allocates.
[[nodiscard]] std::expected<std::unique_ptr<Hop>, FailureKind> nextHop(const WorkOrder& order,
                                                                       const Hop* from, int status,
                                                                       std::string_view answer,
                                                                       const CookieJar* jar);

/// The plan's own request with what is in `jar`, in its present `revision`.
[[nodiscard]] std::unique_ptr<Hop> firstHop(const WorkOrder& order, const CookieJar& jar,
                                            std::uint32_t revision);

} // namespace squall
