#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/http/url.h"

namespace squall {

struct HeaderField {
    std::string name;
    std::string value;

    bool operator==(const HeaderField&) const = default;
};

/// One request, made once before the run and sent unchanged every time.
struct Request {
    std::string bytes;               ///< HTTP/1.1: the head, and the body unless that stands apart
    std::size_t bodySize = 0;        ///< of `bytes`, the last ones
    std::string_view apart;          ///< a body that somebody else keeps, for longer than this
    std::vector<HeaderField> fields; ///< HTTP/2: the head (RFC 9113, 8.3), names in lower case
    bool isHead = false;             ///< its answer has no body
    bool expectsContinue = false;    ///< HTTP/1.1: the body, which stands apart, waits for a 100
    /// May be sent again when a kept connection closes (RFC 9110, 9.2.2).
    bool isIdempotent = false;

    [[nodiscard]] std::string_view body() const {
        return apart.empty() ? std::string_view(bytes).substr(bytes.size() - bodySize) : apart;
    }

    /// Of head and body in HTTP/1.1.
    [[nodiscard]] std::size_t size() const { return bytes.size() + apart.size(); }
};

/// How a request is written, beside what it asks for.
struct RequestForm {
    bool keepAlive = true;
    bool expectsContinue = false; ///< where there is a body (RFC 9110, 10.1.1)
    /// HTTP/1.1: asks a proxy for the whole address (RFC 9112, 3.2.2).
    bool isAbsolute = false;
    std::string proxyUser; ///< "user:password" for that proxy; empty: none
};

/// A token as RFC 9110, 5.6.2 has it: what a method or a field name may consist of.
[[nodiscard]] bool isToken(std::string_view text);
/// Without CR, LF and NUL, so that a value cannot become a second header or request.
[[nodiscard]] bool isSafeFieldValue(std::string_view text);

/// "Name: value", with or without blanks after the colon; the name may still be wrong. A text
/// without a name is ErrorCode::BadPlan.
[[nodiscard]] Result<HeaderField> parseHeader(std::string_view line);

/// What follows "Basic " in an Authorization field (RFC 7617); a user alone has an empty password.
[[nodiscard]] std::string basicCredentials(const std::string& userInfo);

/// Bodies up to this size are copied into Request::bytes, to leave with the head.
inline constexpr std::size_t largestCopiedBody = std::size_t{64} * 1024;

/// Host, User-Agent, Authorization (from the address) and Content-Length are added unless `fields`
/// has them; Content-Length and Transfer-Encoding may not be among them, since a wrong one would
/// break the framing of every request. A larger `body`, and one that waits for a 100, stands apart:
/// it outlives the request. Errors: ErrorCode::BadPlan with a sentence.
[[nodiscard]] Result<Request> makeRequest(const Url& url, std::string_view method,
                                          const std::vector<HeaderField>& fields,
                                          std::string_view body, const RequestForm& form = {});

} // namespace squall
