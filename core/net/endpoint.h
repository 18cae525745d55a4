#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <sys/socket.h>

#include "core/base/error.h"
#include "core/base/uniquefd.h"

namespace squall {

/// What a socket can connect to or listen on: an address of IPv4 or IPv6 and a port, or a Unix
/// socket. A value.
class Endpoint final {
public:
    Endpoint() = default;

    /// `address` in numbers, "127.0.0.1" or "::1"; nothing is looked up.
    [[nodiscard]] static Result<Endpoint> fromNumeric(std::string_view address, std::uint16_t port);
    /// ErrorCode::BadPlan when the path is too long or empty.
    [[nodiscard]] static Result<Endpoint> ofUnixSocket(std::string_view path);
    /// Where a bound socket listens.
    [[nodiscard]] static Endpoint ofSocket(int fd);

    [[nodiscard]] const sockaddr* address() const {
        return reinterpret_cast<const sockaddr*>(&m_storage);
    }

    [[nodiscard]] socklen_t size() const { return m_size; }

    [[nodiscard]] int family() const { return m_storage.ss_family; }

    /// 0 of a Unix socket.
    [[nodiscard]] std::uint16_t port() const;
    /// The same address with another port; a Unix socket stays as it is.
    [[nodiscard]] Endpoint withPort(std::uint16_t port) const;
    /// Reachable from the internet: neither loopback nor a private, link-local or carrier range
    /// (RFC 6890).
    [[nodiscard]] bool isPublic() const;
    /// "127.0.0.1:8080", "[::1]:8080" or "unix:/path".
    [[nodiscard]] std::string toString() const;

private:
    sockaddr_storage m_storage{};
    socklen_t m_size = 0;
};

/// A non-blocking socket that listens on the IPv4 loopback address. Port 0: any free one.
[[nodiscard]] Result<UniqueFd> listenOnLoopback(std::uint16_t port);

} // namespace squall
