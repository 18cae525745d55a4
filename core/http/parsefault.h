#pragma once

#include <cstdint>
#include <string_view>

namespace squall {

/// Why bytes are not an HTTP response. Kept small: it travels in a FailureKind.
enum class ParseFault : std::uint16_t {
    None,
    BadStatusLine,
    BadHeaderLine,
    BareLineEnd,
    ForbiddenByte,
    HeadTooLarge,
    TooManyFields,
    BadContentLength,
    SeveralContentLengths,
    LengthAndChunked,
    BadTransferEncoding,
    BadChunk,
    TrailersTooLarge,
    UnexpectedUpgrade,
    TooManyInterim,
    ExtraBytes,
    Http2Violation,
    Http2Compression,
    Http2FlowControl,
    Http2Flood,
    Http2Malformed,
    BodyTooLong, ///< past the bound of the one who asked
};

/// One line of plain English.
[[nodiscard]] std::string_view describe(ParseFault fault);

} // namespace squall
