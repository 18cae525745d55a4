#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/error.h"

namespace squall {

/// Where requests go, taken apart (RFC 3986). Nothing in it holds a space or a control character.
struct Url {
    bool isTls = false;
    std::string host; ///< lower case, ASCII (IDN converted), an IPv6 address without brackets
    std::uint16_t port = 80;
    std::string target = "/"; ///< path and query as they go into the request line
    std::string userInfo;     ///< "user:password", percent-decoded; empty when there is none

    /// "host" or "host:port" for the Host field, with brackets around an IPv6 address.
    [[nodiscard]] std::string authority() const;
    /// The address without user and password.
    [[nodiscard]] std::string toString() const;

    bool operator==(const Url&) const = default;
};

/// Reads what a person types: trims blanks, takes http when no scheme is given, converts an
/// international name, drops a fragment. Everything else that is not http or https with a host and
/// a port of 1 to 65535 is refused with ErrorCode::BadUrl and a sentence.
[[nodiscard]] Result<Url> parseUrl(std::string_view text);

} // namespace squall
