#pragma once

#include <memory>
#include <optional>

#include <QObject>
#include <QTimer>

#include "core/base/error.h"
#include "core/plan/testplan.h"
#include "core/run/runresult.h"
#include "ui/ratewindow.h"
#include "ui/runview.h"

namespace squall {

class DemoProcess;
class HistoryRecorder;

/// One run after another, each a StressTest of its own. While a run is active a timer polls it;
/// otherwise nothing here wakes. A test that has ended is kept until its engine threads have closed
/// their sockets, and the next run waits for that in Preparing, since it may need the same
/// descriptors. GUI thread.
class RunController final : public QObject {
    Q_OBJECT

public:
    /// `demo` may be null; it must outlive this.
    explicit RunController(DemoProcess* demo, QObject* parent = nullptr);

    /// Leaves no engine thread behind.
    ~RunController() override;

    /// `plan` must be valid. Does nothing while a run is active.
    void start(const TestPlan& plan);

    /// Does nothing unless a run is active.
    void cancel();

    /// Ends whatever is active, waiting for its engine threads (some 100 ms at most).
    void shutdown();

    [[nodiscard]] RunState state() const { return m_state; }

    /// Keeps every run from the next one on; it outlives this. Null: none is kept.
    void setRecorder(HistoryRecorder* recorder);

    /// Shows a run of before as if it had just ended, unless one is active.
    void show(const RunResult& result);

    /// From start() until the run has ended.
    [[nodiscard]] bool isActive() const { return m_state != RunState::Idle && !hasEnded(m_state); }

    /// Of the run that is active or was last.
    [[nodiscard]] const Progress& progress() const;

    /// Null unless a run has Finished or been Cancelled after it began to send.
    [[nodiscard]] const RunResult* result() const { return m_result.get(); }

    [[nodiscard]] const std::optional<Error>& error() const { return m_error; }

    /// Requests completed per second, over the last second.
    [[nodiscard]] double rate() const { return m_rate.perSecond(); }

    [[nodiscard]] RunView view() const;

signals:
    void changed();    ///< state() is another one
    void progressed(); ///< progress() was looked at; some 40 times a second while active

private:
    void begin();
    void poll();
    void noteRate();
    void followTest();
    void retireTest();
    void onRetiredEnded();
    void failWith(const Error& error);
    void enter(RunState state);

    DemoProcess* const m_demo;
    HistoryRecorder* m_recorder = nullptr;
    QTimer m_timer;
    RateWindow m_rate;
    RunState m_state = RunState::Idle;
    TestPlan m_plan;
    StressTest* m_test = nullptr;         ///< a child, until it has ended
    StressTest* m_retired = nullptr;      ///< a child that has ended and still closes its sockets
    std::unique_ptr<Progress> m_progress; ///< when there is no m_test
    std::shared_ptr<const RunResult> m_result; ///< shared with the run that made it and the history
    std::optional<Error> m_error;
};

} // namespace squall
