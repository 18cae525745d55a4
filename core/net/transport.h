#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "core/base/uniquefd.h"
#include "core/net/endpoint.h"
#include "core/net/iostatus.h"
#include "core/net/tlsstream.h"

namespace squall {

/// One non-blocking connection by TCP, without Nagle's delay, or by a Unix socket, in the clear or
/// through TLS. Nothing here waits. One thread at a time.
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

    /// Once connected and before anything else: what is sent and received goes through `stream`,
    /// after handshake() has answered Done.
    void startTls(std::unique_ptr<TlsStream> stream) { m_tls = std::move(stream); }

    [[nodiscard]] IoResult handshake() { return m_tls->handshake(m_fd.get()); }

    /// Null in the clear.
    [[nodiscard]] TlsStream* tls() const { return m_tls.get(); }

    [[nodiscard]] IoResult send(std::string_view bytes);
    /// `buffer` must hold TlsStream::plainBytes at least.
    [[nodiscard]] IoResult receive(std::span<char> buffer);

    /// Throws away up to `most` bytes that have arrived, without copying them; by TCP in
    /// the clear alone.
    [[nodiscard]] IoResult discard(std::uint64_t most);

    [[nodiscard]] bool canDiscard() const { return m_tls == nullptr && m_isTcp; }

    void close();

    [[nodiscard]] bool isOpen() const { return m_fd.isOpen(); }

    [[nodiscard]] int fd() const { return m_fd.get(); }

private:
    UniqueFd m_fd;
    bool m_isTcp = true;
    std::unique_ptr<TlsStream> m_tls;
};

} // namespace squall
