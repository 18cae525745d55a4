#pragma once

#include <string>

#include "core/stats/histogram.h"

namespace squall {

/// The histogram in HdrHistogram's V2 compressed encoding, as base64 ("HISTFAAA…"): values in
/// nanoseconds, two significant digits. Readable by the HdrHistogram of any language
/// (https://github.com/HdrHistogram/HdrHistogram,
/// AbstractHistogram.encodeIntoCompressedByteBuffer).
[[nodiscard]] std::string encodeHistogram(const Histogram& histogram);

} // namespace squall
