#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/http/url.h"

namespace squall {

/// Why a redirect is not followed. Kept small: it travels in a FailureKind.
enum class RedirectFault : std::uint16_t {
    TooMany,
    NoLocation,
    BadLocation,
    UnknownHost, ///< names of other hosts are not looked up while a run goes on
    PublicHost,
};

/// One line of plain English.
[[nodiscard]] std::string_view describe(RedirectFault fault);

/// Whether a status sends the client elsewhere by itself: 301, 302, 303, 307 and 308 (RFC 9110,
/// 15.4).
[[nodiscard]] constexpr bool isRedirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/// The value of the first Location field of an answer, of which `answer` is the beginning, interim
/// ones included. Nothing when the head has none or is not whole.
[[nodiscard]] std::optional<std::string> locationIn(std::string_view answer);

/// The address that `reference` stands for in an answer from `base` (RFC 3986, 5.2), without its
/// user-info and fragment. ErrorCode::BadUrl when it is not one of http or https.
[[nodiscard]] Result<Url> resolveReference(const Url& base, std::string_view reference);

/// The same scheme, host and port.
[[nodiscard]] bool isSameOrigin(const Url& a, const Url& b);

/// The method with which a redirect is followed, as browsers do: 303 turns all but HEAD into GET,
/// 301 and 302 do that with POST.
[[nodiscard]] std::string methodAfter(int status, const std::string& method);

} // namespace squall
