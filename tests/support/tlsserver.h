#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <thread>

#include "tests/support/tlscertificate.h"

namespace squall::test {

/// What the server does about one request.
struct TlsReply {
    enum class Then {
        Keep,    ///< wait for the next request
        Goodbye, ///< close_notify, then close
        Cut,     ///< close without close_notify
    };

    std::string bytes; ///< sent through TLS
    Then then = Then::Keep;
    std::string raw;                    ///< sent past TLS, behind `bytes`
    int renegotiations = 0;             ///< asked for ahead of `bytes`; TLS 1.2
    int keyUpdates = 0;                 ///< the same; TLS 1.3
    std::chrono::milliseconds pause{0}; ///< behind each of `bytes`; 0: they go out together
};

/// What the server does once a connection's first bytes have come.
enum class TlsOpening {
    Handshake,
    Cut,       ///< closes behind the handshake
    Silence,   ///< answers nothing, ever
    Close,     ///< closes
    PlainText, ///< answers as a server without TLS does, and closes
    Garbage,   ///< answers TlsServerOptions::garbage, and no more
};

struct TlsServerOptions {
    enum class Version { Any, Only12, Only13 };

    TlsCertificate certificate;
    Version version = Version::Any;
    std::string clientAuthority; ///< PEM; not empty: a certificate of this authority is required
    std::string garbage;
    /// Not 0: a request is answered once so many bytes of it have come, and the connection closed
    /// with the rest unread, which is a reset.
    std::size_t readFirst = 0;
    std::function<TlsOpening(std::uint64_t connection)> opening; ///< null: Handshake
    std::function<TlsReply(std::uint64_t request)> script;       ///< called in the server's thread
};

/// A TLS server on loopback that does as it is told, in a thread of its own, and counts.
class TlsServer final {
public:
    explicit TlsServer(TlsServerOptions options);
    ~TlsServer();

    TlsServer(const TlsServer&) = delete;
    TlsServer& operator=(const TlsServer&) = delete;

    [[nodiscard]] std::string url() const;

    /// Whole requests that have arrived.
    [[nodiscard]] std::uint64_t requests() const { return m_requests; }

    /// Connections whose first bytes have come, and those that are open now.
    [[nodiscard]] std::uint64_t greeted() const { return m_greeted; }

    [[nodiscard]] std::int64_t openConnections() const { return m_open; }

    /// Handshakes that took up a session from before.
    [[nodiscard]] std::uint64_t resumed() const { return m_resumed; }

private:
    struct Client;
    struct Loop;

    void serve();

    const TlsServerOptions m_options;
    int m_listener = -1;
    int m_wake = -1;
    std::uint16_t m_port = 0;
    // Written by the server's thread, read by the test's.
    std::atomic<std::uint64_t> m_requests{0};
    std::atomic<std::uint64_t> m_greeted{0};
    std::atomic<std::uint64_t> m_resumed{0};
    std::atomic<std::int64_t> m_open{0};
    std::atomic<bool> m_stop{false};
    std::thread m_thread;
};

/// A whole answer of 200 with a body of `bodyBytes`, which says so when the connection ends with
/// it.
[[nodiscard]] TlsReply tlsOkReply(std::size_t bodyBytes = 5,
                                  TlsReply::Then then = TlsReply::Then::Keep);

} // namespace squall::test
