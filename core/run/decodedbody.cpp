#include "core/run/decodedbody.h"

#include <algorithm>
#include <array>

#include <zlib.h>

#include "core/http/chunkedbody.h"
#include "core/plan/secrets.h"

namespace squall {

namespace {

/// The value of a field in lower case; empty when there is none.
std::string fieldValue(std::string_view head, const std::string& name) {
    const std::string lower = lowerCase(head);
    const std::size_t at = lower.find('\n' + name + ':');
    if (at == std::string::npos)
        return {};
    const std::size_t begin = at + name.size() + 2;
    return lower.substr(begin, lower.find('\n', begin) - begin);
}

DecodedBody withoutChunks(std::string_view body) {
    DecodedBody decoded;
    ChunkedBody chunks;
    for (const char& byte : body) {
        const std::uint64_t before = chunks.dataBytes();
        if (chunks.feed({&byte, 1}) == 0)
            break;
        if (chunks.dataBytes() > before)
            decoded.bytes += byte;
    }
    decoded.isWhole = chunks.isDone();
    return decoded;
}

/// zlib's own framing of a stream.
enum class Framing { GzipOrZlib, Raw };

DecodedBody inflated(std::string_view packed, Framing framing, std::size_t most) {
    constexpr int widest = 15;
    constexpr int detect = 32;
    z_stream stream{};
    if (inflateInit2(&stream, framing == Framing::Raw ? -widest : widest + detect) != Z_OK)
        return {.bytes = {}, .isWhole = false};
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    DecodedBody decoded;
    std::array<char, 65536> piece{};
    int outcome = Z_OK;
    while (outcome == Z_OK && decoded.bytes.size() < most) {
        stream.next_out = reinterpret_cast<Bytef*>(piece.data());
        stream.avail_out = static_cast<uInt>(piece.size());
        outcome = inflate(&stream, Z_NO_FLUSH);
        decoded.bytes.append(piece.data(), piece.size() - stream.avail_out);
    }
    inflateEnd(&stream);
    decoded.isWhole = outcome == Z_STREAM_END && decoded.bytes.size() <= most;
    decoded.bytes.resize(std::min(decoded.bytes.size(), most));
    return decoded;
}

} // namespace

DecodedBody decodeBody(std::string_view head, std::string_view body, std::size_t most) {
    DecodedBody decoded{.bytes = std::string(body), .isWhole = true};
    if (fieldValue(head, "transfer-encoding").find("chunked") != std::string::npos)
        decoded = withoutChunks(body);
    const std::string coding = fieldValue(head, "content-encoding");
    const bool isGzip = coding.find("gzip") != std::string::npos;
    const bool isDeflate = coding.find("deflate") != std::string::npos;
    if ((isGzip || isDeflate) && !decoded.bytes.empty()) {
        const bool wasWhole = decoded.isWhole;
        DecodedBody plain = inflated(decoded.bytes, Framing::GzipOrZlib, most);
        if (isDeflate && plain.bytes.empty()) // some servers leave zlib's frame out
            plain = inflated(decoded.bytes, Framing::Raw, most);
        decoded = std::move(plain);
        decoded.isWhole &= wasWhole;
    }
    if (decoded.bytes.size() > most) {
        decoded.bytes.resize(most);
        decoded.isWhole = false;
    }
    return decoded;
}

} // namespace squall
