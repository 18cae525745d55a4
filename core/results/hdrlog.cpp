#include "core/results/hdrlog.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <limits>
#include <numbers>
#include <optional>
#include <utility>

#define ZLIB_CONST
#include <zlib.h>

#include <QByteArray>
#include <QDateTime>

namespace squall {

namespace {

constexpr std::uint32_t encodingCookie = 0x1c849303;
constexpr std::uint32_t compressedCookie = 0x1c849304;
constexpr std::uint32_t wordSizeBits = 0xf0; // of a cookie; V2 writes 0x10 and reads any
constexpr std::uint32_t significantDigits = 2;
constexpr std::size_t headerSize = 40;
constexpr std::size_t maxPlainSize = std::size_t{8} << 20;
constexpr double nanosecondsPerMillisecond = 1e6;

std::unexpected<Error> malformed(const char* what) {
    return fail(ErrorCode::FileFailed, std::string("not a V2 histogram: ") + what);
}

template <std::unsigned_integral T>
void appendBigEndian(std::string& out, T value) {
    for (int shift = static_cast<int>(sizeof(T)) * 8 - 8; shift >= 0; shift -= 8)
        out += static_cast<char>(value >> shift);
}

/// ZigZag, then seven bits a byte with the lowest first; a ninth byte has eight.
void appendNumber(std::string& out, std::int64_t value) {
    auto rest = (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
    for (int bytes = 1; rest >= 0x80 && bytes < 9; ++bytes) {
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

/// The whole of a zlib stream, if it ends where `bytes` do and holds no more than maxPlainSize.
std::optional<std::string> inflated(std::string_view bytes) {
    z_stream stream{};
    if (inflateInit(&stream) != Z_OK)
        return std::nullopt;
    stream.next_in = reinterpret_cast<const Bytef*>(bytes.data());
    stream.avail_in = static_cast<uInt>(bytes.size());
    std::string out;
    std::array<char, 16384> piece;
    int state = Z_OK;
    while (state == Z_OK && out.size() <= maxPlainSize) {
        stream.next_out = reinterpret_cast<Bytef*>(piece.data());
        stream.avail_out = static_cast<uInt>(piece.size());
        state = inflate(&stream, Z_NO_FLUSH); // Z_BUF_ERROR once the input runs out
        out.append(piece.data(), piece.size() - stream.avail_out);
    }
    const bool isWhole = state == Z_STREAM_END && stream.avail_in == 0;
    inflateEnd(&stream);
    if (!isWhole || out.size() > maxPlainSize)
        return std::nullopt;
    return out;
}

/// Reads bytes that it never runs past.
class ByteReader final {
public:
    explicit ByteReader(std::string_view bytes)
        : m_rest(bytes) {}

    [[nodiscard]] std::string_view rest() const { return m_rest; }

    /// Zero when too few bytes are left.
    template <std::unsigned_integral T>
    T bigEndian() {
        T value = 0;
        for (std::size_t i = 0; i < sizeof(T); ++i)
            value = static_cast<T>(value << 8 | byte());
        return value;
    }

    /// As appendNumber() wrote it; nothing when it is cut off.
    std::optional<std::int64_t> number() {
        std::uint64_t value = 0;
        for (unsigned i = 0; !m_rest.empty(); ++i) {
            const std::uint64_t next = byte();
            const bool isLast = i == 8 || next < 0x80;
            value |= (isLast ? next : next & 0x7f) << 7 * i;
            if (isLast)
                return static_cast<std::int64_t>(value >> 1 ^ (0 - (value & 1)));
        }
        return std::nullopt;
    }

private:
    std::uint8_t byte() {
        if (m_rest.empty())
            return 0;
        const auto value = static_cast<std::uint8_t>(m_rest.front());
        m_rest.remove_prefix(1);
        return value;
    }

    std::string_view m_rest;
};

int bitsOf(std::uint64_t value) {
    return static_cast<int>(std::bit_width(value));
}

/// Which values the buckets of an encoded histogram hold.
class Layout final {
public:
    static constexpr std::uint32_t maxDigits = 5;
    static constexpr std::uint64_t maxValue = std::numeric_limits<std::int64_t>::max();

    /// `digits` of at most maxDigits, `lowest` from 1, `highest` of at least twice that: nothing
    /// when 63 bits cannot hold such values.
    static std::optional<Layout> of(std::uint32_t digits, std::uint64_t lowest,
                                    std::uint64_t highest) {
        if (digits > maxDigits || lowest == 0 || highest > maxValue || highest / 2 < lowest)
            return std::nullopt;
        Layout layout;
        const auto toTell = static_cast<std::uint64_t>(2 * std::pow(10, digits));
        layout.m_halfBits = std::max(bitsOf(toTell - 1), 1) - 1;
        layout.m_unitBits = bitsOf(lowest) - 1;
        const int firstBits = layout.m_unitBits + layout.m_halfBits + 1;
        if (firstBits > 62)
            return std::nullopt;
        const int doublings = std::max(bitsOf(highest) - firstBits, 0);
        layout.m_size = static_cast<std::uint64_t>(doublings + 2) << layout.m_halfBits;
        return layout;
    }

    [[nodiscard]] std::uint64_t size() const { return m_size; }

    [[nodiscard]] Nanoseconds middleOf(std::uint64_t index) const {
        const std::uint64_t half = std::uint64_t{1} << m_halfBits;
        const std::uint64_t octave = std::max<std::uint64_t>(index >> m_halfBits, 1) - 1;
        const std::uint64_t shift = octave + static_cast<std::uint64_t>(m_unitBits);
        const std::uint64_t within = index < 2 * half ? index : (index & (half - 1)) + half;
        return Nanoseconds((within << shift) + (std::uint64_t{1} << shift) / 2);
    }

private:
    int m_halfBits = 0; ///< of half of the linear buckets in an octave
    int m_unitBits = 0;
    std::uint64_t m_size = 0;
};

Result<Histogram> decodeCounts(ByteReader reader, const Layout& layout) {
    constexpr std::uint64_t maxTotal = std::uint64_t{1} << 52;
    Histogram histogram;
    std::uint64_t index = 0;
    while (!reader.rest().empty()) {
        const auto number = reader.number();
        if (!number)
            return malformed("a count is cut off");
        const bool isRun = *number < 0;
        const std::uint64_t magnitude =
            isRun ? 0 - static_cast<std::uint64_t>(*number) : static_cast<std::uint64_t>(*number);
        if ((isRun ? magnitude : 1) > layout.size() - index)
            return malformed("counts past its last bucket");
        if (isRun) {
            index += magnitude;
            continue;
        }
        if (magnitude > maxTotal - histogram.count())
            return malformed("too many values");
        histogram.record(layout.middleOf(index++), magnitude);
    }
    return histogram;
}

Result<Histogram> decodePlain(std::string_view bytes) {
    if (bytes.size() < headerSize)
        return malformed("too short");
    ByteReader reader(bytes);
    if ((reader.bigEndian<std::uint32_t>() & ~wordSizeBits) != encodingCookie)
        return malformed("another cookie");
    if (reader.bigEndian<std::uint32_t>() != bytes.size() - headerSize)
        return malformed("another length than it says");
    reader.bigEndian<std::uint32_t>(); // normalizing index offset: of the memory, not of the counts
    const auto digits = reader.bigEndian<std::uint32_t>();
    const auto lowest = reader.bigEndian<std::uint64_t>();
    const auto highest = reader.bigEndian<std::uint64_t>();
    if (std::bit_cast<double>(reader.bigEndian<std::uint64_t>()) != 1.0)
        return malformed("its values are scaled");
    const auto layout = Layout::of(digits, lowest, highest);
    if (!layout)
        return malformed("an impossible range of values");
    return decodeCounts(reader, *layout);
}

/// As printf's "%width.decimalsf", with a point in every locale.
std::string fixedText(double value, int decimals, std::size_t width = 0) {
    std::array<char, 64> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value,
                                   std::chars_format::fixed, decimals);
    std::string out(text.data(), end.ptr);
    return out.size() < width ? std::string(width - out.size(), ' ') + out : out;
}

std::string countText(std::uint64_t value, std::size_t width) {
    std::string out = std::to_string(value);
    return out.size() < width ? std::string(width - out.size(), ' ') + out : out;
}

std::string millisecondsText(Nanoseconds value, std::size_t width = 0) {
    return fixedText(static_cast<double>(value.count()) / nanosecondsPerMillisecond, 3, width);
}

std::string secondsText(std::chrono::duration<double> value) {
    return fixedText(value.count(), 3);
}

std::string hlogHeader(std::chrono::system_clock::time_point started) {
    const auto ms =
        std::chrono::duration_cast<std::chrono::milliseconds>(started.time_since_epoch());
    const std::string date =
        QDateTime::fromMSecsSinceEpoch(ms.count(), Qt::UTC).toString(Qt::ISODate).toStdString();
    return "#[Histogram log format version 1.3]\n"
           "#[StartTime: " +
           secondsText(ms) + " (seconds since epoch), " + date +
           "]\n"
           "#[BaseTime: " +
           secondsText(ms) +
           " (seconds since epoch)]\n"
           "\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\","
           "\"Interval_Compressed_Histogram\"\n";
}

/// The highest value that the bucket stands for, within what was recorded.
Nanoseconds highestOf(const Histogram& histogram, std::size_t index) {
    const Nanoseconds highest = Histogram::lowestOf(index + 1) - Nanoseconds{1};
    return index == histogram.lastUsed() ? histogram.max() : highest;
}

/// Five ticks on the way to 50 %, five more to 75 %, and so on.
double tickAfter(double percent) {
    constexpr double ticksPerHalfDistance = 5;
    const double halfDistances =
        std::floor(std::log(100 / (100 - percent)) / std::numbers::ln2) + 1;
    return percent + 100 / (ticksPerHalfDistance * std::exp2(halfDistances));
}

std::string hgrmRow(Nanoseconds value, double percent, std::uint64_t count) {
    const double share = percent / 100;
    const std::string row =
        millisecondsText(value, 12) + " " + fixedText(share, 12, 2) + " " + countText(count, 10);
    return share < 1 ? row + " " + fixedText(1 / (1 - share), 2, 14) + "\n" : row + "\n";
}

std::string hgrmFooter(const Histogram& histogram) {
    constexpr std::size_t subBuckets = 256;
    constexpr std::size_t buckets = 2 * Histogram::bucketCount / subBuckets - 1;
    return "#[Mean    = " + millisecondsText(histogram.mean(), 12) +
           ", StdDeviation   = " + millisecondsText(histogram.standardDeviation(), 12) +
           "]\n#[Max     = " + millisecondsText(histogram.max(), 12) +
           ", Total count    = " + countText(histogram.count(), 12) +
           "]\n#[Buckets = " + countText(buckets, 12) +
           ", SubBuckets     = " + countText(subBuckets, 12) + "]\n";
}

} // namespace

std::string encodeHistogram(const Histogram& histogram) {
    constexpr std::uint32_t wordSize = 0x10;
    const std::string payload = payloadOf(histogram);
    const Nanoseconds highest = Histogram::lowestOf(Histogram::bucketCount) - Nanoseconds{1};
    std::string plain;
    appendBigEndian(plain, encodingCookie | wordSize);
    appendBigEndian(plain, static_cast<std::uint32_t>(payload.size()));
    appendBigEndian(plain, std::uint32_t{0}); // normalizing index offset
    appendBigEndian(plain, significantDigits);
    appendBigEndian(plain, static_cast<std::uint64_t>(Histogram::unit.count()));
    appendBigEndian(plain, static_cast<std::uint64_t>(highest.count()));
    appendBigEndian(plain, std::bit_cast<std::uint64_t>(1.0)); // values are not scaled
    plain += payload;

    const std::string compressed = deflated(plain);
    std::string out;
    appendBigEndian(out, compressedCookie | wordSize);
    appendBigEndian(out, static_cast<std::uint32_t>(compressed.size()));
    out += compressed;
    return QByteArray::fromStdString(out).toBase64().toStdString();
}

Result<Histogram> decodeHistogram(std::string_view base64) {
    if (base64.size() > 2 * maxPlainSize)
        return malformed("too long");
    const QByteArray text(base64.data(), static_cast<qsizetype>(base64.size()));
    const auto decoded =
        QByteArray::fromBase64Encoding(text, QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded)
        return malformed("no base64");
    const std::string bytes = decoded.decoded.toStdString();
    ByteReader reader(bytes);
    if ((reader.bigEndian<std::uint32_t>() & ~wordSizeBits) != compressedCookie)
        return decodePlain(bytes);
    const auto size = reader.bigEndian<std::uint32_t>();
    if (size != reader.rest().size())
        return malformed("another length than it says");
    const auto plain = inflated(reader.rest());
    return plain ? decodePlain(*plain) : malformed("does not decompress");
}

std::string hlogText(std::chrono::system_clock::time_point started,
                     std::span<const HlogInterval> intervals) {
    std::string text = hlogHeader(started);
    Histogram values;
    for (const HlogInterval& interval : intervals) {
        values.clear();
        interval.values.mergeInto(values);
        if (!interval.tag.empty())
            text += "Tag=" + interval.tag + ",";
        text += secondsText(interval.start) + "," + secondsText(interval.length) + "," +
                millisecondsText(values.max()) + "," + encodeHistogram(values) + "\n";
    }
    return text;
}

std::string hgrmText(const Histogram& histogram) {
    std::string text = "       Value     Percentile TotalCount 1/(1-Percentile)\n\n";
    double tick = 0;
    std::uint64_t seen = 0;
    for (std::size_t i = histogram.firstUsed(); i <= histogram.lastUsed(); ++i) {
        if (histogram.countAt(i) == 0)
            continue;
        seen += histogram.countAt(i);
        const double percent =
            100 * static_cast<double>(seen) / static_cast<double>(histogram.count());
        // The last bucket reaches every tick there is; only its first one tells something.
        while (percent >= tick && tick < 100) {
            text += hgrmRow(highestOf(histogram, i), tick, seen);
            if (seen == histogram.count())
                break;
            tick = tickAfter(tick);
        }
    }
    if (histogram.count() > 0)
        text += hgrmRow(histogram.max(), 100, histogram.count());
    return text + hgrmFooter(histogram);
}

} // namespace squall
