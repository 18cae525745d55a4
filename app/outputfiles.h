#pragma once

#include <string>
#include <vector>

#include "app/options.h"
#include "core/base/error.h"
#include "core/run/privatefile.h"
#include "core/run/runresult.h"

namespace squall {

/// The files of --output.
class OutputFiles final {
public:
    /// Before the run, so that a wrong path is told at once: ErrorCode::FileFailed with a sentence.
    [[nodiscard]] Result<> open(const std::vector<OutputFile>& files);

    /// Tells on standard error which could not be written after all, and answers their text, so
    /// that it can be shown instead.
    [[nodiscard]] std::string write(const RunResult& result);

private:
    struct Target {
        PrivateFile file;
        ReportFormat format;
    };

    std::vector<Target> m_targets;
};

} // namespace squall
