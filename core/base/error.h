#pragma once

#include <expected>
#include <string>
#include <utility>

namespace squall {

/// What went wrong, for a switch. Failures are values; the engine never throws.
enum class ErrorCode {
    BadUrl,        ///< the address cannot be used; detail says which rule it breaks
    BadPlan,       ///< a field of the plan cannot be used
    ResolveFailed, ///< the host name has no address
    ConnectFailed, ///< no connection to any address of the host
    Timeout,       ///< no answer in the time allowed
    TlsFailed,     ///< the handshake failed or the certificate was refused
    PublicTarget, ///< the host is on the public internet, and nobody has said that it may be loaded
    TooFewDescriptors, ///< the plan needs more file descriptors than the process may open
    ProtocolViolation, ///< the peer sent something that is not the protocol
    FileFailed,        ///< a file could not be read or written
    SystemFailed,      ///< the operating system refused a call
};

struct Error {
    ErrorCode code;
    std::string detail; ///< for a log or a tooltip; never parsed

    bool operator==(const Error&) const = default;
};

template <typename T = void>
using Result = std::expected<T, Error>;

/// `return fail(ErrorCode::BadUrl, "no host");` in any function that returns a Result.
[[nodiscard]] inline std::unexpected<Error> fail(ErrorCode code, std::string detail = {}) {
    return std::unexpected(Error{code, std::move(detail)});
}

} // namespace squall
