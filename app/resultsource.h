#pragma once

#include <string>

#include "core/base/error.h"
#include "core/run/runresult.h"

namespace squall {

/// The result in a file of this name, or else of this run of the history (HistoryStore::find()).
/// ErrorCode::FileFailed also for a run that had no figures yet when it ended.
[[nodiscard]] Result<RunResult> findResult(const std::string& name);

} // namespace squall
