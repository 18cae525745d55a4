#include <string>

#include <QByteArray>

#include "core/results/hdrlog.h"
#include "tests/fuzz/pieces.h"

using namespace squall;
using namespace squall::fuzz;

namespace {

void roundTrip(const Histogram& histogram) {
    const auto again = decodeHistogram(encodeHistogram(histogram));
    require(again.has_value(), "its own encoding is refused");
    require(again->count() == histogram.count(), "values are lost on the way");
    for (std::size_t i = 0; i < Histogram::bucketCount; ++i)
        require(again->countAt(i) == histogram.countAt(i), "a bucket changes on the way");
}

void check(std::string_view base64) {
    const auto histogram = decodeHistogram(base64);
    if (!histogram) {
        require(histogram.error().code == ErrorCode::FileFailed, "refused as something else");
        return;
    }
    const Nanoseconds median = histogram->percentile(50);
    require(histogram->min() <= median && median <= histogram->max(), "the median is outside");
    require(histogram->percentile(100) <= histogram->max(), "a percentile is above the maximum");
    roundTrip(*histogram);
}

} // namespace

// Once as the text that a file would hold, and once as the bytes behind it, to get past base64.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input = textOf(data, size);
    check(input);
    const QByteArray bytes(input.data(), static_cast<qsizetype>(input.size()));
    check(bytes.toBase64().toStdString());
    return 0;
}
