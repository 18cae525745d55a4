#include <string>

#include "core/results/resultreader.h"
#include "core/results/runbundle.h"
#include "tests/fuzz/pieces.h"
#include "tests/support/packed.h"

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

} // namespace

// Once as the file, and once as what is packed in it, to get past gzip.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input = textOf(data, size);
    read(input);
    read(test::packed(input, test::gzipFrame));
    return 0;
}
