#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <QObject>
#include <QTimer>

#include "core/base/error.h"
#include "core/plan/testplan.h"
#include "core/run/capacity.h"
#include "core/run/runresult.h"

namespace squall {

class StressTest;

/// A search for the target's capacity (CapacitySearch), each trial a run in the open model. Lives
/// on one thread with an event loop and is used once.
class CapacityRun final : public QObject {
    Q_OBJECT

public:
    /// `plan`: the request and everything else of it but for how much: that is chosen. Its rate, if
    /// any, is the first. `bounds` are what the target must keep to bear a rate; latencies in them
    /// are response times. The longest of them decides how long a trial takes, since a queue that
    /// grows by a fortieth of the time must be seen to break it.
    CapacityRun(TestPlan plan, std::vector<Threshold> bounds, QObject* parent = nullptr);
    ~CapacityRun() override;

    void start();
    /// Ends with what is known so far.
    void cancel();

    /// The trial that is under way.
    [[nodiscard]] const StressTest* test() const { return m_test.get(); }

    [[nodiscard]] const std::optional<CapacityTrial>& trial() const { return m_trial; }

    [[nodiscard]] CapacityResult result() const { return m_search.result(); }

    /// Why nothing could be sent.
    [[nodiscard]] const std::optional<Error>& error() const { return m_error; }

signals:
    void progressed(); ///< some 40 times a second
    void stepEnded();  ///< result() has one more
    void finished();

private:
    void begin();
    void poll();
    void endStep();
    [[nodiscard]] CapacityStep judged(const RunResult& result) const;

    const TestPlan m_plan;
    const std::vector<Threshold> m_bounds;
    CapacitySearch m_search;
    std::optional<CapacityTrial> m_trial;
    std::unique_ptr<StressTest> m_test;
    std::optional<Error> m_error;
    QTimer m_poll;
    bool m_isCancelled = false;
};

} // namespace squall
