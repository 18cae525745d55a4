#include "core/run/tryonce.h"

namespace squall {

namespace {

constexpr std::chrono::milliseconds pollInterval{25};

TestPlan oneRequest(TestPlan plan) {
    const TestPlan usual;
    plan.requests = 1;
    plan.duration.reset();
    plan.connections = 1;
    plan.threads = 1;
    plan.rate.reset();
    plan.stages.clear();
    plan.warmUp = usual.warmUp;
    plan.thresholds.clear();
    plan.abortOn.clear();
    return plan;
}

} // namespace

TryOnce::TryOnce(const TestPlan& plan, QObject* parent)
    : QObject(parent)
    , m_plan(oneRequest(plan))
    , m_test(m_plan) {
    m_test.keepBodies(maxBody);
    m_timer.setInterval(pollInterval);
    connect(&m_timer, &QTimer::timeout, this, &TryOnce::poll);
}

void TryOnce::start() {
    m_test.start();
    m_timer.start();
}

void TryOnce::poll() {
    m_test.poll();
    if (!hasEnded(m_test.state()))
        return;
    m_timer.stop();
    if (m_test.result() != nullptr)
        m_trial = trialOf(*m_test.result());
    emit ended();
}

Trial TryOnce::trialOf(const RunResult& result) const {
    Trial trial;
    trial.request = m_test.requestText();
    if (!result.examples.failed().empty())
        trial.exchange = result.examples.failed().front();
    else if (!result.examples.slowest().empty())
        trial.exchange = result.examples.slowest().front();
    trial.body = decodeBody(trial.exchange.head, trial.exchange.body, maxBody);
    trial.nameLookup = result.nameLookup;
    trial.connect = result.counts.connect.max();
    trial.handshake = result.counts.tls.max();
    trial.peer = result.peer;
    return trial;
}

} // namespace squall
