#include "core/load/worker.h"

#include <algorithm>
#include <ranges>

#include <sys/prctl.h>

namespace squall {

namespace {

using State = Connection::State;

/// Dialled in one turn of the loop, so that connections which stand already are not kept waiting.
constexpr std::size_t dialledAtOnce = 64;

} // namespace

Worker::Worker(const WorkOrder& order, Budget& budget, std::uint32_t index,
               std::uint32_t connections, std::uint64_t block, Transport first)
    : m_order(order)
    , m_source(order, budget, index, connections, block)
    , m_usable(order.connections ? 0 : connections)
    , m_timers(monotonicNow())
    , m_recorder(order.measureFrom, order.rate.has_value(), order.bodyKept)
    , m_dialer(order, m_loop, m_recorder)
    , m_connections(connections) {
    m_toSend.reserve(connections);
    m_connections.front().transport = std::move(first);
    if (!order.rate)
        return;
    m_opened = connections; // they are dialled when they are needed
    for (Connection& connection : std::views::reverse(m_connections))
        m_closed.push_back(&connection);
}

Result<> Worker::open() {
    return m_loop.open(m_order.spin);
}

void Worker::run(const std::stop_token& stop) {
    prctl(PR_SET_TIMERSLACK, 1);
    const std::stop_callback wakeUp(stop, [this] { m_loop.wake(); });
    m_recorder.begin(monotonicNow());
    followStages(monotonicNow());
    openMore();
    while (!isDone()) {
        serve(waitForWork());
        const Nanoseconds now = m_loop.now();
        if (stop.stop_requested() || now >= m_order.deadline)
            break;
        m_recorder.leaveWarmUp(now);
        sendPending();
        if (m_source.isOpenModel())
            releaseDue(now);
        m_timers.advance(now, [this](Timer& timer) { onTimer(static_cast<Connection&>(timer)); });
        followStages(now);
        openMore();
        if (m_recorder.isDue(now))
            handOver(false);
    }
    const Nanoseconds end = std::min(monotonicNow(), m_order.deadline) - Nanoseconds{1};
    while (const auto due = m_source.isOpenModel() ? m_source.take(end) : std::nullopt)
        m_recorder.onDropped(*due);
    handOver(true);
    for (Connection& connection : m_connections)
        connection.transport.close();
}

bool Worker::isDone() const {
    if (m_pending > 0)
        return false;
    if (m_order.connections)
        return m_source.isEmpty();
    if (m_opened < m_connections.size())
        return false;
    return !m_source.isOpenModel() || m_source.nextDue() == Nanoseconds::max();
}

std::span<const Event> Worker::waitForWork() {
    const bool mayDial = m_opened < m_usable && m_dialer.hasRoom();
    if (mayDial || !m_toResume.empty())
        return m_loop.wait(Nanoseconds{0});
    const Nanoseconds until = std::min(m_recorder.nextTick(), m_order.deadline);
    if (!m_source.isOpenModel())
        return m_loop.wait(until, m_pending);
    // A request that is due already waits for a connection, whose event ends the wait.
    const Nanoseconds due = m_source.nextDue();
    const bool isNext = due > m_loop.now() && due < until;
    return m_loop.wait(isNext ? due : until, m_pending, isNext);
}

// Two phases: first every answer of the batch is read, then every next request is sent. Servers
// then find several requests at once, and answers are not kept waiting behind sends.
void Worker::serve(std::span<const Event> events) {
    std::vector<Connection*> resumed;
    resumed.swap(m_toResume);
    for (const Event& event : events)
        onEvent(*static_cast<Connection*>(event.tag()), event);
    for (Connection* connection : resumed) {
        if (connection->isInFlight())
            receive(*connection);
    }
}

void Worker::onEvent(Connection& connection, const Event& event) {
    if (connection.isTrying())
        return onDialed(connection, m_dialer.proceed(connection, event));
    connection.isEnding |= event.isHangUp();
    if (connection.state == State::Sending && event.isWritable())
        sendRest(connection);
    if (event.isReadable() && connection.isConnected())
        receive(connection);
}

void Worker::onTimer(Connection& connection) {
    switch (connection.state) {
    case State::Resting:
        if (connection.hasRequest)
            return dial(connection);
        connection.state = State::Closed;
        m_closed.push_back(&connection);
        break;
    case State::Connecting:
    case State::Handshaking:
        m_dialer.timeOut(connection);
        onDialFailed(connection);
        break;
    case State::Sending:
    case State::Answering:
        failRequest(connection, failureOf(FailureClass::Timeout, TimeoutPhase::Answering));
        break;
    case State::Closed:
    case State::Ready:
        break;
    }
}

void Worker::sendPending() {
    for (Connection* connection : m_toSend)
        startRequest(*connection);
    m_toSend.clear();
}

void Worker::handOver(bool isLast) {
    m_recorder.handOver(monotonicNow(), m_established, m_loop.takeIdleTime(), isLast);
}

// Connections past the usable ones end with the request that they have (goOn()).
void Worker::followStages(Nanoseconds now) {
    if (!m_order.connections)
        return;
    m_usable = m_source.usable(m_connections.size(), now);
    m_opened = std::min(m_opened, m_usable);
}

// Closed model: every connection opens with a request in hand; without stages the constructor has
// drawn one for each.
void Worker::openMore() {
    const std::size_t end = std::min(m_usable, m_opened + dialledAtOnce);
    while (m_opened < end && m_dialer.hasRoom()) {
        Connection& connection = m_connections[m_opened++];
        if (!connection.hasRequest &&
            giveRequest(connection, m_source.takeReserved(monotonicNow())))
            dial(connection);
    }
}

// Open model: each request that is due goes to a connection that is free. The others wait in line,
// which needs no memory: the pacer stands at the first of them.
void Worker::releaseDue(Nanoseconds now) {
    while (m_source.nextDue() <= now) {
        Connection* const connection = takeReady();
        m_hasLine |= connection == nullptr;
        if (connection == nullptr)
            return dialForWaiting(now);
        if (giveRequest(*connection, m_source.take(now)))
            startRequest(*connection);
        else
            m_ready.push_back(connection);
    }
    m_hasLine = false;
}

/// Dials about as many connections as there are requests in line.
void Worker::dialForWaiting(Nanoseconds now) {
    const std::uint64_t waiting = m_source.waiting(now);
    for (std::size_t i = 0; i < dialledAtOnce && !m_closed.empty() && m_dialer.hasRoom(); ++i) {
        if (m_dialer.trying() >= waiting)
            return;
        Connection& connection = *m_closed.back();
        m_closed.pop_back();
        dial(connection);
    }
}

Connection* Worker::takeReady() {
    while (!m_ready.empty()) {
        Connection* const connection = m_ready.back();
        m_ready.pop_back();
        if (connection->isConnected())
            return connection;
        m_closed.push_back(connection); // the server closed it while it was free
    }
    return nullptr;
}

/// False when there is no request to give.
bool Worker::giveRequest(Connection& connection, std::optional<Nanoseconds> due) {
    if (!due)
        return false;
    connection.hasRequest = true;
    connection.hasWaited = m_hasLine;
    connection.dueAt = *due;
    connection.sentAt = Nanoseconds{0};
    ++m_pending;
    return true;
}

void Worker::completeRequest(Connection& connection) {
    connection.hasRequest = false;
    connection.isRetry = false;
    m_recorder.forget(connection);
    --m_pending;
}

/// `connection` has completed a request, or has just been made: on with the next one.
void Worker::goOn(Connection& connection, Nanoseconds now) {
    if (m_order.connections && indexOf(connection) >= m_usable) {
        m_timers.disarm(connection);
        return disconnect(connection);
    }
    if (giveRequest(connection, m_source.take(now))) {
        if (connection.isConnected())
            m_toSend.push_back(&connection);
        else
            dial(connection);
        return;
    }
    m_timers.disarm(connection);
    if (connection.isConnected())
        m_ready.push_back(&connection);
    else
        m_closed.push_back(&connection);
}

} // namespace squall
