#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace squall {

/// What the body of an answer says.
struct DecodedBody {
    std::string bytes;
    bool isWhole = true; ///< false: cut at the limit, or broken
};

/// Takes chunk framing (RFC 9112, 7.1) and gzip or deflate (RFC 9110, 8.4.1) off a body that came
/// as `body` under `head`. Never makes more than `most` bytes of it, however well it was packed.
[[nodiscard]] DecodedBody decodeBody(std::string_view head, std::string_view body,
                                     std::size_t most);

} // namespace squall
