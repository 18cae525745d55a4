#pragma once

#include <CLI/CLI.hpp>

#include "app/comparecommand.h"
#include "app/historycommand.h"

/// Options of the commands that look at results which are there already; they write into their
/// command, which outlives the app.
namespace squall {

void addCompareOptions(CLI::App& app, CompareCommand& command);
void addHistoryOptions(CLI::App& app, HistoryCommand& command);

} // namespace squall
