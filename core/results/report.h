#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/run/runresult.h"

namespace squall {

/// Forms in which a result can be read by others.
enum class ReportFormat { Text, Json, Csv, Html, JUnit, Prometheus, Hgrm, Hlog, Bundle };

struct ReportForm {
    ReportFormat format;
    std::string_view name;   ///< as --format has it
    std::string_view ending; ///< of files, with the dot
};

/// Every form, each once.
inline constexpr std::array<ReportForm, 9> reportForms = {
    {{ReportFormat::Text, "text", ".txt"},
     {ReportFormat::Json, "json", ".json"},
     {ReportFormat::Csv, "csv", ".csv"},
     {ReportFormat::Html, "html", ".html"},
     {ReportFormat::JUnit, "junit", ".xml"},
     {ReportFormat::Prometheus, "prometheus", ".prom"},
     {ReportFormat::Hgrm, "hgrm", ".hgrm"},
     {ReportFormat::Hlog, "hlog", ".hlog"},
     {ReportFormat::Bundle, "bundle", ".squall"}}};

/// By the ending of a file's name.
[[nodiscard]] std::optional<ReportFormat> reportFormatOf(std::string_view path);

/// The whole report, ending in a line break. Everything that a server wrote is escaped as the form
/// asks for; secrets of the plan appear as "***". Any thread.
[[nodiscard]] std::string report(const RunResult& result, ReportFormat format);

/// Writes a report in the form of the file's ending, see PrivateFile.
[[nodiscard]] Result<> writeReport(const RunResult& result, const std::string& path);

} // namespace squall
