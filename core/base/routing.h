#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace squall {

enum class AddressFamily { Any, V4, V6 };

/// Connect to another host and port instead; the request and the name in TLS stay as they are. An
/// empty host or port 0 stands for any one before, and for the same one after.
struct ConnectTo {
    std::string host;
    std::uint16_t port = 0;
    std::string toHost;
    std::uint16_t toPort = 0;

    bool operator==(const ConnectTo&) const = default;
};

/// Use this address (in numbers) for a host and port instead of looking the name up.
struct ResolveTo {
    std::string host;
    std::uint16_t port = 0;
    std::string address;

    bool operator==(const ResolveTo&) const = default;
};

/// Stands in Routing::proxy for the one that the system has for an address, if any.
inline constexpr std::string_view systemProxy = "system";

/// How connections reach their target, where that is not simply its address.
struct Routing {
    std::vector<ConnectTo> connectTo; ///< the first that fits is used
    std::vector<ResolveTo> resolve;   ///< all that fit are used
    std::string unixSocket;           ///< path; empty: TCP
    /// "http://user:password@host:port", "socks5://…" or systemProxy; empty: none.
    std::string proxy;
    AddressFamily family = AddressFamily::Any;

    bool operator==(const Routing&) const = default;
};

/// "HOST:PORT:HOST2:PORT2", as curl reads it: each part may be empty, and an IPv6 address stands in
/// brackets. ErrorCode::BadPlan with a sentence.
[[nodiscard]] Result<ConnectTo> parseConnectTo(std::string_view text);
/// "HOST:PORT:ADDRESS", as curl reads it; the address may stand in brackets.
[[nodiscard]] Result<ResolveTo> parseResolveTo(std::string_view text);

/// What the parsers read back to the same value.
[[nodiscard]] std::string connectToText(const ConnectTo& route);
[[nodiscard]] std::string resolveToText(const ResolveTo& route);

/// What stands between scheme and host of a Routing::proxy; empty when nothing does.
[[nodiscard]] std::string_view proxyUser(std::string_view proxy);
/// The same proxy with `user` in that place, unless there is nothing.
[[nodiscard]] std::string withProxyUser(const std::string& proxy, std::string_view user);

/// `host` as it stands before a port: an IPv6 address in brackets.
[[nodiscard]] std::string hostText(const std::string& host);

struct HostAndPort {
    std::string host;
    std::uint16_t port = 0;

    bool operator==(const HostAndPort&) const = default;
};

/// An address of loopback, "localhost" or a name within: no proxy leads there.
[[nodiscard]] bool isThisMachine(const std::string& host);

/// Where to connect for `target`.
[[nodiscard]] HostAndPort connectTarget(const Routing& routing, const HostAndPort& target);
/// The addresses that are given for `target`; empty: it is to be looked up.
[[nodiscard]] std::vector<std::string> givenAddresses(const Routing& routing,
                                                      const HostAndPort& target);

} // namespace squall
