#include "core/net/endpoint.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/un.h>

namespace squall {

namespace {

bool isPublicV4(std::uint32_t address) {
    struct Range {
        std::uint32_t first;
        int prefix;
    };

    constexpr Range notPublic[] = {{0x00000000, 8},  {0x0a000000, 8},  {0x64400000, 10},
                                   {0x7f000000, 8},  {0xa9fe0000, 16}, {0xac100000, 12},
                                   {0xc0a80000, 16}, {0xc6120000, 15}};
    return std::ranges::none_of(notPublic, [address](Range range) {
        return (address ^ range.first) >> (32 - range.prefix) == 0;
    });
}

} // namespace

Result<Endpoint> Endpoint::fromNumeric(std::string_view address, std::uint16_t port) {
    const std::string text(address);
    Endpoint endpoint;
    if (auto* v4 = reinterpret_cast<sockaddr_in*>(&endpoint.m_storage);
        inet_pton(AF_INET, text.c_str(), &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons(port);
        endpoint.m_size = sizeof *v4;
        return endpoint;
    }
    if (auto* v6 = reinterpret_cast<sockaddr_in6*>(&endpoint.m_storage);
        inet_pton(AF_INET6, text.c_str(), &v6->sin6_addr) == 1) {
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons(port);
        endpoint.m_size = sizeof *v6;
        return endpoint;
    }
    return fail(ErrorCode::BadUrl, "\"" + text + "\" is not an IP address");
}

Result<Endpoint> Endpoint::ofUnixSocket(std::string_view path) {
    Endpoint endpoint;
    auto* const address = reinterpret_cast<sockaddr_un*>(&endpoint.m_storage);
    if (path.empty() || path.size() >= sizeof address->sun_path)
        return fail(ErrorCode::BadPlan, "the path of a Unix socket has 1 to " +
                                            std::to_string(sizeof address->sun_path - 1) +
                                            " bytes");
    address->sun_family = AF_UNIX;
    std::ranges::copy(path, address->sun_path); // the rest of it is zero
    endpoint.m_size = sizeof *address;
    return endpoint;
}

Endpoint Endpoint::ofSocket(int fd) {
    Endpoint endpoint;
    endpoint.m_size = sizeof endpoint.m_storage;
    if (getsockname(fd, reinterpret_cast<sockaddr*>(&endpoint.m_storage), &endpoint.m_size) != 0)
        endpoint.m_size = 0;
    return endpoint;
}

std::uint16_t Endpoint::port() const {
    if (family() == AF_UNIX)
        return 0;
    if (family() == AF_INET6)
        return ntohs(reinterpret_cast<const sockaddr_in6*>(&m_storage)->sin6_port);
    return ntohs(reinterpret_cast<const sockaddr_in*>(&m_storage)->sin_port);
}

Endpoint Endpoint::withPort(std::uint16_t port) const {
    Endpoint changed = *this;
    if (family() == AF_INET6)
        reinterpret_cast<sockaddr_in6*>(&changed.m_storage)->sin6_port = htons(port);
    else if (family() == AF_INET)
        reinterpret_cast<sockaddr_in*>(&changed.m_storage)->sin_port = htons(port);
    return changed;
}

bool Endpoint::isPublic() const {
    if (family() == AF_UNIX)
        return false;
    if (family() == AF_INET)
        return isPublicV4(ntohl(reinterpret_cast<const sockaddr_in*>(&m_storage)->sin_addr.s_addr));
    const in6_addr& address = reinterpret_cast<const sockaddr_in6*>(&m_storage)->sin6_addr;
    if (IN6_IS_ADDR_V4MAPPED(&address)) {
        std::uint32_t v4 = 0;
        std::memcpy(&v4, &address.s6_addr[12], sizeof v4);
        return isPublicV4(ntohl(v4));
    }
    const bool isUniqueLocal = (address.s6_addr[0] & 0xfe) == 0xfc;
    return !IN6_IS_ADDR_LOOPBACK(&address) && !IN6_IS_ADDR_UNSPECIFIED(&address) &&
           !IN6_IS_ADDR_LINKLOCAL(&address) && !isUniqueLocal;
}

std::string Endpoint::toString() const {
    if (family() == AF_UNIX)
        return std::string("unix:") + reinterpret_cast<const sockaddr_un*>(&m_storage)->sun_path;
    char text[INET6_ADDRSTRLEN] = "";
    if (family() == AF_INET6) {
        const auto* v6 = reinterpret_cast<const sockaddr_in6*>(&m_storage);
        inet_ntop(AF_INET6, &v6->sin6_addr, text, sizeof text);
        return "[" + std::string(text) + "]:" + std::to_string(port());
    }
    const auto* v4 = reinterpret_cast<const sockaddr_in*>(&m_storage);
    inet_ntop(AF_INET, &v4->sin_addr, text, sizeof text);
    return std::string(text) + ":" + std::to_string(port());
}

Result<UniqueFd> listenOnLoopback(std::uint16_t port) {
    const auto endpoint = Endpoint::fromNumeric("127.0.0.1", port);
    UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    const int on = 1;
    const bool listening =
        socket.isOpen() &&
        setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
        bind(socket.get(), endpoint->address(), endpoint->size()) == 0 &&
        listen(socket.get(), SOMAXCONN) == 0;
    if (!listening)
        return fail(ErrorCode::SystemFailed, "cannot listen on 127.0.0.1:" + std::to_string(port) +
                                                 ": " + strerrordesc_np(errno));
    return socket;
}

} // namespace squall
