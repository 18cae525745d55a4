#pragma once

#include <chrono>
#include <span>
#include <string>
#include <string_view>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/stats/histogram.h"
#include "core/stats/sparsehistogram.h"

namespace squall {

// Histograms as the tools around HdrHistogram (https://github.com/HdrHistogram/HdrHistogram) write
// and read them. Values are nanoseconds; where a text shows a value, it is in milliseconds. The
// same in every locale. Any thread.

/// The histogram in HdrHistogram's V2 compressed encoding, as base64 ("HISTFAAA…"): two significant
/// digits, 16 ns as the lowest discernible value. Readable by the HdrHistogram of any language
/// (AbstractHistogram.encodeIntoCompressedByteBuffer). Buckets only: the exact extremes and the
/// number of overflowed values are not in it.
[[nodiscard]] std::string encodeHistogram(const Histogram& histogram);

/// Reads what encodeHistogram() wrote, or any other V2 encoding of whole numbers, compressed or
/// not, taken as nanoseconds. Each bucket's values are recorded at its middle, so buckets of the
/// same layout come back as they were (Histogram::restoreExtremes() for the rest), and others
/// within the error of both layouts. Safe with any input: nothing past 8 MiB is decompressed;
/// ErrorCode::FileFailed says what is wrong.
[[nodiscard]] Result<Histogram> decodeHistogram(std::string_view base64);

/// One line of an .hlog file.
struct HlogInterval {
    Nanoseconds start{0}; ///< from the start of the run
    Nanoseconds length{0};
    SparseHistogram values;
    std::string
        tag; ///< groups the lines; empty: none, as most tools expect. No comma or white space
};

/// An .hlog file, log format 1.3 (HistogramLogWriter): what HistogramLogProcessor,
/// HistogramLogAnalyzer and hdr-plot read.
[[nodiscard]] std::string hlogText(std::chrono::system_clock::time_point started,
                                   std::span<const HlogInterval> intervals);

/// An .hgrm file: the percentile distribution with five ticks to each half distance to 100 %
/// (AbstractHistogram.outputPercentileDistribution), as HdrHistogram's plotFiles.html draws it. No
/// value is above the exact maximum.
[[nodiscard]] std::string hgrmText(const Histogram& histogram);

} // namespace squall
