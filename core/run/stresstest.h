#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <QObject>

#include "core/base/error.h"
#include "core/plan/testplan.h"
#include "core/run/runresult.h"
#include "core/run/validity.h"

namespace squall {

/// Where a run stands, as of the last poll(). While it runs, all of it only grows.
struct Progress {
    RunState state = RunState::Idle;
    std::optional<std::uint64_t> planned;       ///< requests
    std::optional<Nanoseconds> plannedDuration; ///< warm-up included
    Nanoseconds elapsed{0};                     ///< since the start, warm-up included
    bool isWarmingUp = false;                   ///< what is sent now is left out of all figures
    std::uint32_t connectionsOpen = 0;
    Counts counts; ///< percentiles come from its histograms

    /// 0 to 1000 in whole numbers; 1000 if and only if everything planned is done.
    [[nodiscard]] int permille() const;
};

/// One run of one plan: start, cancel, progress, result. Never used twice, so that nothing of an
/// old run can reach a new one.
///
/// Lives on the thread that made it, which needs a Qt event loop and calls poll() every 25 ms or
/// so. Each engine thread is a QThread that hands its figures over through a bounded
/// single-producer single-consumer queue; nothing else is shared while it runs.
class StressTest final : public QObject {
    Q_OBJECT

public:
    /// `plan` must be valid, see validate().
    explicit StressTest(TestPlan plan, QObject* parent = nullptr);

    /// So much of the body of an answer is kept in an example, in place of Exchange::maxBody: for
    /// single requests. Before start().
    void keepBodies(std::size_t most);

    /// The address that results have, where it is not the plan's own: `demo:` for the built-in
    /// target, whose port is another one each time.
    void setShownUrl(std::string url) { m_shownUrl = std::move(url); }

    /// The plan as results have it.
    [[nodiscard]] TestPlan shownPlan() const;

    /// Cancels and waits for the engine threads, up to some 100 ms with 10 000 connections.
    /// Wait for threadsEnded() first where that is too long.
    ~StressTest() override;

    /// Looks up the host, tries one connection and starts the engine threads. Returns at once.
    void start();

    /// Stops sending. From any state, as often as one likes; returns at once. The result is there
    /// a poll() later; sockets are closed behind it.
    void cancel();

    /// Takes everything that the engine threads have handed over, to the last entry.
    void poll();

    [[nodiscard]] const Progress& progress() const { return m_progress; }

    [[nodiscard]] RunState state() const { return m_progress.state; }

    /// What is likely to go wrong, known once the state is Running; plain English sentences.
    [[nodiscard]] const std::vector<std::string>& warnings() const { return m_warnings; }

    /// The request as HTTP/1.1 writes it, with at least the beginning of its body and "***" for
    /// secrets. Empty before the state is Running.
    [[nodiscard]] std::string requestText() const;

    /// The seconds that are over, oldest first. Valid until the next poll().
    [[nodiscard]] const std::vector<SeriesPoint>& series() const;

    /// RunResult::id, known from the beginning.
    [[nodiscard]] const std::string& id() const { return m_id; }

    /// What is known of a run that goes on, but for series and examples, as if it were cancelled.
    [[nodiscard]] RunResult resultSoFar() const;

    /// Null until the run has ended, otherwise than by an error.
    [[nodiscard]] const RunResult* result() const { return m_result.get(); }

    /// The same for those who keep it, on whatever thread: it has megabytes and changes no more.
    [[nodiscard]] std::shared_ptr<const RunResult> sharedResult() const { return m_result; }

    /// Why the run Failed.
    [[nodiscard]] const std::optional<Error>& error() const { return m_error; }

    /// False while an engine thread still closes its sockets, even though the run has ended.
    [[nodiscard]] bool hasThreads() const { return m_threadsAlive > 0; }

signals:
    /// No engine thread is left; comes once if there was any, after the run has ended.
    void threadsEnded();

private:
    struct Engine; ///< what the engine threads share: budget, request, stop source

    struct Seat; ///< one engine thread and what it has handed over

    void lookAhead();
    void startWorkers();
    [[nodiscard]] Result<> addWorker(std::uint32_t index);
    void checkAbort();
    void take(Seat& seat, std::unique_ptr<Interval> interval);
    [[nodiscard]] GeneratorFacts facts() const;
    void failWith(const Error& error);
    void finish();

    const TestPlan m_plan;
    std::string m_shownUrl;
    const std::string m_id;
    Progress m_progress;
    std::unique_ptr<Engine> m_engine;
    std::shared_ptr<const RunResult> m_result; ///< shared with the window and the history's thread
    std::optional<Error> m_error;
    std::vector<std::string> m_warnings;
    int m_threadsAlive = 0;
};

} // namespace squall
