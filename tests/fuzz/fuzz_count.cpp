#include <string>

#include "core/base/quantity.h"
#include "tests/fuzz/pieces.h"

using namespace squall;
using namespace squall::fuzz;

// What is accepted is read back as the same from the text that shows it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input = textOf(data, size);
    if (const auto count = parseCount(input)) {
        const auto again = parseCount(std::to_string(*count));
        require(again && *again == *count, "a count is read back as another");
    }
    if (const auto duration = parseDuration(input)) {
        require(*duration >= Nanoseconds{0}, "a negative duration");
        const auto again = parseDuration(durationText(*duration));
        require(again && *again == *duration, "a duration is read back as another");
    }
    if (const auto size = parseSize(input)) {
        const auto again = parseSize(sizeText(*size));
        require(again && *again == *size, "a size is read back as another");
    }
    return 0;
}
