#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "core/base/error.h"
#include "core/base/uniquefd.h"
#include "core/net/endpoint.h"

namespace squall {

enum class IoStatus {
    Done,       ///< `bytes` were moved
    WouldBlock, ///< nothing now; an event will tell
    Closed,     ///< the peer has closed its side, in good order
    Failed,     ///< the connection is broken; `error` is the errno
};

struct IoResult {
    IoStatus status = IoStatus::Done;
    std::size_t bytes = 0;
    int error = 0;
};

/// One non-blocking TCP connection, without Nagle's delay. Nothing here waits. One thread.
class Transport final {
public:
    Transport() = default;

    /// Takes over a connection that somebody else has made.
    explicit Transport(UniqueFd connected)
        : m_fd(std::move(connected)) {}

    /// Begins to connect: Done or WouldBlock, then connectError() tells when it is writable.
    [[nodiscard]] IoResult connect(const Endpoint& endpoint);
    /// 0 when connected, otherwise the errno of the attempt.
    [[nodiscard]] int connectError() const;

    [[nodiscard]] IoResult send(std::string_view bytes);
    [[nodiscard]] IoResult receive(std::span<char> buffer);
    /// Throws away up to `most` bytes that have arrived, without copying them.
    [[nodiscard]] IoResult discard(std::uint64_t most);

    void close() { m_fd.reset(); }

    [[nodiscard]] bool isOpen() const { return m_fd.isOpen(); }

    [[nodiscard]] int fd() const { return m_fd.get(); }

    /// Gives the socket away.
    [[nodiscard]] UniqueFd release() { return std::move(m_fd); }

private:
    UniqueFd m_fd;
};

} // namespace squall
