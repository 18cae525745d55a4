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
    , m_recorder(order.rate.has_value(), order.bodyKept, order.headKept)
    , m_dialer(order, index, m_loop, m_recorder)
    , m_calls(std::size_t{connections} * order.streams)
    , m_connections(connections) {
    m_toSend.reserve(m_calls.size());
    for (std::size_t i = 0; i < connections; ++i) {
        m_connections[i].calls = std::span(m_calls).subspan(i * order.streams, order.streams);
        for (std::uint32_t slot = 0; slot < order.streams; ++slot) {
            m_connections[i].calls[slot].connection = &m_connections[i];
            m_connections[i].calls[slot].slot = slot;
            m_connections[i].calls[slot].request = &order.request;
        }
    }
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
    const Nanoseconds start = monotonicNow();
    m_recorder.begin(start, m_order.measureFrom);
    m_source.begin();
    followStages(start);
    openMore();
    if (m_source.isOpenModel())
        releaseDue(start);
    sendPending();
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
        sendPending();
        if (m_recorder.isDue(now))
            handOver(false);
    }
    const Nanoseconds end = std::min(monotonicNow(), m_order.deadline) - Nanoseconds{1};
    while (const auto due = m_source.isOpenModel() ? m_source.take(end) : std::nullopt)
        m_recorder.onDropped(*due);
    handOver(true);
    for (Connection& connection : m_connections)
        disconnect(connection);
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
        return m_loop.wait(until, {m_pending, m_answered, true});
    // A request that is due already waits for a connection, whose event ends the wait.
    const Nanoseconds due = m_source.nextDue();
    const bool isNext = due > m_loop.now() && due < until;
    return m_loop.wait(isNext ? due : until, {m_pending, m_answered, false}, isNext);
}

// Two phases: first every answer of the batch is read, then every next request is sent. Servers
// then find several requests at once, and answers are not kept waiting behind sends.
void Worker::serve(std::span<const Event> events) {
    std::vector<Connection*> resumed;
    resumed.swap(m_toResume);
    for (const Event& event : events)
        onEvent(*static_cast<Connection*>(event.tag()), event);
    for (Connection* connection : resumed) {
        connection->isResumed = false;
        if (connection->isOpen())
            receive(*connection);
    }
}

void Worker::onEvent(Connection& connection, const Event& event) {
    if (connection.isTrying()) {
        onDialed(connection, m_dialer.proceed(connection, event));
        if (!connection.isOpen() || !event.isReadable())
            return;
        // What came with the last step, an end perhaps, makes no further event.
        connection.isEnding |= event.isHangUp();
        return readLater(connection);
    }
    connection.isEnding |= event.isHangUp();
    if (connection.hasUnsent && event.isWritable())
        flush(connection);
    if (event.isReadable() && connection.isOpen())
        receive(connection);
}

void Worker::onTimer(Connection& connection) {
    switch (connection.state) {
    case State::Resting:
        redial(connection, monotonicNow());
        break;
    case State::Connecting:
    case State::Tunnelling:
    case State::Handshaking:
        m_dialer.timeOut(connection);
        onDialFailed(connection);
        break;
    case State::Open:
        onRequestTimeout(connection);
        break;
    case State::Closed:
        break;
    }
}

// What goes out on one connection goes out together; where that is one request, it is sent right
// behind the reading of the clock.
void Worker::sendPending() {
    for (std::size_t i = 0; i < m_toSend.size(); ++i) {
        Call& call = *m_toSend[i];
        Connection& connection = *call.connection;
        const bool isReady = call.hasRequest && !call.isInFlight;
        if (isReady && connection.isOpen() && connection.isReusable())
            startRequest(call);
        if (i + 1 == m_toSend.size() || m_toSend[i + 1]->connection != &connection)
            flush(connection);
    }
    m_toSend.clear();
}

void Worker::handOver(bool isLast) {
    m_recorder.handOver(monotonicNow(), m_established, m_loop.takeIdleTime(), isLast);
}

// Connections past the usable ones end with the requests that they have (mayTakeMore()).
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
        Call& first = connection.calls.front();
        if (connection.isOpen())
            fill(connection, monotonicNow());
        else if (!first.hasRequest && giveRequest(first, m_source.takeReserved(monotonicNow())))
            dial(connection);
    }
}

// Open model: each request that is due goes to a call that is free. The others wait in line, which
// needs no memory: the pacer stands at the first of them.
void Worker::releaseDue(Nanoseconds now) {
    while (m_source.nextDue() <= now) {
        Call* const call = takeFree();
        m_hasLine |= call == nullptr;
        if (call == nullptr) {
            dialForWaiting(now);
            return sendPending();
        }
        goOn(*call, now);
    }
    m_hasLine = false;
    sendPending();
}

/// Dials about as many connections as the requests in line need.
void Worker::dialForWaiting(Nanoseconds now) {
    const std::uint64_t waiting = m_source.waiting(now);
    for (std::size_t i = 0; i < dialledAtOnce && !m_closed.empty() && m_dialer.hasRoom(); ++i) {
        if (std::uint64_t{m_dialer.trying()} * m_order.streams >= waiting)
            return;
        Connection& connection = *m_closed.back();
        m_closed.pop_back();
        dial(connection);
    }
}

Call* Worker::takeFree() {
    while (!m_free.empty()) {
        Call* const call = m_free.back();
        m_free.pop_back();
        call->isListed = false;
        if (isFree(*call))
            return call;
    }
    return nullptr;
}

bool Worker::isUsable(const Connection& connection) const {
    return !m_order.connections || indexOf(connection) < m_usable;
}

bool Worker::mayTakeMore(const Connection& connection) const {
    return connection.isOpen() && !connection.isEnding && connection.isReusable() &&
           isUsable(connection);
}

bool Worker::isFree(const Call& call) const {
    return !call.hasRequest && mayTakeMore(*call.connection) &&
           call.slot < call.connection->withSession([](auto& s) { return s.capacity(); });
}

/// False when there is no request to give.
bool Worker::giveRequest(Call& call, std::optional<Nanoseconds> due) {
    if (!due)
        return false;
    call.hasRequest = true;
    call.hasWaited = m_hasLine;
    call.dueAt = *due;
    call.sentAt = Nanoseconds{0};
    ++m_pending;
    return true;
}

void Worker::completeRequest(Call& call) {
    call.hasRequest = false;
    call.isRetry = false;
    call.request = &m_order.request;
    m_recorder.forget(call);
    --m_pending;
    ++m_answered;
}

/// `call` has completed a request, or its connection has just been made: on with the next one, if
/// the connection takes one.
void Worker::goOn(Call& call, Nanoseconds now) {
    if (!isFree(call))
        return;
    if (giveRequest(call, m_source.take(now))) {
        m_toSend.push_back(&call);
    } else if (m_source.isOpenModel() && !call.isListed) {
        call.isListed = true;
        m_free.push_back(&call);
    }
}

/// `connection` stands: what waited for it is sent, and every call gets a request.
void Worker::fill(Connection& connection, Nanoseconds now) {
    for (Call& call : connection.calls) {
        if (!call.hasRequest)
            goOn(call, now);
        else if (!call.isInFlight && leadsThere(connection, call))
            m_toSend.push_back(&call);
    }
}

} // namespace squall
