#include "app/turnscommand.h"

#include <array>
#include <cstdio>
#include <optional>
#include <vector>

#include "app/complaint.h"
#include "app/options.h"
#include "app/passphrase.h"
#include "app/testloop.h"
#include "app/unixsignals.h"
#include "core/results/historyrecorder.h"
#include "core/results/historystore.h"
#include "core/results/runcomparison.h"
#include "core/run/demoprocess.h"
#include "ui/settings.h"

namespace squall {

namespace {

constexpr std::array sideNames = {"base", "new"};

/// Runs one plan after another.
class Turns final {
public:
    explicit Turns(const CompareCommand& command)
        : m_command(command) {
        if (command.isRecorded)
            m_history.emplace(HistoryStore::usualPath(), settings::historyBound());
    }

    /// 0, or the exit code of what has ended the turns.
    [[nodiscard]] int runAll() {
        for (std::size_t pair = 0; pair < m_command.pairs; ++pair) {
            for (std::size_t side = 0; side < sideNames.size(); ++side) {
                std::fprintf(stderr, "squall: pair %zu of %zu, %s\n", pair + 1, m_command.pairs,
                             sideNames[side]);
                if (const int exitCode = runOne(side))
                    return exitCode;
            }
        }
        return exitDone;
    }

    [[nodiscard]] RunComparison comparison() const {
        return compareRunsInTurns(m_results[0], m_results[1]);
    }

private:
    int runOne(std::size_t side) {
        TestPlan plan = m_command.turns[side].plan;
        if (m_command.turns[side].usesDemo) {
            if (const auto ready = m_demo.serve(plan); !ready)
                return complainOf(ready.error());
        }
        StressTest test(plan);
        test.setShownUrl(m_demo.named(plan.url));
        if (m_history)
            m_history->begin(test.id(), test.shownPlan());
        runToEnd(test, m_interrupts, [&] {
            if (m_history)
                m_history->follow(test);
        });
        if (test.state() == RunState::Failed)
            return complainOf(*test.error());
        if (test.state() == RunState::Cancelled)
            return exitCancelled;
        m_results.at(side).push_back(*test.result());
        return exitDone;
    }

    const CompareCommand& m_command;
    UnixSignals m_interrupts;
    DemoProcess m_demo;
    std::optional<HistoryRecorder> m_history;
    std::array<std::vector<RunResult>, sideNames.size()> m_results;
};

/// Nobody is asked twice for the passphrase of one key.
Result<> completePassphrases(CompareCommand& command) {
    TlsOptions& first = command.turns.front().plan.tls;
    TlsOptions& second = command.turns.back().plan.tls;
    const bool isSame = first == second;
    const auto complete = completePassphrase(first);
    if (!complete || !isSame)
        return complete ? completePassphrase(second) : complete;
    second = first;
    return {};
}

} // namespace

int runTurns(const CompareCommand& given) {
    CompareCommand command = given;
    if (const auto complete = completePassphrases(command); !complete)
        return complainOf(complete.error());
    Turns turns(command);
    const int exitCode = turns.runAll();
    return exitCode == exitDone ? tellComparison(turns.comparison(), command) : exitCode;
}

} // namespace squall
