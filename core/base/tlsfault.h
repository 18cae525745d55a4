#pragma once

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
    Flood,
};

/// One line of plain English.
[[nodiscard]] std::string_view describe(TlsFault fault);

} // namespace squall
