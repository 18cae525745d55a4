#pragma once

#include <string>
#include <variant>
#include <vector>

#include "app/comparecommand.h"
#include "app/democommand.h"
#include "app/historycommand.h"
#include "app/pages.h"
#include "core/plan/testplan.h"
#include "core/results/report.h"

namespace squall {

/// `squall [URL]`: the window.
struct WindowCommand {
    std::string url; ///< empty: the built-in demo target, as demo: is
};

enum class ProgressMode {
    Auto, ///< a bar on a terminal, lines elsewhere
    Bar,
    Json, ///< one JSON object a line
    None,
};

struct OutputFile {
    std::string path;
    ReportFormat format = ReportFormat::Text;

    bool operator==(const OutputFile&) const = default;
};

/// `squall run`: the same engine in a terminal.
struct RunCommand {
    TestPlan plan;
    bool usesDemo = false; ///< plan.url is a path of the built-in demo target
    std::string saveTo;    ///< file for the plan; empty: none
    std::vector<OutputFile> outputs;
    ReportFormat format = ReportFormat::Text; ///< of standard output
    ProgressMode progress = ProgressMode::Auto;
    std::vector<std::string> notes;      ///< to be told before the run
    bool isRecorded = true;              ///< in the history
    std::vector<Threshold> findCapacity; ///< search for the rate that keeps these, instead of a run
};

/// Nothing to run: --help and --version.
struct PrintCommand {
    std::string text;
};

/// One line that names the option, the value and what would be right.
struct UsageError {
    std::string line;
};

using Command = std::variant<WindowCommand, RunCommand, DemoCommandOptions, CompareCommand,
                             HistoryCommand, PagesCommand, PrintCommand, UsageError>;

/// Exit codes, a contract with scripts.
enum ExitCode {
    exitDone = 0,
    exitInternal = 1,
    exitThreshold = 99,
    exitUsage = 104,
    exitCancelled = 105,
    exitNothingSent = 121,
};

/// Whether `target` is no address but the name of a file with a plan.
[[nodiscard]] bool isPlanFile(const std::string& target);

/// Whether `target` is the name of a file with a run.
[[nodiscard]] bool isBundleFile(const std::string& target);

/// Reads the arguments after the program's name, and a plan file that they name.
[[nodiscard]] Command parseCommandLine(std::vector<std::string> arguments);

} // namespace squall
