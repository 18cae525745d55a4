#include <string>

#include <zlib.h>

#include "core/results/resultreader.h"
#include "core/results/runbundle.h"
#include "tests/fuzz/pieces.h"

using namespace squall;
using namespace squall::fuzz;

namespace {

void read(std::string_view bytes) {
    const auto result = resultOfBundle(bytes);
    if (!result) {
        require(result.error().code == ErrorCode::FileFailed && !result.error().detail.empty(),
                "refused without a reason");
        return;
    }
    require(isRunBundle(bytes), "read, though it is no bundle");
    if (const auto parsed = parseResult(*result))
        require(resultOfBundle(runBundle(*parsed)).has_value(), "its own bundle is refused");
}

std::string gzipped(std::string_view plain) {
    constexpr int withFrame = 15 + 16;
    z_stream stream{};
    deflateInit2(&stream, 1, Z_DEFLATED, withFrame, 8, Z_DEFAULT_STRATEGY);
    std::string packed(deflateBound(&stream, plain.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
    stream.avail_in = static_cast<uInt>(plain.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    deflate(&stream, Z_FINISH);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    return packed;
}

} // namespace

// Once as the file, and once as what is packed in it, to get past gzip.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input = textOf(data, size);
    read(input);
    read(gzipped(input));
    return 0;
}
