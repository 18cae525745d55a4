#include "app/runcommand.h"

#include <cstdio>
#include <cstdlib>

#include <QCoreApplication>
#include <QTimer>

#include "app/outputfiles.h"
#include "app/terminalprogress.h"
#include "app/unixsignals.h"
#include "core/results/report.h"
#include "core/run/demoprocess.h"
#include "core/run/planfile.h"
#include "core/run/stresstest.h"
#include "ui/format.h"

namespace squall {

namespace {

constexpr auto pollEvery = std::chrono::milliseconds(25);

void complain(const std::string& line) {
    std::fprintf(stderr, "squall: %s\n", line.c_str());
}

int exitCodeOf(const Error& error) {
    switch (error.code) {
    case ErrorCode::ResolveFailed:
    case ErrorCode::ConnectFailed:
    case ErrorCode::Timeout:
    case ErrorCode::TlsFailed:
    case ErrorCode::ProtocolViolation:
        return exitNothingSent;
    case ErrorCode::BadUrl:
    case ErrorCode::BadPlan:
    case ErrorCode::PublicTarget:
    case ErrorCode::TooFewDescriptors:
    case ErrorCode::FileFailed:
        return exitUsage;
    case ErrorCode::SystemFailed:
        break;
    }
    return exitInternal;
}

/// --save: told before the run when it cannot be.
bool savePlan(const RunCommand& command) {
    TestPlan plan = command.plan;
    if (command.usesDemo)
        plan.url = "demo:" + parseUrl(plan.url).value_or(Url{}).target;
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
    if (test.state() == RunState::Failed) {
        const format::Explanation words = format::explain(*test.error());
        complain((words.cause + u' ' + words.remedy).toStdString());
        return exitCodeOf(*test.error());
    }
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

int runInTerminal(const RunCommand& command) {
    for (const std::string& note : command.notes)
        complain(note);
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
        Result<> ready = demo.reserve();
        if (ready)
            ready = demo.ensureRunning();
        if (!ready) {
            complain(ready.error().detail);
            return exitInternal;
        }
        plan.url = demo.url() + parseUrl(plan.url).value_or(Url{}).target.substr(1);
    }

    StressTest test(plan);
    TerminalProgress shown(command.progress);
    UnixSignals interrupts;
    QObject::connect(&interrupts, &UnixSignals::interrupted, &test, [&test] {
        if (test.state() == RunState::Cancelling)
            std::_Exit(exitCancelled); // asked twice
        test.cancel();
    });
    std::size_t warned = 0;
    QTimer poll;
    QObject::connect(&poll, &QTimer::timeout, &test, [&] {
        test.poll();
        for (; warned < test.warnings().size(); ++warned)
            complain("warning: " + test.warnings()[warned]);
        if (!hasEnded(test.state()))
            return shown.update(test.progress());
        poll.stop();
        QCoreApplication::exit(0);
    });
    poll.start(pollEvery);
    test.start();
    QCoreApplication::exec();
    if (test.state() != RunState::Failed)
        shown.finish(test.progress());
    return tell(test, command, outputs);
}

} // namespace squall
