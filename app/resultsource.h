#pragma once

#include <string>

#include "core/base/error.h"
#include "core/run/runresult.h"

namespace squall {

/// The result in a file of this name, or else of this run of the history (HistoryStore::find()).
[[nodiscard]] Result<RunResult> findResult(const std::string& name);

} // namespace squall
