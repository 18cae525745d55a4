#pragma once

#include <string>
#include <string_view>

#include <zlib.h>

namespace squall::test {

constexpr int gzipFrame = 15 + 16; ///< windowBits of deflateInit2(), as are these
constexpr int zlibFrame = 15;
constexpr int noFrame = -15;

/// `plain`, deflated.
inline std::string packed(std::string_view plain, int windowBits) {
    z_stream stream{};
    if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return {};
    std::string out(deflateBound(&stream, plain.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
    stream.avail_in = static_cast<uInt>(plain.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

} // namespace squall::test
