#include "core/net/transport.h"

#include <algorithm>
#include <cerrno>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace squall {

namespace {

IoResult failure() {
    if (errno == EAGAIN || errno == EINTR)
        return {.status = IoStatus::WouldBlock};
    return {.status = IoStatus::Failed, .error = errno};
}

/// A short read has drained the socket.
IoResult received(ssize_t bytes, std::size_t wanted) {
    if (bytes < 0)
        return failure();
    if (bytes == 0)
        return {.status = IoStatus::Closed};
    const auto taken = static_cast<std::size_t>(bytes);
    return {.mayHaveMore = taken == wanted, .bytes = taken};
}

} // namespace

IoResult Transport::connect(const Endpoint& endpoint) {
    m_fd.reset(socket(endpoint.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!m_fd.isOpen())
        return failure();
    m_isTcp = endpoint.family() != AF_UNIX;
    const int on = 1;
    if (m_isTcp)
        setsockopt(m_fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(m_fd.get(), endpoint.address(), endpoint.size()) == 0)
        return {};
    // A Unix socket whose queue is full says EAGAIN, and no event will follow.
    return errno == EINPROGRESS ? IoResult{.status = IoStatus::WouldBlock}
                                : IoResult{.status = IoStatus::Failed, .error = errno};
}

int Transport::connectError() const {
    int error = 0;
    socklen_t size = sizeof error;
    if (getsockopt(m_fd.get(), SOL_SOCKET, SO_ERROR, &error, &size) != 0)
        return errno;
    return error;
}

IoResult Transport::send(std::string_view bytes) {
    if (m_tls != nullptr)
        return m_tls->send(m_fd.get(), bytes);
    const ssize_t sent = ::send(m_fd.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    return sent >= 0 ? IoResult{.bytes = static_cast<std::size_t>(sent)} : failure();
}

IoResult Transport::receive(std::span<char> buffer) {
    if (m_tls != nullptr)
        return m_tls->receive(m_fd.get(), buffer);
    return received(recv(m_fd.get(), buffer.data(), buffer.size(), 0), buffer.size());
}

IoResult Transport::discard(std::uint64_t most) {
    // The kernel wants a length; MSG_TRUNC on TCP drops the bytes (tcp(7)).
    constexpr std::uint64_t atOnce = 1U << 30;
    const std::size_t wanted = std::min(most, atOnce);
    return received(recv(m_fd.get(), nullptr, wanted, MSG_TRUNC), wanted);
}

void Transport::close() {
    if (m_tls != nullptr && m_fd.isOpen())
        m_tls->shutdown(m_fd.get());
    m_tls.reset();
    m_fd.reset();
}

} // namespace squall
