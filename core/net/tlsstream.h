#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <openssl/types.h>

#include "core/net/iostatus.h"
#include "core/net/tlscontext.h"
#include "core/net/tlsfacts.h"
#include "core/net/tlsservercontext.h"

// As in openssl/ssl.h, which is long.
using SSL_SESSION = struct ssl_session_st;

namespace squall {

/// The last session that a server gave to one worker, for its next handshake. One thread.
class TlsSession final {
public:
    [[nodiscard]] SSL_SESSION* get() const { return m_session.get(); }

    /// Takes over the caller's reference.
    void keep(SSL_SESSION* session) { m_session.reset(session); }

private:
    struct Free {
        void operator()(SSL_SESSION* session) const;
    };

    std::unique_ptr<SSL_SESSION, Free> m_session;
};

/// One side of TLS, the client's or the server's, over one non-blocking socket. OpenSSL reads what
/// this takes from the socket into one buffer per thread, and writes straight to the socket, so
/// that an idle stream holds no buffers. One thread at a time.
class TlsStream final {
public:
    /// The context outlives the stream. `host` is verified, and sent as server name unless it is an
    /// address. Null when OpenSSL has no memory.
    [[nodiscard]] static std::unique_ptr<TlsStream> create(const TlsContext& context,
                                                           const std::string& host);
    /// The server's side. The context outlives the stream. Null when OpenSSL has no memory.
    [[nodiscard]] static std::unique_ptr<TlsStream> accept(const TlsServerContext& context);
    ~TlsStream();

    TlsStream(const TlsStream&) = delete;
    TlsStream& operator=(const TlsStream&) = delete;

    /// Resumes `session` if it holds one, and keeps new ones there. It outlives the stream.
    void useSession(TlsSession& session);

    /// Done, or call again when the socket is ready.
    [[nodiscard]] IoResult handshake(int fd);
    /// `plain` must hold plainBytes at least.
    [[nodiscard]] IoResult receive(int fd, std::span<char> plain);
    [[nodiscard]] IoResult send(int fd, std::string_view plain);
    /// Says goodbye, if the socket takes it at once.
    void shutdown(int fd);

    [[nodiscard]] bool wasResumed() const;

    /// What the handshake agreed on (ALPN, RFC 7301): "h2", "http/1.1", or empty. Valid as long as
    /// the stream.
    [[nodiscard]] std::string_view protocol() const;

    /// After the handshake. Allocates: not for the hot path.
    [[nodiscard]] TlsFacts facts() const;

    /// One read from the socket, and what a partial record from before can add to it.
    static constexpr std::size_t cipherBytes = 47 * 1024;
    static constexpr std::size_t plainBytes = 64 * 1024;

    static int onNewSession(SSL* ssl, SSL_SESSION* session);

private:
    struct Free {
        void operator()(SSL* ssl) const;
    };

    struct Bio; ///< the callbacks by which OpenSSL reads and writes

    TlsStream() = default;

    /// False when OpenSSL has no memory.
    [[nodiscard]] bool begin(SSL_CTX* context);
    [[nodiscard]] IoResult fill(int fd);
    [[nodiscard]] IoResult drainBehindHandshake(int fd);
    [[nodiscard]] IoResult failure(int result);

    std::unique_ptr<SSL, Free> m_ssl;
    TlsSession* m_session = nullptr;
    std::string_view m_input; ///< read from the socket, not yet by OpenSSL; empty between calls
    int m_fd = -1;
    bool m_isServer = false;
    bool m_inputEnded = false;
    std::size_t m_barren = 0; ///< bytes from the socket since something last came of them
    bool m_isShaken = false;  ///< the handshake is done; OpenSSL forgets it in a fatal error
    std::string m_early;      ///< came right behind the handshake; at most plainBytes
    std::optional<IoResult> m_ending; ///< what came right behind the bytes of the last receive()
};

} // namespace squall
