#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace squall {

/// Why a TLS connection cannot be used. Kept small: it travels in a FailureKind.
enum class TlsFault : std::uint16_t {
    None,
    Expired,
    NotYetValid,
    WrongHost,
    SelfSigned,
    UnknownAuthority,
    BadCertificate,
    NotTls,
    ProtocolVersion,
    HandshakeRefused,
    ClosedInHandshake,
    NoCommonProtocol,
    NoCloseNotify,
    BadRecord,
};

/// One line of plain English.
[[nodiscard]] std::string_view describe(TlsFault fault);

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
