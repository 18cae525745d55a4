#pragma once

#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/run/runresult.h"

namespace squall {

/// Reads what resultJson() wrote. Everything of it comes back but for secrets, the examples' kinds
/// where a newer Squall knows more of them, and the extremes of each second. Histograms have their
/// values at the middles of their buckets, with exact minimum, maximum and mean. A field that is
/// missing, or not of its kind, keeps its usual value, so that older and newer files can be read;
/// without schema, plan, ledger or elapsed time, or with a histogram that is damaged, it is no
/// result: ErrorCode::FileFailed with a sentence. Safe with any input. Any thread.
[[nodiscard]] Result<RunResult> parseResult(std::string_view json);

/// The result in a file: squall.result/1, or a bundle of a run (runBundle()).
[[nodiscard]] Result<RunResult> readResultFile(const std::string& path);

} // namespace squall
