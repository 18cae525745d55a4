#pragma once

#include <cstdint>
#include <string>

#include "core/base/clock.h"
#include "core/http/responseparser.h"
#include "core/net/timerwheel.h"
#include "core/net/transport.h"
#include "core/stats/failures.h"

namespace squall {

/// One place in which a request can be in flight: a socket, the answer that is read from it, and
/// when what happened. Moved along by its Worker. About 350 bytes.
struct Connection final : Timer {
    enum class State : std::uint8_t {
        Closed,      ///< no socket
        Resting,     ///< no socket; waits a moment after a failed attempt to connect
        Connecting,  ///< TCP under way
        Handshaking, ///< TLS under way
        Ready,       ///< connected; no request, or one that goes out in this turn of the loop
        Sending,     ///< part of the request has not been taken by the kernel yet
        Answering,   ///< the whole request is out
    };

    State state = State::Closed;
    bool hasRequest = false;         ///< from when one is taken until it is completed
    bool hasWaited = false;          ///< the request was due while no connection was free
    bool isRetry = false;            ///< the request was sent before, on a connection that closed
    bool isKept = false;             ///< has answered a request before
    bool isEnding = false;           ///< the server has closed its side; bytes may be left to read
    std::uint8_t failedAttempts = 0; ///< to connect, in a row
    std::uint32_t sentBytes = 0;     ///< of the request that is in flight
    Nanoseconds attemptBegan{0};     ///< to connect; then the TLS handshake
    Nanoseconds dueAt{0};            ///< closed model: when the request was taken
    Nanoseconds sentAt{0};           ///< 0 until it is sent
    Nanoseconds firstByteAt{0};      ///< 0 while the answer may still come in one piece
    std::string excerpt; ///< the first bytes of an answer that comes in pieces, for examples
    Transport transport;
    ResponseParser parser;

    [[nodiscard]] bool isTrying() const {
        return state == State::Connecting || state == State::Handshaking;
    }

    [[nodiscard]] bool isConnected() const { return state >= State::Ready; }

    [[nodiscard]] bool isInFlight() const { return state >= State::Sending; }
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
