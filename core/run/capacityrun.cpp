#include "core/run/capacityrun.h"

#include <algorithm>
#include <cmath>

#include "core/run/stresstest.h"
#include "core/stats/confidence.h"

namespace squall {

namespace {

constexpr auto pollEvery = std::chrono::milliseconds(25);
/// A queue at 2.5 % above the capacity grows by a fortieth of the time that passes.
constexpr int lengthsOfBound = 40;
constexpr Nanoseconds shortestTrial = std::chrono::seconds(2);
constexpr Nanoseconds longestTrial = std::chrono::seconds(20);
constexpr Nanoseconds pause = std::chrono::milliseconds(300); // what the target has queued goes
/// A target that answers less than this share of what is due falls behind.
constexpr double leastAnswered = 0.98;

CapacitySearch::Options optionsFor(const TestPlan& plan, const std::vector<Threshold>& bounds) {
    CapacitySearch::Options options;
    options.start = plan.rate.value_or(options.start);
    options.most = maxRate;
    Nanoseconds longest{0};
    for (const Threshold& bound : bounds)
        longest = std::max(longest, bound.isLatency() ? bound.time : Nanoseconds{0});
    options.length = std::clamp(longest * lengthsOfBound, shortestTrial, longestTrial);
    return options;
}

/// Whether the bound lies outside the interval of the figure that it is about.
bool isClear(const ThresholdOutcome& outcome, const Histogram& response) {
    if (outcome.threshold.figure != Threshold::Figure::Percentile)
        return true;
    const auto interval = orderStatisticInterval(response, outcome.threshold.percent);
    return !interval || outcome.threshold.time < interval->low ||
           outcome.threshold.time > interval->high;
}

std::string percentText(double share) {
    return std::to_string(std::lround(share * 1000) / 10) + "." +
           std::to_string(std::lround(share * 1000) % 10) + " %";
}

} // namespace

CapacityRun::CapacityRun(TestPlan plan, std::vector<Threshold> bounds, QObject* parent)
    : QObject(parent)
    , m_plan(std::move(plan))
    , m_bounds(std::move(bounds))
    , m_search(optionsFor(m_plan, m_bounds)) {
    m_poll.setInterval(pollEvery);
    connect(&m_poll, &QTimer::timeout, this, &CapacityRun::poll);
}

CapacityRun::~CapacityRun() = default;

void CapacityRun::start() {
    begin();
}

void CapacityRun::cancel() {
    m_isCancelled = true;
    if (m_test)
        m_test->cancel();
}

void CapacityRun::begin() {
    m_trial = m_search.next();
    if (!m_trial || m_isCancelled) {
        emit finished();
        return;
    }
    TestPlan plan = m_plan;
    plan.requests.reset();
    plan.stages.clear();
    plan.rate = m_trial->rate;
    plan.duration = m_trial->length;
    plan.warmUp = m_plan.warmUp;
    plan.thresholds = m_bounds;
    plan.abortOn.clear();
    m_test = std::make_unique<StressTest>(plan);
    m_test->start();
    m_poll.start();
}

void CapacityRun::poll() {
    m_test->poll();
    emit progressed();
    if (!hasEnded(m_test->state()))
        return;
    m_poll.stop();
    endStep();
}

void CapacityRun::endStep() {
    CapacityStep step;
    if (m_test->state() == RunState::Finished) {
        step = judged(*m_test->result());
    } else {
        step.outcome = StepOutcome::NothingSent;
        m_error = m_test->error();
        step.why = m_error ? m_error->detail : "it was cancelled";
    }
    step.rate = m_trial->rate;
    step.length = m_trial->length;
    m_search.add(std::move(step));
    emit stepEnded();
    QTimer::singleShot(std::chrono::duration_cast<std::chrono::milliseconds>(pause), this, [this] {
        m_test.reset();
        begin();
    });
}

CapacityStep CapacityRun::judged(const RunResult& result) const {
    const Ledger& ledger = result.counts.ledger;
    CapacityStep step;
    step.okPerSecond = result.perSecond(ledger.ok);
    step.p50 = result.response().percentile(50);
    step.p99 = result.response().percentile(99);
    const auto completed = static_cast<double>(ledger.completed());
    step.errorShare = completed > 0 ? static_cast<double>(ledger.failed) / completed : 0;
    step.bounds = result.thresholds;
    for (const ThresholdOutcome& outcome : step.bounds) {
        step.isClear &= isClear(outcome, result.response());
        if (outcome.passed)
            continue;
        step.outcome = StepOutcome::Broken;
        step.why = thresholdText(outcome.threshold) + " did not hold";
    }
    const auto due = static_cast<double>(ledger.scheduled());
    if (completed < due * leastAnswered && due > 0) {
        step.outcome = StepOutcome::Broken;
        step.isClear = true;
        step.why = "only " + percentText(completed / due) + " of what was due was answered";
    }
    if (result.verdict.validity == Validity::GeneratorLimited) {
        step.outcome = StepOutcome::GeneratorLimited;
        step.why = result.verdict.reasons.empty() ? "" : result.verdict.reasons.front();
    }
    return step;
}

} // namespace squall
