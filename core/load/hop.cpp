#include "core/load/hop.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/http/cookiejar.h"
#include "core/http/redirect.h"
#include "core/load/proxytunnel.h"
#include "core/load/workorder.h"
#include "core/plan/secrets.h"

namespace squall {

namespace {

std::unexpected<FailureKind> fault(FailureClass group, RedirectFault why) {
    const auto code = redirectFaultCode + static_cast<std::uint16_t>(why);
    return std::unexpected(FailureKind{group, static_cast<std::uint16_t>(code)});
}

void dropCredentials(std::vector<HeaderField>& fields) {
    std::erase_if(fields, [](const HeaderField& field) {
        return isSecretHeader(field.name) || lowerCase(field.name) == "host";
    });
}

/// What speaks of a body that is not sent again.
void dropBodyFields(std::vector<HeaderField>& fields) {
    constexpr std::array<std::string_view, 4> ofBody = {"content-type", "content-encoding",
                                                        "content-language", "content-location"};
    std::erase_if(fields, [&ofBody](const HeaderField& field) {
        return std::ranges::find(ofBody, lowerCase(field.name)) != ofBody.end();
    });
}

std::vector<Endpoint> knownEndpoints(const WorkOrder& order, const HostAndPort& target) {
    std::vector<Endpoint> known;
    if (!order.follow.routing.unixSocket.empty())
        return order.endpoints;
    std::vector<std::string> addresses = givenAddresses(order.follow.routing, target);
    if (addresses.empty())
        addresses.push_back(target.host == "localhost" ? "127.0.0.1" : target.host);
    for (const std::string& address : addresses) {
        if (const auto endpoint = Endpoint::fromNumeric(address, target.port))
            known.push_back(*endpoint);
    }
    if (known.empty() && target.host == order.target.host) {
        for (const Endpoint& endpoint : order.endpoints)
            known.push_back(endpoint.withPort(target.port));
    }
    return known;
}

std::expected<Origin, FailureKind> originOf(const WorkOrder& order, const Url& url) {
    const FollowOrder& follow = order.follow;
    Origin origin;
    origin.isTls = url.isTls;
    origin.host = url.host;
    origin.target = connectTarget(follow.routing, {url.host, url.port});
    origin.isTunnelled = order.proxy && needsTunnel(*order.proxy, url, origin.target, order.http);
    origin.endpoints = knownEndpoints(order, origin.target);
    if (!follow.allowPublic && std::ranges::any_of(origin.endpoints, &Endpoint::isPublic))
        return fault(FailureClass::Resolve, RedirectFault::PublicHost);
    // A proxy looks names up itself; where it may lead is as public as can be.
    const bool isKnown = !origin.endpoints.empty() || (order.proxy && follow.allowPublic);
    if (!isKnown)
        return fault(FailureClass::Resolve, RedirectFault::UnknownHost);
    if (order.proxy)
        origin.endpoints = order.endpoints;
    return origin;
}

} // namespace

bool isSameOrigin(const Origin& a, const Origin& b) {
    return a.isTls == b.isTls && a.host == b.host && a.target == b.target;
}

std::expected<std::unique_ptr<Hop>, FailureKind> nextHop(const WorkOrder& order, const Hop* from,
                                                         int status, std::string_view answer,
                                                         const CookieJar* jar) {
    const FollowOrder& follow = order.follow;
    auto hop = std::make_unique<Hop>();
    hop->count = from == nullptr ? 1 : from->count + 1;
    if (hop->count > follow.most)
        return fault(FailureClass::Protocol, RedirectFault::TooMany);
    const auto location = locationIn(answer);
    if (!location)
        return fault(FailureClass::Protocol, RedirectFault::NoLocation);
    const Url& base = from == nullptr ? follow.url : from->url;
    auto url = resolveReference(base, *location);
    if (!url)
        return fault(FailureClass::Protocol, RedirectFault::BadLocation);
    hop->url = *std::move(url);

    const std::string& method = from == nullptr ? follow.method : from->method;
    std::string_view body = (from == nullptr ? order.request : from->request).body();
    hop->method = methodAfter(status, method);
    hop->fields = from == nullptr ? follow.fields : from->fields;
    if (isSameOrigin(base, hop->url))
        hop->url.userInfo = base.userInfo;
    else
        dropCredentials(hop->fields);
    if (hop->method != method) {
        dropBodyFields(hop->fields);
        body = {};
    }
    RequestForm form = order.form;
    if (!isSameOrigin(follow.url, hop->url)) {
        auto origin = originOf(order, hop->url);
        if (!origin)
            return std::unexpected(origin.error());
        hop->away = *std::move(origin);
        form.isAbsolute = order.proxy && !hop->away->isTunnelled;
    }
    auto request =
        makeRequest(hop->url, hop->method,
                    jar == nullptr ? hop->fields : jar->addTo(hop->fields, hop->url), body, form);
    if (!request)
        return fault(FailureClass::Protocol, RedirectFault::BadLocation);
    hop->request = *std::move(request);
    return hop;
}

std::unique_ptr<Hop> firstHop(const WorkOrder& order, const CookieJar& jar,
                              std::uint32_t revision) {
    const FollowOrder& follow = order.follow;
    auto hop = std::make_unique<Hop>();
    hop->url = follow.url;
    hop->method = follow.method;
    hop->fields = follow.fields;
    hop->jar = revision;
    hop->request = makeRequest(hop->url, hop->method, jar.addTo(hop->fields, hop->url),
                               order.request.body(), order.form)
                       .value_or(order.request);
    return hop;
}

} // namespace squall
