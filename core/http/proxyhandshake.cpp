#include "core/http/proxyhandshake.h"

#include <algorithm>
#include <array>

#include <arpa/inet.h>

#include "core/base/routing.h"
#include "core/http/request.h"
#include "core/http/url.h"

namespace squall {

namespace {

constexpr std::size_t mostBytes = 64 * 1024;
constexpr char socksVersion = 5;

std::string portBytes(std::uint16_t port) {
    return {static_cast<char>(port >> 8), static_cast<char>(port & 0xff)};
}

/// RFC 1928, section 5.
std::string addressBytes(const std::string& host) {
    std::array<char, sizeof(in6_addr)> numeric{};
    if (inet_pton(AF_INET, host.c_str(), numeric.data()) == 1)
        return '\1' + std::string(numeric.data(), sizeof(in_addr));
    if (inet_pton(AF_INET6, host.c_str(), numeric.data()) == 1)
        return '\4' + std::string(numeric.data(), sizeof(in6_addr));
    return std::string({'\3', static_cast<char>(host.size())}) + host;
}

std::string authorityOf(const std::string& host, std::uint16_t port) {
    return hostText(host) + ":" + std::to_string(port);
}

ProxyFault faultOfStatus(std::string_view status) {
    if (status == "407" || status == "401")
        return ProxyFault::BadCredentials;
    if (status == "403" || status == "405")
        return ProxyFault::Forbidden;
    if (status == "502" || status == "503" || status == "504")
        return ProxyFault::Unreachable;
    return ProxyFault::Refused;
}

/// RFC 1928, section 6.
ProxyFault faultOfReply(char reply) {
    if (reply == 2)
        return ProxyFault::Forbidden;
    if (reply >= 3 && reply <= 6)
        return ProxyFault::Unreachable;
    return ProxyFault::Refused;
}

} // namespace

Result<Proxy> parseProxy(std::string_view text) {
    std::string_view rest = text;
    std::string_view scheme = "http";
    if (const std::size_t end = text.find("://"); end != std::string_view::npos) {
        scheme = text.substr(0, end);
        rest = text.substr(end + 3);
    }
    const bool isSocks = scheme == "socks5" || scheme == "socks5h";
    if (!isSocks && scheme != "http")
        return fail(ErrorCode::BadPlan, "a proxy is http://HOST:PORT or socks5://HOST:PORT, not " +
                                            std::string(scheme));
    const auto url = parseUrl("http://" + std::string(rest));
    if (!url)
        return fail(ErrorCode::BadPlan, url.error().detail);
    const std::string_view authority = rest.substr(0, rest.find('/'));
    const std::size_t colon = authority.rfind(':');
    const bool hasPort = colon != std::string_view::npos && colon + 1 < authority.size() &&
                         authority.find_first_of("]@", colon) == std::string_view::npos;
    if (!hasPort || url->target != "/")
        return fail(ErrorCode::BadPlan, "a proxy needs a port and has no path: http://HOST:PORT");
    constexpr std::size_t longestName = 255; // RFC 1929
    const std::size_t split = std::min(url->userInfo.find(':'), url->userInfo.size());
    if (isSocks && (split > longestName || url->userInfo.size() - split > longestName + 1))
        return fail(ErrorCode::BadPlan, "user or password for the proxy is too long");
    return Proxy{isSocks, url->host, url->port, url->userInfo};
}

std::string toString(const Proxy& proxy) {
    return (proxy.isSocks ? "socks5://" : "http://") + authorityOf(proxy.host, proxy.port);
}

std::string_view describe(ProxyFault fault) {
    switch (fault) {
    case ProxyFault::None:
        break;
    case ProxyFault::NotAProxy:
        return "what answers is no such proxy";
    case ProxyFault::BadCredentials:
        return "the proxy wants other credentials";
    case ProxyFault::Forbidden:
        return "the proxy does not allow this target";
    case ProxyFault::Unreachable:
        return "the proxy cannot reach the target";
    case ProxyFault::Refused:
        return "the proxy refused";
    case ProxyFault::Closed:
        return "the proxy closed the connection";
    }
    return "no fault";
}

ProxyHandshake::ProxyHandshake(const Proxy& proxy, const std::string& host, std::uint16_t port)
    : m_proxy(proxy)
    , m_host(host)
    , m_port(port) {
    if (proxy.isSocks) {
        // Without or with user and password, or without alone.
        const bool hasUser = !proxy.userInfo.empty();
        say(hasUser ? std::string("\5\2\0\2", 4) : std::string("\5\1\0", 3), Step::Method);
        return;
    }
    const std::string authority = authorityOf(host, port);
    std::string request = "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n";
    if (!proxy.userInfo.empty())
        request += "Proxy-Authorization: Basic " + basicCredentials(proxy.userInfo) + "\r\n";
    say(request + "\r\n", Step::HttpAnswer);
}

void ProxyHandshake::say(std::string bytes, Step next) {
    m_output = std::move(bytes);
    m_sent = 0;
    m_step = next;
}

ProxyHandshake::Outcome ProxyHandshake::receive(std::string_view bytes) {
    m_received.append(bytes);
    if (m_received.size() > mostBytes)
        return failWith(ProxyFault::NotAProxy);
    return m_step == Step::HttpAnswer ? takeHttpAnswer() : takeSocks();
}

// A server that speaks first is none of HTTP, so nothing follows the head.
ProxyHandshake::Outcome ProxyHandshake::takeHttpAnswer() {
    constexpr std::string_view begin = "HTTP/1.";
    const std::string_view text = m_received;
    if (text.substr(0, begin.size()) != begin.substr(0, text.size()))
        return failWith(ProxyFault::NotAProxy);
    const std::size_t end = text.find("\r\n\r\n");
    if (end == std::string_view::npos)
        return Outcome::NeedMore;
    const std::string_view status = text.substr(begin.size() + 2, 3);
    if (!status.starts_with('2'))
        return failWith(faultOfStatus(status));
    return end + 4 == text.size() ? Outcome::Done : failWith(ProxyFault::NotAProxy);
}

ProxyHandshake::Outcome ProxyHandshake::takeSocks() {
    if (m_received.size() < 2)
        return Outcome::NeedMore;
    switch (m_step) {
    case Step::Method:
        return takeMethod();
    case Step::Login:
        return takeLogin();
    default:
        return takeConnected();
    }
}

ProxyHandshake::Outcome ProxyHandshake::takeMethod() {
    if (m_received.size() > 2 || m_received[0] != socksVersion)
        return failWith(ProxyFault::NotAProxy);
    const char method = m_received[1];
    m_received.clear();
    if (method == 0) {
        askToConnect();
        return Outcome::NeedMore;
    }
    if (method != 2 || m_proxy.userInfo.empty())
        return failWith(ProxyFault::BadCredentials);
    const std::size_t colon = m_proxy.userInfo.find(':');
    const std::string user = m_proxy.userInfo.substr(0, colon);
    const std::string password =
        colon == std::string::npos ? std::string() : m_proxy.userInfo.substr(colon + 1);
    say('\1' + std::string(1, static_cast<char>(user.size())) + user +
            std::string(1, static_cast<char>(password.size())) + password,
        Step::Login);
    return Outcome::NeedMore;
}

ProxyHandshake::Outcome ProxyHandshake::takeLogin() {
    if (m_received.size() > 2)
        return failWith(ProxyFault::NotAProxy);
    if (m_received[1] != 0)
        return failWith(ProxyFault::BadCredentials);
    m_received.clear();
    askToConnect();
    return Outcome::NeedMore;
}

void ProxyHandshake::askToConnect() {
    say(std::string("\5\1\0", 3) + addressBytes(m_host) + portBytes(m_port), Step::Connected);
}

ProxyHandshake::Outcome ProxyHandshake::takeConnected() {
    if (m_received[0] != socksVersion)
        return failWith(ProxyFault::NotAProxy);
    if (m_received[1] != 0)
        return failWith(faultOfReply(m_received[1]));
    if (m_received.size() < 5)
        return Outcome::NeedMore;
    std::size_t size = 6; // version, reply, reserved, kind of address; port
    switch (m_received[3]) {
    case 1:
        size += sizeof(in_addr);
        break;
    case 4:
        size += sizeof(in6_addr);
        break;
    case 3:
        size += 1 + static_cast<unsigned char>(m_received[4]);
        break;
    default:
        return failWith(ProxyFault::NotAProxy);
    }
    if (m_received.size() < size)
        return Outcome::NeedMore;
    return m_received.size() == size ? Outcome::Done : failWith(ProxyFault::NotAProxy);
}

ProxyHandshake::Outcome ProxyHandshake::failWith(ProxyFault fault) {
    m_fault = fault;
    return Outcome::Failed;
}

} // namespace squall
