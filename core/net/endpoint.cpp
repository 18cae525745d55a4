#include "core/net/endpoint.h"

#include <cerrno>
#include <cstring>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

namespace squall {

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

Endpoint Endpoint::ofSocket(int fd) {
    Endpoint endpoint;
    endpoint.m_size = sizeof endpoint.m_storage;
    if (getsockname(fd, reinterpret_cast<sockaddr*>(&endpoint.m_storage), &endpoint.m_size) != 0)
        endpoint.m_size = 0;
    return endpoint;
}

std::uint16_t Endpoint::port() const {
    if (family() == AF_INET6)
        return ntohs(reinterpret_cast<const sockaddr_in6*>(&m_storage)->sin6_port);
    return ntohs(reinterpret_cast<const sockaddr_in*>(&m_storage)->sin_port);
}

std::string Endpoint::toString() const {
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
