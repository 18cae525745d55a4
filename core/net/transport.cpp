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
        return {IoStatus::WouldBlock, 0, 0};
    return {IoStatus::Failed, 0, errno};
}

IoResult received(ssize_t bytes) {
    if (bytes > 0)
        return {IoStatus::Done, static_cast<std::size_t>(bytes), 0};
    return bytes == 0 ? IoResult{IoStatus::Closed, 0, 0} : failure();
}

} // namespace

IoResult Transport::connect(const Endpoint& endpoint) {
    m_fd.reset(socket(endpoint.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!m_fd.isOpen())
        return {IoStatus::Failed, 0, errno};
    const int on = 1;
    setsockopt(m_fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(m_fd.get(), endpoint.address(), endpoint.size()) == 0)
        return {IoStatus::Done, 0, 0};
    if (errno == EINPROGRESS)
        return {IoStatus::WouldBlock, 0, 0};
    return {IoStatus::Failed, 0, errno};
}

int Transport::connectError() const {
    int error = 0;
    socklen_t size = sizeof error;
    if (getsockopt(m_fd.get(), SOL_SOCKET, SO_ERROR, &error, &size) != 0)
        return errno;
    return error;
}

IoResult Transport::send(std::string_view bytes) {
    const ssize_t sent = ::send(m_fd.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    return sent >= 0 ? IoResult{IoStatus::Done, static_cast<std::size_t>(sent), 0} : failure();
}

IoResult Transport::receive(std::span<char> buffer) {
    return received(recv(m_fd.get(), buffer.data(), buffer.size(), 0));
}

IoResult Transport::discard(std::uint64_t most) {
    // The kernel wants a length; MSG_TRUNC on TCP drops the bytes (tcp(7)).
    constexpr std::uint64_t atOnce = 1U << 30;
    return received(recv(m_fd.get(), nullptr, std::min(most, atOnce), MSG_TRUNC));
}

} // namespace squall
