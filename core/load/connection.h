#pragma once

#include <cstdint>

#include "core/base/clock.h"
#include "core/http/responseparser.h"
#include "core/net/timerwheel.h"
#include "core/net/transport.h"

namespace squall {

/// One place in which a request can be in flight: a socket, the answer that is read from it, and
/// when what happened. Moved along by its Worker. About 300 bytes.
struct Connection final : Timer {
    enum class State : std::uint8_t {
        Closed,     ///< no socket, no request
        Resting,    ///< has a request; waits a moment after a failed attempt to connect
        Connecting, ///< has a request that goes out as soon as there is a connection
        Ready,      ///< connected; no request, or one that goes out in this turn of the loop
        Sending,    ///< has a request, part of which the kernel has not taken yet
        Answering,  ///< the whole request is out
    };

    State state = State::Closed;
    bool isKept = false;             ///< has answered a request before
    bool isEnding = false;           ///< the server has closed its side; bytes may be left to read
    bool isRetry = false;            ///< the request was sent before, on a connection that closed
    std::uint8_t failedAttempts = 0; ///< to connect, in a row
    std::uint32_t sentBytes = 0;     ///< of the request that is in flight
    Nanoseconds connectBegan{0};
    Nanoseconds sentAt{0};
    Nanoseconds firstByteAt{0}; ///< 0 while the answer may still come in one piece
    Transport transport;
    ResponseParser parser;

    [[nodiscard]] bool isConnected() const { return state >= State::Ready; }

    [[nodiscard]] bool isInFlight() const {
        return state == State::Sending || state == State::Answering;
    }
};

} // namespace squall
