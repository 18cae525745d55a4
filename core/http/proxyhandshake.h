#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/error.h"

namespace squall {

/// Where connections go through.
struct Proxy {
    bool isSocks = false; ///< SOCKS5; otherwise HTTP
    std::string host;
    std::uint16_t port = 0;
    std::string userInfo; ///< "user:password", percent-decoded; empty when there is none
};

/// "http://user:password@host:port", "socks5://…" (the proxy looks names up; socks5h means the
/// same); http when no scheme is given. ErrorCode::BadPlan with a sentence.
[[nodiscard]] Result<Proxy> parseProxy(std::string_view text);

/// What parseProxy() reads back, but for the user and password.
[[nodiscard]] std::string toString(const Proxy& proxy);

/// Why a proxy makes no way. Kept small: it travels in a FailureKind.
enum class ProxyFault : std::uint16_t {
    None,
    NotAProxy,
    BadCredentials,
    Forbidden,
    Unreachable,
    Refused,
    Closed,
};

/// One line of plain English.
[[nodiscard]] std::string_view describe(ProxyFault fault);

/// What is said to a proxy before the connection to the target stands: CONNECT (RFC 9110, 9.3.6)
/// or SOCKS5 (RFC 1928, 1929). Pure: bytes out, bytes in. One thread.
class ProxyHandshake final {
public:
    enum class Outcome { NeedMore, Done, Failed };

    ProxyHandshake(const Proxy& proxy, const std::string& host, std::uint16_t port);

    /// To be sent now; valid until the next receive().
    [[nodiscard]] std::string_view output() const {
        return std::string_view(m_output).substr(m_sent);
    }

    void onSent(std::size_t bytes) { m_sent += bytes; }

    /// NeedMore: there may be further output().
    [[nodiscard]] Outcome receive(std::string_view bytes);

    /// Valid after Failed.
    [[nodiscard]] ProxyFault fault() const { return m_fault; }

private:
    enum class Step { HttpAnswer, Method, Login, Connected };

    [[nodiscard]] Outcome takeHttpAnswer();
    [[nodiscard]] Outcome takeSocks();
    [[nodiscard]] Outcome takeMethod();
    [[nodiscard]] Outcome takeLogin();
    [[nodiscard]] Outcome takeConnected();
    [[nodiscard]] Outcome failWith(ProxyFault fault);
    void say(std::string bytes, Step next);
    void askToConnect();

    const Proxy& m_proxy; ///< outlives it
    const std::string m_host;
    const std::uint16_t m_port;
    Step m_step;
    std::string m_output;
    std::size_t m_sent = 0;
    std::string m_received;
    ProxyFault m_fault = ProxyFault::None;
};

} // namespace squall
