#pragma once

#include <string>

#include "core/run/runresult.h"

namespace squall {

// What reports for people say of a run alike, in plain English.

/// "closed model, 64 connections, 1 engine thread"
[[nodiscard]] std::string loadText(const RunResult& result);
/// "HTTP/2, up to 10 streams on each connection"; empty: nothing was answered.
[[nodiscard]] std::string protocolText(const RunResult& result);
/// "10 sent = 9 ok + 1 failed + 0 unanswered"
[[nodiscard]] std::string ledgerText(const Ledger& ledger);
/// "200: 9, 503: 1"
[[nodiscard]] std::string statusText(const Counts& counts);

} // namespace squall
