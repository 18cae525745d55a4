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
    case ParseFault::Http2Violation:
        return "what came is not HTTP/2 or breaks its rules";
    case ParseFault::Http2Compression:
        return "a header block of HTTP/2 that cannot be decompressed";
    case ParseFault::Http2FlowControl:
        return "more data than the flow control of HTTP/2 allows";
    case ParseFault::Http2Flood:
        return "a flood of HTTP/2 frames that ask for an answer";
    case ParseFault::Http2Malformed:
        return "a malformed HTTP/2 response";
    case ParseFault::BodyTooLong:
        return "the body is longer than its bound";
    }
    return "not HTTP";
}

} // namespace squall
