#pragma once

#include <QString>

#include "core/run/runresult.h"
#include "ui/runview.h"

/// What the window says about a run, as sentences. Pure.
namespace squall::sentences {

/// "Running", "Finished" and the like.
[[nodiscard]] QString stateWord(RunState state);

/// Beside the bar: "4 230 of 10 000 · 42 % · 0:03 left".
[[nodiscard]] QString status(const RunView& view);

/// "Squall — http://127.0.0.1:8080/ — 42 %". `url` comes without user and password.
[[nodiscard]] QString title(const RunView& view, const QString& url);

/// At the foot: "Running · 64 connections · sent 433 = 420 ok + 3 failed + 10 in flight".
[[nodiscard]] QString foot(const RunView& view);

[[nodiscard]] QString verdict(Validity validity);
/// The verdict in one word.
[[nodiscard]] QString verdictWord(Validity validity);

/// What to know first of a result: the verdict, unless something worse is to be said.
[[nodiscard]] QString headline(const RunResult& result);

/// "10 000 requests were sent: 9 990 ok, 10 failed, 0 unanswered."
[[nodiscard]] QString ledger(const RunResult& result);

/// A line for each threshold, kept or missed, and for the bound that stopped the run.
[[nodiscard]] QString thresholds(const RunResult& result);

/// "TLSv1.3, TLS_AES_256_GCM_SHA384; certificate: CN = a.test, good until 2027-01-01"
[[nodiscard]] QString tlsFacts(const TlsFacts& facts);

/// The certificates that the server showed, its own first: whose, by whom, from when to when.
[[nodiscard]] QString certificates(const TlsFacts& facts);

/// "8 214/s · 3.1 s · 64 connections · 2 threads · 1.2 MB received · http://127.0.0.1/"
[[nodiscard]] QString facts(const RunResult& result);

/// Which secrets of a plan that was kept without them have to be typed again; empty: none.
[[nodiscard]] QString removedSecrets(const TestPlan& plan);

/// For the clipboard: everything that a report of a failed run should say.
[[nodiscard]] QString failureDetails(const RunView& view, const QString& url);

} // namespace squall::sentences
