#include "ui/runcontroller.h"

#include <utility>

#include "core/base/clock.h"
#include "core/results/historyrecorder.h"
#include "core/run/demoprocess.h"
#include "core/run/stresstest.h"

namespace squall {

namespace {

constexpr std::chrono::milliseconds pollInterval{25};

} // namespace

RunController::RunController(DemoProcess* demo, QObject* parent)
    : QObject(parent)
    , m_demo(demo)
    , m_timer(this)
    , m_progress(std::make_unique<Progress>()) {
    m_timer.setInterval(pollInterval);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &RunController::poll);
}

RunController::~RunController() {
    blockSignals(true);
    shutdown();
}

void RunController::start(const TestPlan& plan) {
    if (isActive())
        return;
    m_plan = plan;
    m_result.reset();
    m_error.reset();
    m_rate.clear();
    m_progress = std::make_unique<Progress>();
    m_progress->state = RunState::Preparing;
    m_progress->planned = plan.requests;
    m_progress->plannedDuration = durationWithWarmUp(plan);
    m_timer.start();
    enter(RunState::Preparing);
    if (m_retired == nullptr)
        begin();
}

void RunController::setRecorder(HistoryRecorder* recorder) {
    m_recorder = recorder;
}

void RunController::show(const RunResult& result) {
    if (isActive())
        return;
    m_plan = result.plan;
    m_result = std::make_shared<const RunResult>(result);
    m_error.reset();
    m_rate.clear();
    m_progress = std::make_unique<Progress>();
    m_progress->state = result.state;
    m_progress->planned = result.plan.requests;
    m_progress->plannedDuration = durationWithWarmUp(result.plan);
    m_progress->elapsed = result.elapsed + result.plan.warmUp;
    m_progress->counts = result.counts;
    m_state = result.state;
    emit changed();
}

void RunController::cancel() {
    if (!isActive())
        return;
    if (m_test != nullptr) {
        m_test->cancel();
        followTest();
        return;
    }
    m_timer.stop();
    enter(RunState::Cancelled);
}

void RunController::shutdown() {
    m_timer.stop();
    if (m_test != nullptr) {
        *m_progress = m_test->progress();
        if (m_recorder != nullptr && m_state != RunState::Preparing)
            m_recorder->saveNow(*m_test);
    }
    delete std::exchange(m_test, nullptr);
    delete std::exchange(m_retired, nullptr);
    if (isActive())
        enter(RunState::Cancelled);
}

const Progress& RunController::progress() const {
    return m_test != nullptr ? m_test->progress() : *m_progress;
}

RunView RunController::view() const {
    return {.state = m_state,
            .waitsForLast = m_state == RunState::Preparing && m_retired != nullptr,
            .plan = m_plan,
            .progress = progress(),
            .result = m_result.get(),
            .error = m_error ? &*m_error : nullptr,
            .rate = rate()};
}

void RunController::begin() {
    if (m_demo != nullptr && m_demo->serves(m_plan.url)) {
        if (const auto running = m_demo->ensureRunning(); !running)
            return failWith(running.error());
    }
    m_test = new StressTest(m_plan, this);
    if (m_demo != nullptr)
        m_test->setShownUrl(m_demo->named(m_plan.url));
    if (m_recorder != nullptr)
        m_recorder->begin(m_test->id(), m_test->shownPlan());
    m_test->start();
    followTest();
}

void RunController::poll() {
    if (m_test != nullptr) {
        m_test->poll();
        noteRate();
        followTest();
    }
    if (isActive())
        emit progressed();
}

// From the end of the warm-up on.
void RunController::noteRate() {
    const Nanoseconds measured = view().measured();
    if (m_test->state() != RunState::Running || measured == Nanoseconds{0})
        return;
    if (m_rate.isEmpty())
        m_rate.add(monotonicNow() - measured, 0);
    m_rate.add(monotonicNow(), progress().counts.ledger.completed());
}

void RunController::followTest() {
    const RunState state = m_test->state();
    if (m_recorder != nullptr)
        m_recorder->follow(*m_test);
    if (hasEnded(state))
        retireTest();
    if (state != RunState::Idle)
        enter(state);
}

void RunController::retireTest() {
    m_timer.stop();
    *m_progress = m_test->progress();
    m_result = m_test->sharedResult();
    m_error = m_test->error();
    StressTest* const test = std::exchange(m_test, nullptr);
    if (!test->hasThreads()) {
        test->deleteLater();
        return;
    }
    m_retired = test;
    connect(test, &StressTest::threadsEnded, this, &RunController::onRetiredEnded);
}

void RunController::onRetiredEnded() {
    std::exchange(m_retired, nullptr)->deleteLater();
    if (m_state == RunState::Preparing)
        begin();
}

void RunController::failWith(const Error& error) {
    m_timer.stop();
    m_error = error;
    enter(RunState::Failed);
}

void RunController::enter(RunState state) {
    if (state == m_state)
        return;
    m_state = state;
    emit changed();
}

} // namespace squall
