#include "core/results/hdrlog.h"

#include <bit>
#include <concepts>
#include <cstdint>

#include <zlib.h>

#include <QByteArray>

namespace squall {

namespace {

constexpr std::uint32_t encodingCookie = 0x1c849313;
constexpr std::uint32_t compressedCookie = 0x1c849314;
constexpr std::uint32_t significantDigits = 2;

template <std::unsigned_integral T>
void appendBigEndian(std::string& out, T value) {
    for (int shift = static_cast<int>(sizeof(T)) * 8 - 8; shift >= 0; shift -= 8)
        out += static_cast<char>(value >> shift);
}

/// ZigZag, then seven bits a byte with the lowest first.
void appendNumber(std::string& out, std::int64_t value) {
    auto rest = (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
    while (rest >= 0x80) {
        out += static_cast<char>(rest | 0x80);
        rest >>= 7;
    }
    out += static_cast<char>(rest);
}

/// Counts from the first bucket to the last used one; a negative number is a run of empty ones.
std::string payloadOf(const Histogram& histogram) {
    std::string payload;
    std::int64_t emptyRun = 0;
    for (std::size_t i = 0; histogram.count() > 0 && i <= histogram.lastUsed(); ++i) {
        const std::uint64_t count = histogram.countAt(i);
        if (count == 0) {
            ++emptyRun;
            continue;
        }
        if (emptyRun > 0)
            appendNumber(payload, -std::exchange(emptyRun, 0));
        appendNumber(payload, static_cast<std::int64_t>(count));
    }
    return payload;
}

std::string deflated(const std::string& bytes) {
    uLongf size = compressBound(static_cast<uLong>(bytes.size()));
    std::string out(size, '\0');
    compress(reinterpret_cast<Bytef*>(out.data()), &size,
             reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uLong>(bytes.size()));
    out.resize(size);
    return out;
}

} // namespace

std::string encodeHistogram(const Histogram& histogram) {
    const std::string payload = payloadOf(histogram);
    const Nanoseconds highest = Histogram::lowestOf(Histogram::bucketCount) - Nanoseconds{1};
    std::string plain;
    appendBigEndian(plain, encodingCookie);
    appendBigEndian(plain, static_cast<std::uint32_t>(payload.size()));
    appendBigEndian(plain, std::uint32_t{0}); // normalizing index offset
    appendBigEndian(plain, significantDigits);
    appendBigEndian(plain, static_cast<std::uint64_t>(Histogram::unit.count()));
    appendBigEndian(plain, static_cast<std::uint64_t>(highest.count()));
    appendBigEndian(plain, std::bit_cast<std::uint64_t>(1.0)); // values are not scaled
    plain += payload;

    const std::string compressed = deflated(plain);
    std::string out;
    appendBigEndian(out, compressedCookie);
    appendBigEndian(out, static_cast<std::uint32_t>(compressed.size()));
    out += compressed;
    return QByteArray::fromStdString(out).toBase64().toStdString();
}

} // namespace squall
