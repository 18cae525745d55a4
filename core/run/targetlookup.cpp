#include "core/run/targetlookup.h"

#include <algorithm>
#include <string>
#include <utility>

#include <QHostAddress>
#include <QMetaObject>

#include "core/http/proxyhandshake.h"
#include "core/http/url.h"

namespace squall {

namespace {

bool isOfFamily(const Endpoint& endpoint, AddressFamily family) {
    switch (family) {
    case AddressFamily::V4:
        return endpoint.family() == AF_INET;
    case AddressFamily::V6:
        return endpoint.family() == AF_INET6;
    case AddressFamily::Any:
        break;
    }
    return true;
}

std::string familyText(AddressFamily family) {
    if (family == AddressFamily::Any)
        return {};
    return family == AddressFamily::V4 ? " (IPv4)" : " (IPv6)";
}

} // namespace

TargetLookup::TargetLookup(const TestPlan& plan, QObject* parent)
    : QObject(parent)
    , m_plan(plan) {}

TargetLookup::~TargetLookup() {
    abort();
}

void TargetLookup::abort() {
    if (m_lookup >= 0)
        QHostInfo::abortHostLookup(std::exchange(m_lookup, -1));
}

void TargetLookup::start() {
    const Routing& routing = m_plan.routing;
    if (!routing.unixSocket.empty()) {
        std::vector<Endpoint> endpoints;
        if (const auto endpoint = Endpoint::ofUnixSocket(routing.unixSocket))
            endpoints.push_back(*endpoint);
        return answerSoon(std::move(endpoints), &TargetLookup::use);
    }
    const Url url = parseUrl(m_plan.url).value_or(Url{});
    lookUp(connectTarget(routing, {url.host, url.port}),
           routing.proxy.empty() ? &TargetLookup::use : &TargetLookup::onTargetBehindProxy);
}

void TargetLookup::lookUp(const HostAndPort& target, Then then) {
    m_name = target.host;
    std::vector<Endpoint> given;
    for (const std::string& address : givenAddresses(m_plan.routing, target)) {
        if (const auto endpoint = Endpoint::fromNumeric(address, target.port))
            given.push_back(*endpoint);
    }
    if (!given.empty())
        return answerSoon(std::move(given), then);
    m_began = monotonicNow();
    m_lookup = QHostInfo::lookupHost(
        QString::fromStdString(target.host), this,
        [this, target, then](const QHostInfo& host) { onLookedUp(host, target, then); });
}

void TargetLookup::answerSoon(std::vector<Endpoint> endpoints, Then then) {
    QMetaObject::invokeMethod(
        this, [this, endpoints = std::move(endpoints), then] { (this->*then)(endpoints); },
        Qt::QueuedConnection);
}

void TargetLookup::onLookedUp(const QHostInfo& host, const HostAndPort& target, Then then) {
    m_lookup = -1;
    if (!Endpoint::fromNumeric(target.host, target.port) && m_took == Nanoseconds{0})
        m_took = monotonicNow() - m_began;
    std::vector<Endpoint> endpoints;
    for (const QHostAddress& address : host.addresses()) {
        const auto endpoint = Endpoint::fromNumeric(address.toString().toStdString(), target.port);
        if (endpoint)
            endpoints.push_back(*endpoint);
    }
    (this->*then)(std::move(endpoints));
}

// The proxy looks the name up itself; what is known of it here tells whether it is public. Where
// nothing is known, it may be.
void TargetLookup::onTargetBehindProxy(std::vector<Endpoint> endpoints) {
    if (endpoints.empty() && !m_plan.allowPublic) {
        emit failed({ErrorCode::PublicTarget, m_name});
        return;
    }
    if (refuses(endpoints))
        return;
    const Proxy proxy = parseProxy(m_plan.routing.proxy).value_or(Proxy{});
    lookUp({proxy.host, proxy.port}, &TargetLookup::use);
}

void TargetLookup::use(std::vector<Endpoint> endpoints) {
    const AddressFamily family = m_plan.routing.family;
    if (m_plan.routing.unixSocket.empty())
        std::erase_if(endpoints,
                      [family](const Endpoint& endpoint) { return !isOfFamily(endpoint, family); });
    if (endpoints.empty()) {
        emit failed({ErrorCode::ResolveFailed, m_name + familyText(family)});
        return;
    }
    if (refuses(endpoints))
        return;
    m_endpoints = std::move(endpoints);
    emit found();
}

bool TargetLookup::refuses(const std::vector<Endpoint>& endpoints) {
    std::string found;
    for (const Endpoint& endpoint : endpoints) {
        if (endpoint.isPublic())
            found += (found.empty() ? "" : ", ") + endpoint.toString();
    }
    if (found.empty() || m_plan.allowPublic)
        return false;
    emit failed({ErrorCode::PublicTarget, found});
    return true;
}

} // namespace squall
