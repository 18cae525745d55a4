#include "core/http/parsefault.h"

namespace squall {

std::string_view describe(ParseFault fault) {
    switch (fault) {
    case ParseFault::None:
        return "no fault";
    case ParseFault::BadStatusLine:
        return "the first line is not an HTTP/1.x status line";
    case ParseFault::BadHeaderLine:
        return "malformed header line";
    case ParseFault::BareLineEnd:
        return "a line ends in CR or LF alone";
    case ParseFault::ForbiddenByte:
        return "NUL byte in the head";
    case ParseFault::HeadTooLarge:
        return "head of more than 64 KiB";
    case ParseFault::TooManyFields:
        return "more than 256 header fields";
    case ParseFault::BadContentLength:
        return "Content-Length is not a number";
    case ParseFault::SeveralContentLengths:
        return "more than one Content-Length";
    case ParseFault::LengthAndChunked:
        return "both Content-Length and Transfer-Encoding";
    case ParseFault::BadTransferEncoding:
        return "Transfer-Encoding that cannot be framed";
    case ParseFault::BadChunk:
        return "malformed chunk";
    case ParseFault::TrailersTooLarge:
        return "trailers of more than 64 KiB";
    case ParseFault::UnexpectedUpgrade:
        return "101 Switching Protocols without being asked";
    case ParseFault::TooManyInterim:
        return "more than 32 interim (1xx) responses";
    case ParseFault::ExtraBytes:
        return "bytes after the end of the response";
    }
    return "not HTTP";
}

} // namespace squall
