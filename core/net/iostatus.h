#pragma once

#include <cstddef>
#include <cstdint>

#include "core/base/tlsfault.h"

namespace squall {

enum class IoStatus : std::uint8_t {
    Done,       ///< `bytes` were moved
    WouldBlock, ///< nothing now; an event will tell
    Closed,     ///< the peer has closed its side, in good order
    Failed,     ///< the connection is broken: `fault`, or else the errno in `error`
};

struct IoResult {
    IoStatus status = IoStatus::Done;
    TlsFault fault = TlsFault::None;
    bool mayHaveMore = false; ///< of a read: the socket may not be drained yet
    int error = 0;
    std::size_t bytes = 0;
};

} // namespace squall
