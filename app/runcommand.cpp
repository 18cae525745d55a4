#include "app/runcommand.h"

#include <cstdio>
#include <cstdlib>
#include <memory>

#include <QCoreApplication>
#include <QSaveFile>
#include <QTimer>

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

/// The files of --output, opened before the run so that a wrong path is told at once. Each takes
/// its name only when it is whole.
class Outputs final {
public:
    [[nodiscard]] bool open(const std::vector<OutputFile>& files) {
        for (const OutputFile& file : files) {
            auto target = std::make_unique<QSaveFile>(QString::fromStdString(file.path));
            if (!target->open(QIODevice::WriteOnly)) {
                complain("--output: cannot write \"" + file.path +
                         "\": " + target->errorString().toStdString());
                return false;
            }
            m_targets.push_back({std::move(target), file.format});
        }
        return true;
    }

    [[nodiscard]] bool write(const RunResult& result) {
        bool allWritten = true;
        for (const Target& target : m_targets) {
            target.file->write(QByteArray::fromStdString(report(result, target.format)));
            if (target.file->commit())
                continue;
            complain("--output: cannot write \"" + target.file->fileName().toStdString() +
                     "\": " + target.file->errorString().toStdString());
            allWritten = false;
        }
        return allWritten;
    }

private:
    struct Target {
        std::unique_ptr<QSaveFile> file;
        ReportFormat format;
    };

    std::vector<Target> m_targets;
};

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

int tell(const StressTest& test, const RunCommand& command, Outputs& outputs) {
    if (test.state() == RunState::Failed) {
        const format::Explanation words = format::explain(*test.error());
        complain((words.cause + u' ' + words.remedy).toStdString());
        return exitCodeOf(*test.error());
    }
    const RunResult& result = *test.result();
    const std::string text = report(result, command.format);
    const bool shown = std::fputs(text.c_str(), stdout) >= 0 && std::fflush(stdout) == 0;
    const bool written = outputs.write(result);
    if (!shown || !written)
        return exitInternal;
    if (result.state == RunState::Cancelled)
        return exitCancelled;
    return result.keepsThresholds() ? exitDone : exitThreshold;
}

} // namespace

int runInTerminal(const RunCommand& command) {
    for (const std::string& note : command.notes)
        complain(note);
    Outputs outputs;
    if (!outputs.open(command.outputs))
        return exitUsage;
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
