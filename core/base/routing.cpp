#include "core/base/routing.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include <arpa/inet.h>
#include <netinet/in.h>

namespace squall {

namespace {

std::string lowerCase(std::string_view text) {
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
    });
    return lower;
}

/// The text up to the next colon, which is taken too; brackets go around colons.
std::string takePart(std::string_view& text) {
    const bool hasBrackets = text.starts_with('[');
    const std::size_t close = hasBrackets ? text.find(']') : 0;
    const std::size_t colon = text.find(':', close == std::string_view::npos ? 0 : close);
    std::string_view part = text.substr(0, colon);
    text = colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
    if (hasBrackets && part.ends_with(']'))
        part = part.substr(1, part.size() - 2);
    return lowerCase(part);
}

std::optional<std::uint16_t> portOf(std::string_view text, bool mayBeEmpty) {
    if (text.empty() && mayBeEmpty)
        return 0;
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool isPort =
        error == std::errc{} && end == text.data() + text.size() && value >= 1 && value <= 65535;
    return isPort ? std::optional(static_cast<std::uint16_t>(value)) : std::nullopt;
}

bool isAddress(const std::string& text) {
    in6_addr parsed{};
    return inet_pton(AF_INET, text.c_str(), &parsed) == 1 ||
           inet_pton(AF_INET6, text.c_str(), &parsed) == 1;
}

std::string portText(std::uint16_t port) {
    return port == 0 ? std::string() : std::to_string(port);
}

bool fits(const std::string& host, std::uint16_t port, const HostAndPort& target) {
    return (host.empty() || host == target.host) && (port == 0 || port == target.port);
}

} // namespace

Result<ConnectTo> parseConnectTo(std::string_view text) {
    const auto colons = std::ranges::count(text, ':');
    std::string_view rest = text;
    ConnectTo route;
    route.host = takePart(rest);
    const auto port = portOf(takePart(rest), true);
    route.toHost = takePart(rest);
    const auto toPort = portOf(rest, true);
    if (colons < 3 || !port || !toPort)
        return fail(ErrorCode::BadPlan,
                    "\"" + std::string(text) +
                        "\" is not of the form HOST:PORT:HOST2:PORT2, such as a.test:443::8443");
    route.port = *port;
    route.toPort = *toPort;
    return route;
}

Result<ResolveTo> parseResolveTo(std::string_view text) {
    std::string_view rest = text;
    ResolveTo route;
    route.host = takePart(rest);
    const auto port = portOf(takePart(rest), false);
    if (rest.starts_with('[') && rest.ends_with(']'))
        rest = rest.substr(1, rest.size() - 2);
    route.address = rest;
    if (route.host.empty() || !port || !isAddress(route.address))
        return fail(ErrorCode::BadPlan,
                    "\"" + std::string(text) +
                        "\" is not of the form HOST:PORT:ADDRESS, such as a.test:80:127.0.0.1");
    route.port = *port;
    return route;
}

std::string connectToText(const ConnectTo& route) {
    return hostText(route.host) + ":" + portText(route.port) + ":" + hostText(route.toHost) + ":" +
           portText(route.toPort);
}

std::string resolveToText(const ResolveTo& route) {
    return hostText(route.host) + ":" + portText(route.port) + ":" + hostText(route.address);
}

std::string_view proxyUser(std::string_view proxy) {
    const std::size_t scheme = proxy.find("://");
    const std::size_t begin = scheme == std::string_view::npos ? 0 : scheme + 3;
    const std::size_t end = proxy.rfind('@');
    return end == std::string_view::npos || end < begin ? std::string_view()
                                                        : proxy.substr(begin, end - begin);
}

std::string withProxyUser(const std::string& proxy, std::string_view user) {
    const std::string_view present = proxyUser(proxy);
    if (present.empty())
        return proxy;
    std::string changed = proxy;
    changed.replace(static_cast<std::size_t>(present.data() - proxy.data()), present.size(), user);
    return changed;
}

std::string hostText(const std::string& host) {
    return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

bool isThisMachine(const std::string& host) {
    in_addr v4{};
    in6_addr v6{};
    if (inet_pton(AF_INET, host.c_str(), &v4) == 1)
        return ntohl(v4.s_addr) >> 24 == IN_LOOPBACKNET;
    if (inet_pton(AF_INET6, host.c_str(), &v6) == 1)
        return IN6_IS_ADDR_LOOPBACK(&v6) != 0;
    return host == "localhost" || host.ends_with(".localhost");
}

HostAndPort connectTarget(const Routing& routing, const HostAndPort& target) {
    for (const ConnectTo& route : routing.connectTo) {
        if (fits(route.host, route.port, target))
            return {route.toHost.empty() ? target.host : route.toHost,
                    route.toPort == 0 ? target.port : route.toPort};
    }
    return target;
}

std::vector<std::string> givenAddresses(const Routing& routing, const HostAndPort& target) {
    std::vector<std::string> addresses;
    for (const ResolveTo& route : routing.resolve) {
        if (fits(route.host, route.port, target))
            addresses.push_back(route.address);
    }
    return addresses;
}

} // namespace squall
