#include "app/capacitycommand.h"

#include <cstdio>
#include <cstdlib>
#include <utility>

#include <QCoreApplication>

#include "app/complaint.h"
#include "app/unixsignals.h"
#include "core/results/capacityreport.h"
#include "core/results/units.h"
#include "core/run/capacityrun.h"
#include "core/run/demoprocess.h"

namespace squall {

namespace {

void tellStep(const CapacityStep& step) {
    std::fprintf(stderr, "squall: %s/s: %s\n", rateText(step.rate).c_str(),
                 step.outcome == StepOutcome::Kept ? "kept" : step.why.c_str());
}

int tell(const CapacityRun& search, const RunCommand& command, bool isCancelled) {
    const CapacityResult result = search.result();
    if (search.error())
        return complainOf(*search.error());
    const std::string text = command.format == ReportFormat::Json
                                 ? capacityJson(result, command.plan)
                                 : capacityText(result, command.plan);
    if (std::fputs(text.c_str(), stdout) < 0 || std::fflush(stdout) != 0)
        return exitInternal;
    if (isCancelled)
        return exitCancelled;
    return result.kept > 0 ? exitDone : exitThreshold;
}

} // namespace

int findCapacity(const RunCommand& command) {
    TestPlan plan = command.plan;
    DemoProcess demo;
    if (command.usesDemo) {
        if (const auto ready = demo.serve(plan); !ready)
            return complainOf(ready.error());
    }
    CapacityRun search(plan, command.findCapacity);
    bool isCancelled = false;
    UnixSignals interrupts;
    QObject::connect(&interrupts, &UnixSignals::interrupted, &search, [&] {
        if (std::exchange(isCancelled, true))
            std::_Exit(exitCancelled); // asked twice
        search.cancel();
    });
    QObject::connect(&search, &CapacityRun::stepEnded, &search, [&] {
        if (command.progress != ProgressMode::None)
            tellStep(search.result().steps.back());
    });
    QObject::connect(
        &search, &CapacityRun::finished, &search, [] { QCoreApplication::exit(0); },
        Qt::QueuedConnection); // it may come before the loop runs
    search.start();
    QCoreApplication::exec();
    return tell(search, command, isCancelled);
}

} // namespace squall
