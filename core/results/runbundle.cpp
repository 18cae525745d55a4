#include "core/results/runbundle.h"

#include <array>
#include <optional>

#define ZLIB_CONST
#include <zlib.h>

#include <nlohmann/json.hpp>

#include "core/plan/boundedjson.h"
#include "core/results/resultjson.h"
#include "core/results/textreport.h"

namespace squall {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view bundleSchema = "squall.bundle/1";
constexpr std::string_view gzipMagic = "\x1f\x8b";
constexpr int gzipWindow = 15 + 16; // of zlib: its largest, with the frame of gzip

/// Feeds `bytes` through deflate() or inflate(); nothing when that fails or makes too much.
template <typename Step>
std::optional<std::string> pumped(z_stream& stream, std::string_view bytes, Step step) {
    stream.next_in = reinterpret_cast<const Bytef*>(bytes.data());
    stream.avail_in = static_cast<uInt>(bytes.size());
    std::string out;
    std::array<char, 65536> piece;
    int state = Z_OK;
    while (state == Z_OK && out.size() <= longestResult) {
        stream.next_out = reinterpret_cast<Bytef*>(piece.data());
        stream.avail_out = static_cast<uInt>(piece.size());
        state = step(&stream);
        out.append(piece.data(), piece.size() - stream.avail_out);
    }
    if (state != Z_STREAM_END || stream.avail_in > 0)
        return std::nullopt;
    return out;
}

std::string gzipped(std::string_view plain) {
    z_stream stream{};
    if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzipWindow, 8,
                     Z_DEFAULT_STRATEGY) != Z_OK)
        return {};
    const auto out = pumped(stream, plain, [](z_stream* s) { return deflate(s, Z_FINISH); });
    deflateEnd(&stream);
    return out.value_or(std::string());
}

std::optional<std::string> gunzipped(std::string_view bytes) {
    z_stream stream{};
    if (inflateInit2(&stream, gzipWindow) != Z_OK)
        return std::nullopt;
    auto out = pumped(stream, bytes, [](z_stream* s) { return inflate(s, Z_NO_FLUSH); });
    inflateEnd(&stream);
    return out;
}

} // namespace

std::string runBundle(const RunResult& result) {
    Json json;
    json["schema"] = bundleSchema;
    json["result"] = Json::parse(resultJson(result));
    json["report"] = textReport(result);
    return gzipped(json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n");
}

bool isRunBundle(std::string_view bytes) {
    return bytes.starts_with(gzipMagic);
}

Result<std::string> resultOfBundle(std::string_view bytes) {
    const auto plain = gunzipped(bytes);
    const auto json = boundedJson<nlohmann::json>(plain.value_or(std::string()), mostInResult);
    const bool isBundle = json.is_object() && json.contains("result") && json.contains("schema") &&
                          json["schema"] == std::string(bundleSchema);
    if (!isBundle)
        return fail(ErrorCode::FileFailed, "not a run bundle of Squall, or a damaged one");
    return json["result"].dump();
}

} // namespace squall
