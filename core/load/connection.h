#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "core/base/clock.h"
#include "core/http/cookiejar.h"
#include "core/http/http1session.h"
#include "core/http/http2session.h"
#include "core/http/proxyhandshake.h"
#include "core/load/hop.h"
#include "core/net/timerwheel.h"
#include "core/net/transport.h"
#include "core/stats/failures.h"

namespace squall {

struct Connection;

/// One place in which a request can be in flight: a slot of a connection's session, and when what
/// happened. Moved along by its Worker. One cache line, and a second one for
/// what is seldom looked at.
struct alignas(64) Call final {
    Connection* connection = nullptr;
    std::uint32_t slot = 0;   ///< index among the connection's calls
    bool hasRequest = false;  ///< from when one is taken until it is completed
    bool isInFlight = false;  ///< the request was submitted to the session that stands
    bool hasWaited = false;   ///< the request was due while no call was free
    bool isRetry = false;     ///< the request was sent before, and not looked at
    bool isListed = false;    ///< open model: stands among the free ones
    bool isInPieces = false;  ///< the beginning of its answer is in `excerpt`
    std::uint16_t status = 0; ///< of the answer; 0: its head never came
    std::uint64_t bodyBytes = 0;
    Nanoseconds dueAt{0};             ///< closed model: when the request was taken
    Nanoseconds sentAt{0};            ///< 0 until it is sent
    Nanoseconds firstByteAt{0};       ///< 0 while the answer may still come in one piece
    const Request* request = nullptr; ///< to be sent: the order's, or that of `hop`

    // Seldom looked at.
    Nanoseconds heardAt{0}; ///< where silence is bounded: the last byte, or when none was owed yet
    std::string excerpt;    ///< the first bytes of an answer that comes in pieces, for examples
    std::unique_ptr<Hop> hop; ///< the last one, if ever

    /// A redirect is followed, or cookies are sent back.
    [[nodiscard]] bool isFollowing() const { return hop != nullptr && request == &hop->request; }

    /// Null where the request is the order's.
    [[nodiscard]] const Hop* currentHop() const { return isFollowing() ? hop.get() : nullptr; }
};

static_assert(sizeof(Call) == 128);

/// A socket and the HTTP on it. Moved along by its Worker. About 400 bytes, of which a request in
/// HTTP/1.1 touches the first three cache lines.
struct alignas(64) Connection final : Timer {
    enum class State : std::uint8_t {
        Closed,      ///< no socket
        Resting,     ///< no socket; waits a moment after a failed attempt to connect
        Connecting,  ///< TCP under way
        Tunnelling,  ///< the proxy is asked for a way to the target
        Handshaking, ///< TLS under way
        Open,        ///< takes requests
    };

    State state = State::Closed;
    bool isKept = false;    ///< has answered a request before
    bool isEnding = false;  ///< takes no more: the server has closed its side, though bytes
                            ///< may be left to read, or a redirect leads elsewhere
    bool hasUnsent = false; ///< the kernel has not taken all of the output yet
    bool isResumed = false; ///< its Worker reads more in the next turn
    std::uint8_t failedAttempts = 0;     ///< to connect, in a row
    std::uint32_t inFlight = 0;          ///< of the calls
    std::span<Call> calls;               ///< at least one
    std::unique_ptr<Http2Session> http2; ///< null: HTTP/1.1 is spoken
    Transport transport;
    Http1Session http1;
    Nanoseconds attemptBegan{0};            ///< to connect; then the TLS handshake
    std::unique_ptr<ProxyHandshake> tunnel; ///< while Tunnelling
    std::unique_ptr<Origin> away;   ///< where a redirect leads; null: to the plan's own server
    std::unique_ptr<CookieJar> jar; ///< of its user, who outlives a socket; null: there is none yet

    /// What is spoken on the connection that stands, or stood last.
    [[nodiscard]] Session& session() {
        return http2 == nullptr ? static_cast<Session&>(http1) : *http2;
    }

    /// Calls `use` with session() as the class that it is, so that calls on the hot path are
    /// direct.
    template <typename Use>
    decltype(auto) withSession(Use use) {
        return http2 == nullptr ? use(http1) : use(*http2);
    }

    [[nodiscard]] bool isReusable() const {
        return http2 == nullptr ? http1.isReusable() : http2->isReusable();
    }

    [[nodiscard]] bool isTrying() const {
        return state == State::Connecting || state == State::Tunnelling ||
               state == State::Handshaking;
    }

    [[nodiscard]] bool isOpen() const { return state == State::Open; }
};

/// `code` as the field of FailureKind that `group` says.
template <typename Code>
[[nodiscard]] FailureKind failureOf(FailureClass group, Code code) {
    return {group, static_cast<std::uint16_t>(code)};
}

/// Why an IoResult that Failed did.
[[nodiscard]] inline FailureKind failureOf(const IoResult& broken) {
    if (broken.fault != TlsFault::None)
        return failureOf(FailureClass::Tls, broken.fault);
    return failureOf(FailureClass::Reset, broken.error);
}

} // namespace squall
