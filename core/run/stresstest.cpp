#include "core/run/stresstest.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <stop_token>

#include <QThread>

#include "core/load/budget.h"
#include "core/load/worker.h"
#include "core/plan/references.h"
#include "core/plan/requestbody.h"
#include "core/plan/secrets.h"
#include "core/run/cpuquota.h"
#include "core/run/hints.h"
#include "core/run/limits.h"
#include "core/run/planorder.h"
#include "core/run/preflight.h"
#include "core/run/processortime.h"
#include "core/run/systemproxy.h"

namespace squall {

namespace {

/// Requests that a worker draws at a time: few enough that none is left with a block when the
/// others are done, many enough that the shared counter is seldom touched.
std::uint64_t blockFor(std::optional<std::uint64_t> requests, std::uint32_t threads) {
    constexpr std::uint64_t most = 64;
    return requests ? std::clamp<std::uint64_t>(*requests / (threads * 16ULL), 1, most) : most;
}

Examples withoutSecrets(Examples examples, const TestPlan& plan) {
    const std::vector<std::string> secrets = secretsOf(plan);
    examples.changeTexts(
        [&secrets](std::string& text) { text = maskSecrets(std::move(text), secrets); });
    return examples;
}

Peer peerOf(const Preflight::Findings& findings) {
    const TlsStream* const tls = findings.connection.tls();
    return {.address = findings.endpoints.front().toString(),
            .protocol = findings.isHttp2 ? "HTTP/2" : "HTTP/1.1",
            .tls = tls != nullptr ? tls->facts() : TlsFacts{},
            .proxy = findings.proxy ? toString(*findings.proxy) : std::string()};
}

} // namespace

int Progress::permille() const {
    constexpr std::uint64_t whole = 1000;
    if (state == RunState::Finished)
        return whole;
    std::uint64_t done = 0;
    if (planned && *planned > 0)
        done = counts.ledger.completed() * whole / *planned;
    if (plannedDuration && plannedDuration->count() > 0) {
        const auto elapsedMs = static_cast<std::uint64_t>(elapsed.count()) / 1'000'000;
        const auto plannedMs = static_cast<std::uint64_t>(plannedDuration->count()) / 1'000'000;
        done = std::max(done, elapsedMs * whole / std::max<std::uint64_t>(plannedMs, 1));
    }
    return static_cast<int>(std::min(done, whole - 1));
}

struct StressTest::Seat {
    std::unique_ptr<Worker> worker;
    std::unique_ptr<QThread> thread;
    Nanoseconds waited{0};
    Nanoseconds runDelay{0};
    std::uint32_t connectionsOpen = 0;
    bool isDone = false; ///< its last interval has been taken
};

struct StressTest::Engine {
    explicit Engine(const TestPlan& plan)
        : sent(plan)
        , budget(plan.requests.value_or(unlimited)) {}

    static constexpr std::uint64_t unlimited = std::numeric_limits<std::uint64_t>::max();

    TestPlan sent; ///< the plan with its references resolved
    RequestBody body;
    SystemProxy proxyOfSystem;
    std::unique_ptr<Preflight> preflight; ///< from start() on, or when the proxy is known
    WorkOrder order;
    Budget budget;
    std::stop_source stop;
    std::vector<Seat> seats;
    Preflight::Findings findings;
    std::chrono::system_clock::time_point started;
    ProcessorTime processorBefore = ProcessorTime::now();
    Nanoseconds throttledBefore = throttledTime();
    Nanoseconds began{0};
    Nanoseconds ended{0};
    SeriesBuilder series;
    Examples examples;
    Peer peer;
    std::optional<ThresholdOutcome> abortedBy;

    /// The part of the run that counts.
    [[nodiscard]] Nanoseconds measured() const {
        return std::max(ended - order.measureFrom, Nanoseconds{0});
    }
};

StressTest::StressTest(TestPlan plan, QObject* parent)
    : QObject(parent)
    , m_plan(std::move(plan))
    , m_shownUrl(m_plan.url)
    , m_id(newRunId())
    , m_engine(std::make_unique<Engine>(m_plan)) {
    m_progress.planned = m_plan.requests;
    m_progress.plannedDuration = durationWithWarmUp(m_plan);
}

StressTest::~StressTest() {
    m_engine->stop.request_stop();
    for (Seat& seat : m_engine->seats)
        seat.thread->wait();
}

void StressTest::keepBodies(std::size_t most) {
    m_engine->order.bodyKept = most;
}

void StressTest::start() {
    if (state() != RunState::Idle)
        return;
    m_progress.state = RunState::Preparing;
    m_engine->started = std::chrono::system_clock::now();
    m_engine->began = m_engine->ended = m_engine->order.measureFrom = monotonicNow();
    auto sent = resolve(m_plan);
    if (!sent)
        return failWith(sent.error());
    auto body = RequestBody::of(*sent);
    if (!body)
        return failWith(body.error());
    m_engine->sent = *std::move(sent);
    m_engine->body = *std::move(body);
    if (m_engine->sent.routing.proxy != systemProxy)
        return lookAhead();
    connect(&m_engine->proxyOfSystem, &SystemProxy::found, this, [this](const std::string& proxy) {
        m_engine->sent.routing.proxy = proxy;
        if (state() == RunState::Preparing)
            lookAhead();
    });
    m_engine->proxyOfSystem.find(m_engine->sent);
}

void StressTest::lookAhead() {
    m_engine->preflight = std::make_unique<Preflight>(m_engine->sent);
    connect(m_engine->preflight.get(), &Preflight::passed, this, &StressTest::startWorkers);
    connect(m_engine->preflight.get(), &Preflight::failed, this, &StressTest::failWith);
    m_engine->preflight->start();
}

void StressTest::cancel() {
    switch (state()) {
    case RunState::Idle:
    case RunState::Preparing:
        if (m_engine->preflight != nullptr) {
            m_engine->preflight->disconnect(this);
            m_engine->preflight->abort();
        }
        m_progress.state = RunState::Cancelling;
        return finish();
    case RunState::Running:
        m_progress.state = RunState::Cancelling;
        m_engine->stop.request_stop();
        return;
    default:
        return;
    }
}

void StressTest::startWorkers() {
    Engine& engine = *m_engine;
    engine.findings = engine.preflight->takeFindings();
    if (const auto filled =
            fillOrder(engine.order, engine.sent, engine.body.bytes(), engine.findings);
        !filled)
        return failWith(filled.error());
    if (auto shortage = portShortage(m_plan, engine.findings.endpoints.size()))
        m_warnings.push_back(std::move(*shortage));
    engine.peer = peerOf(engine.findings);
    for (std::uint32_t i = 0; i < engine.order.workers; ++i) {
        if (const auto added = addWorker(i); !added) {
            engine.seats.clear();
            return failWith(added.error());
        }
    }
    m_progress.counts.connect.record(engine.findings.connect);
    if (engine.findings.tls != nullptr)
        m_progress.counts.tls.record(engine.findings.handshake);
    m_progress.state = RunState::Running;
    m_threadsAlive = static_cast<int>(engine.order.workers);
    engine.began = engine.ended = engine.order.begin = monotonicNow();
    engine.order.measureFrom = engine.began + m_plan.warmUp;
    if (m_progress.plannedDuration)
        engine.order.deadline = engine.began + *m_progress.plannedDuration;
    for (const Seat& seat : engine.seats)
        seat.thread->start();
}

// The first one takes over the connection of the preflight.
Result<> StressTest::addWorker(std::uint32_t index) {
    Engine& engine = *m_engine;
    const std::uint32_t threads = engine.order.workers;
    const std::uint32_t connections = connectionsToOpen(m_plan);
    const std::uint32_t share = connections / threads + (index < connections % threads ? 1 : 0);
    auto worker = std::make_unique<Worker>(engine.order, engine.budget, index, share,
                                           blockFor(m_plan.requests, threads),
                                           std::exchange(engine.findings.connection, {}));
    if (auto opened = worker->open(); !opened)
        return opened;
    Worker* const loop = worker.get();
    std::unique_ptr<QThread> thread(
        QThread::create([loop, stop = engine.stop.get_token()] { loop->run(stop); }));
    thread->setObjectName(QStringLiteral("engine-%1").arg(index));
    connect(thread.get(), &QThread::finished, this, [this] {
        if (--m_threadsAlive == 0)
            emit threadsEnded();
    });
    engine.seats.push_back({std::move(worker), std::move(thread)});
    return {};
}

void StressTest::poll() {
    if (state() != RunState::Running && state() != RunState::Cancelling)
        return;
    std::uint32_t connectionsOpen = 0;
    bool allDone = true;
    for (Seat& seat : m_engine->seats) {
        while (auto interval = seat.worker->channel().takeFilled())
            take(seat, std::move(interval));
        connectionsOpen += seat.connectionsOpen;
        allDone &= seat.isDone;
    }
    m_progress.connectionsOpen = connectionsOpen;
    m_progress.elapsed = (allDone ? m_engine->ended : monotonicNow()) - m_engine->began;
    if (allDone)
        finish();
    else
        checkAbort();
}

// Not in the first second, in which a single failure may be most of what there is.
void StressTest::checkAbort() {
    const Nanoseconds measured = m_progress.elapsed - m_plan.warmUp;
    if (state() != RunState::Running || measured < std::chrono::seconds(1))
        return;
    for (const Threshold& bound : m_plan.abortOn) {
        const ThresholdOutcome outcome =
            evaluate(bound, m_progress.counts, responseOf(m_progress.counts), measured);
        if (!outcome.passed)
            continue;
        m_engine->abortedBy = outcome;
        return cancel();
    }
}

std::string StressTest::requestText() const {
    const Request& request = m_engine->order.request;
    const std::string_view body = request.apart.substr(0, largestCopiedBody);
    return maskSecrets(request.bytes + std::string(body), secretsOf(m_engine->sent));
}

const std::vector<SeriesPoint>& StressTest::series() const {
    return m_result != nullptr ? m_result->series : m_engine->series.points();
}

void StressTest::take(Seat& seat, std::unique_ptr<Interval> interval) {
    m_progress.isWarmingUp = interval->isWarmUp;
    m_engine->ended = std::max(m_engine->ended, interval->until);
    if (!interval->isWarmUp) {
        m_progress.counts.merge(interval->counts);
        m_engine->series.add(*interval, interval->until - m_engine->order.measureFrom);
        seat.waited += interval->counts.waited;
        seat.runDelay = interval->counts.runDelay;
    }
    if (interval->isLast)
        m_engine->examples.merge(std::exchange(interval->examples, {}));
    seat.connectionsOpen = interval->isLast ? 0 : interval->connectionsOpen;
    seat.isDone = interval->isLast;
    seat.worker->channel().giveBack(std::move(interval));
}

void StressTest::failWith(const Error& error) {
    m_error = error;
    m_progress.state = RunState::Failed;
}

GeneratorFacts StressTest::facts() const {
    const Engine& engine = *m_engine;
    GeneratorFacts facts;
    facts.elapsed = engine.measured();
    facts.cpuSteal = ProcessorTime::now().stolenSince(engine.processorBefore);
    facts.throttled = throttledTime() - engine.throttledBefore;
    facts.hasSchedule = isOpenModel(m_plan);
    facts.setLag(m_progress.counts.lag);
    facts.ownFailures = ownFailuresIn(m_progress.counts.failures);
    const double elapsed = std::max<double>(static_cast<double>(facts.elapsed.count()), 1);
    for (const Seat& seat : engine.seats) {
        const double waited = static_cast<double>(seat.waited.count()) / elapsed;
        const double delayed = static_cast<double>(seat.runDelay.count()) / elapsed;
        facts.loopBusy = std::max(facts.loopBusy, 1 - waited);
        facts.runDelay = std::max(facts.runDelay, delayed);
    }
    return facts;
}

void StressTest::finish() {
    Engine& engine = *m_engine;
    const RunState stopped = engine.abortedBy ? RunState::Aborted : RunState::Cancelled;
    m_progress.state = state() == RunState::Running ? RunState::Finished : stopped;
    m_progress.elapsed = engine.ended - engine.began;
    engine.series.finish(engine.measured());
    const auto result = std::make_shared<RunResult>(resultSoFar());
    result->state = m_progress.state;
    result->examples = withoutSecrets(std::move(engine.examples), engine.sent);
    result->series = engine.series.takePoints();
    std::ranges::move(hintsIn(*result), std::back_inserter(m_warnings));
    result->warnings = m_warnings;
    m_result = result;
}

TestPlan StressTest::shownPlan() const {
    TestPlan plan = m_plan;
    plan.url = m_shownUrl;
    return plan;
}

RunResult StressTest::resultSoFar() const {
    const Engine& engine = *m_engine;
    RunResult result;
    result.id = m_id;
    result.plan = shownPlan();
    result.state = RunState::Cancelled;
    result.started = engine.started;
    result.elapsed = engine.measured();
    result.nameLookup = engine.findings.nameLookup;
    result.threads = static_cast<std::uint32_t>(engine.seats.size());
    result.peer = engine.peer;
    result.warnings = m_warnings;
    result.counts = m_progress.counts;
    result.verdict = judge(facts());
    result.abortedBy = engine.abortedBy;
    for (const Threshold& threshold : m_plan.thresholds)
        result.thresholds.push_back(
            evaluate(threshold, result.counts, result.response(), result.elapsed));
    result.environment = thisEnvironment();
    for (const Endpoint& endpoint : engine.findings.endpoints)
        result.addresses.push_back(endpoint.toString());
    return result;
}

} // namespace squall
