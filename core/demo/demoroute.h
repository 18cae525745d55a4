#pragma once

#include <cstdint>
#include <string_view>

#include "core/base/clock.h"

namespace squall {

/// What a path of the demo target asks for; the paths are listed at DemoTarget. A value.
struct DemoRoute {
    enum class Body : std::uint8_t {
        None,
        Text,   ///< a line that goes with the status
        Echo,   ///< what the request carried
        Filler, ///< `fillerBytes` of no meaning
    };

    int status = 404;
    Body body = Body::Text;
    std::uint64_t fillerBytes = 0;
    Nanoseconds delay{0};             ///< before the answer
    std::uint32_t failMillionths = 0; ///< of all requests to this path: they get 503

    bool operator==(const DemoRoute&) const = default;
};

/// `target` as a request line has it, in origin-form or absolute-form (RFC 9112, 3.2). A query is
/// ignored; what is no known path is a 404.
[[nodiscard]] DemoRoute routeOf(std::string_view target);

} // namespace squall
