#include "core/results/report.h"

#include <algorithm>
#include <vector>

#include "core/results/csvreport.h"
#include "core/results/hdrlog.h"
#include "core/results/htmlreport.h"
#include "core/results/junitreport.h"
#include "core/results/promreport.h"
#include "core/results/resultjson.h"
#include "core/results/runbundle.h"
#include "core/results/textreport.h"
#include "core/run/privatefile.h"

namespace squall {

namespace {

/// One line per second of the run.
std::string hlogReport(const RunResult& result) {
    std::vector<HlogInterval> intervals;
    Nanoseconds start{0};
    for (const SeriesPoint& point : result.series) {
        intervals.push_back({start, point.end - start, responseOf(point), {}});
        start = point.end;
    }
    return hlogText(result.started, intervals);
}

} // namespace

std::optional<ReportFormat> reportFormatOf(std::string_view path) {
    const auto* const form = std::ranges::find_if(
        reportForms, [path](const ReportForm& f) { return path.ends_with(f.ending); });
    return form == reportForms.end() ? std::nullopt : std::optional(form->format);
}

std::string report(const RunResult& result, ReportFormat format) {
    switch (format) {
    case ReportFormat::Text:
        break;
    case ReportFormat::Json:
        return resultJson(result);
    case ReportFormat::Csv:
        return csvReport(result);
    case ReportFormat::Html:
        return htmlReport(result);
    case ReportFormat::JUnit:
        return junitReport(result);
    case ReportFormat::Prometheus:
        return promReport(result);
    case ReportFormat::Hgrm:
        return hgrmText(result.response());
    case ReportFormat::Hlog:
        return hlogReport(result);
    case ReportFormat::Bundle:
        return runBundle(result);
    }
    return textReport(result);
}

Result<> writeReport(const RunResult& result, const std::string& path) {
    const auto format = reportFormatOf(path);
    if (!format)
        return fail(ErrorCode::FileFailed, "\"" + path + "\" does not end as a report does");
    auto file = PrivateFile::open(path);
    return file ? file->write(report(result, *format)) : std::unexpected(file.error());
}

} // namespace squall
