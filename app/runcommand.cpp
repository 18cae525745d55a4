#include "app/runcommand.h"

#include <cstdio>

#include "app/capacitycommand.h"
#include "app/complaint.h"
#include "app/outputfiles.h"
#include "app/passphrase.h"
#include "app/terminalprogress.h"
#include "app/testloop.h"
#include "app/unixsignals.h"
#include "core/plan/planjson.h"
#include "core/results/historyrecorder.h"
#include "core/results/historystore.h"
#include "core/results/report.h"
#include "core/run/demoprocess.h"
#include "core/run/planfile.h"
#include "core/run/stresstest.h"
#include "ui/settings.h"

namespace squall {

namespace {

/// --save: told before the run when it cannot be.
bool savePlan(const RunCommand& command) {
    TestPlan plan = command.plan;
    if (command.usesDemo)
        plan.url = std::string(demoAddress) + parseUrl(plan.url).value_or(Url{}).target;
    const auto variables = writePlanFile(command.saveTo, plan);
    if (!variables) {
        complain("--save: " + variables.error().detail);
        return false;
    }
    for (const std::string& variable : *variables)
        complain("--save: a secret was left out; set " + variable + " before the plan is run");
    return true;
}

int tell(const StressTest& test, const RunCommand& command, OutputFiles& outputs) {
    if (test.state() == RunState::Failed)
        return complainOf(*test.error());
    const RunResult& result = *test.result();
    const std::string text = report(result, command.format);
    // The files first: a reader of standard output may be gone.
    const std::string unwritten = outputs.write(result);
    const bool isShown = std::fputs(text.c_str(), stdout) >= 0 &&
                         std::fputs(unwritten.c_str(), stdout) >= 0 && std::fflush(stdout) == 0;
    if (!isShown)
        complain("cannot write the report to standard output");
    if (!isShown || !unwritten.empty())
        return exitInternal;
    if (result.state == RunState::Cancelled)
        return exitCancelled;
    return result.keepsThresholds() ? exitDone : exitThreshold;
}

} // namespace

int runInTerminal(const RunCommand& given) {
    RunCommand command = given;
    for (const std::string& note : command.notes)
        complain(note);
    if (const auto complete = completePassphrase(command.plan.tls); !complete)
        return complainOf(complete.error());
    if (!command.findCapacity.empty())
        return findCapacity(command);
    OutputFiles outputs;
    if (const auto opened = outputs.open(command.outputs); !opened) {
        complain("--output: " + opened.error().detail);
        return exitUsage;
    }
    if (!command.saveTo.empty() && !savePlan(command))
        return exitUsage;

    TestPlan plan = command.plan;
    DemoProcess demo;
    if (command.usesDemo) {
        if (const auto ready = demo.serve(plan); !ready) {
            complain(ready.error().detail);
            return exitInternal;
        }
    }

    StressTest test(plan);
    test.setShownUrl(demo.named(plan.url));
    std::optional<HistoryRecorder> history;
    if (command.isRecorded) {
        history.emplace(HistoryStore::usualPath(), settings::historyBound());
        history->begin(test.id(), test.shownPlan());
    }
    TerminalProgress shown(command.progress);
    UnixSignals interrupts;
    std::size_t warned = 0;
    runToEnd(test, interrupts, [&] {
        for (; warned < test.warnings().size(); ++warned)
            complain("warning: " + test.warnings()[warned]);
        if (history)
            history->follow(test);
        if (!hasEnded(test.state()))
            shown.update(test.progress());
    });
    if (test.state() != RunState::Failed)
        shown.finish(test.progress());
    const int exitCode = tell(test, command, outputs);
    if (history)
        history->drain();
    if (history && history->trouble())
        complain("history: " + *history->trouble());
    return exitCode;
}

} // namespace squall
