#include "core/load/worker.h"

#include <algorithm>
#include <ranges>

#include <sys/prctl.h>

namespace squall {

namespace {

using State = Connection::State;

/// Dialled in one turn of the loop, so that connections which stand already are not kept waiting.
constexpr std::size_t dialledAtOnce = 64;
/// Reads of one connection in one turn, so that an endless body does not starve the others.
constexpr int readsAtOnce = 16;
/// Fewer bytes than this are cheaper to copy than to discard with a system call of their own.
constexpr std::uint64_t worthDiscarding = 4096;

} // namespace

Worker::Worker(const WorkOrder& order, Budget& budget, std::uint32_t index,
               std::uint32_t connections, std::uint64_t block, Transport first)
    : m_order(order)
    , m_source(order, budget, index, connections, block)
    , m_timers(monotonicNow())
    , m_recorder(order.measureFrom, order.rate.has_value())
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
    if (m_pending > 0 || m_opened < m_connections.size())
        return false;
    return !m_source.isOpenModel() || m_source.nextDue() == Nanoseconds::max();
}

std::span<const Event> Worker::waitForWork() {
    const bool mayDial = m_opened < m_connections.size() && m_dialer.hasRoom();
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

// Closed model: every connection opens with a request in hand; the constructor has drawn one for
// each.
void Worker::openMore() {
    const std::size_t end = std::min(m_connections.size(), m_opened + dialledAtOnce);
    while (m_opened < end && m_dialer.hasRoom()) {
        Connection& connection = m_connections[m_opened++];
        if (giveRequest(connection, m_source.takeReserved(monotonicNow())))
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
    --m_pending;
}

/// `connection` has completed a request, or has just been made: on with the next one.
void Worker::goOn(Connection& connection, Nanoseconds now) {
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

void Worker::dial(Connection& connection) {
    if (m_dialer.adopt(connection))
        return onDialed(connection, Dialer::Outcome::Established);
    m_timers.arm(connection, monotonicNow() + m_order.connectTimeout);
    const auto index = static_cast<std::size_t>(&connection - m_connections.data());
    onDialed(connection, m_dialer.dial(connection, index));
}

void Worker::onDialed(Connection& connection, Dialer::Outcome outcome) {
    switch (outcome) {
    case Dialer::Outcome::Pending:
        break;
    case Dialer::Outcome::Failed:
        onDialFailed(connection);
        break;
    case Dialer::Outcome::Established:
        ++m_established;
        if (connection.hasRequest)
            startRequest(connection);
        else
            goOn(connection, monotonicNow());
        break;
    }
}

// A failed attempt costs the request that it was made for. In an open model that is the first one
// in line.
void Worker::onDialFailed(Connection& connection) {
    const Nanoseconds now = monotonicNow();
    if (connection.hasRequest || giveRequest(connection, m_source.take(now))) {
        m_recorder.onFailure(connection, m_dialer.failure(), now);
        completeRequest(connection);
    }
    if (!m_source.isOpenModel() && !giveRequest(connection, m_source.take(now)))
        return m_timers.disarm(connection);
    connection.state = State::Resting;
    m_timers.arm(connection, now + Dialer::restAfterFailure(connection));
}

void Worker::startRequest(Connection& connection) {
    connection.parser.expect(m_order.request.isHead);
    connection.state = State::Sending;
    connection.sentBytes = 0;
    connection.firstByteAt = Nanoseconds{0};
    if (!connection.isRetry)
        connection.sentAt = monotonicNow();
    m_recorder.onSent(connection);
    m_timers.arm(connection, connection.sentAt + m_order.timeout);
    sendRest(connection);
}

void Worker::sendRest(Connection& connection) {
    const std::string_view rest =
        std::string_view(m_order.request.bytes).substr(connection.sentBytes);
    const IoResult sent = connection.transport.send(rest);
    if (sent.status == IoStatus::Failed)
        return onLost(connection, failureOf(sent));
    connection.sentBytes += static_cast<std::uint32_t>(sent.bytes);
    m_recorder.onBytesOut(sent.bytes);
    if (sent.bytes == rest.size())
        connection.state = State::Answering;
}

void Worker::receive(Connection& connection) {
    for (int reads = 0; reads < readsAtOnce; ++reads) {
        if (!receiveOnce(connection))
            return;
    }
    m_toResume.push_back(&connection);
}

/// True when there may be more to read.
bool Worker::receiveOnce(Connection& connection) {
    const std::uint64_t skippable = connection.parser.skippable();
    const bool discards =
        skippable > worthDiscarding && connection.isInFlight() && connection.transport.canDiscard();
    const IoResult got =
        discards ? connection.transport.discard(skippable) : connection.transport.receive(m_buffer);
    switch (got.status) {
    case IoStatus::WouldBlock:
        return false;
    case IoStatus::Failed:
        onLost(connection, failureOf(got));
        return false;
    case IoStatus::Closed:
        if (connection.isInFlight() && connection.parser.endsAtClose())
            onAnswer(connection, monotonicNow());
        else
            onLost(connection,
                   failureOf(FailureClass::Closed, connection.parser.isFresh() ? 0 : 1));
        return false;
    case IoStatus::Done:
        break;
    }
    if (!connection.isInFlight()) { // nothing was asked
        onLost(connection, failureOf(FailureClass::Protocol, ParseFault::ExtraBytes));
        return false;
    }
    m_recorder.onBytesIn(got.bytes);
    const auto step = discards ? connection.parser.skip(got.bytes)
                               : connection.parser.feed({m_buffer.data(), got.bytes}, &m_memo);
    return take(connection, step, got.bytes) && (got.mayHaveMore || connection.isEnding);
}

/// True when the answer needs more bytes.
bool Worker::take(Connection& connection, ResponseParser::Step step, std::size_t given) {
    switch (step.outcome) {
    case ResponseParser::Outcome::NeedMore:
        if (connection.firstByteAt == Nanoseconds{0})
            connection.firstByteAt = monotonicNow();
        return true;
    case ResponseParser::Outcome::Failed:
        failRequest(connection, failureOf(FailureClass::Protocol, connection.parser.fault()));
        return false;
    case ResponseParser::Outcome::Complete:
        break;
    }
    if (step.consumed < given)
        failRequest(connection, failureOf(FailureClass::Protocol, ParseFault::ExtraBytes));
    else
        onAnswer(connection, monotonicNow());
    return false;
}

void Worker::onAnswer(Connection& connection, Nanoseconds now) {
    m_recorder.onAnswer(connection, now);
    completeRequest(connection);
    // An answer that overtook its request leaves the rest of it unsent: not to be reused.
    const bool mayReuse = connection.parser.keepAlive() && !connection.isEnding &&
                          connection.state == State::Answering;
    connection.isKept = true;
    connection.state = State::Ready;
    if (!mayReuse)
        disconnect(connection);
    goOn(connection, now);
}

// RFC 9112, 9.3.1: a server may close a kept connection just when the next request is on its way.
// If nothing of an answer came, the request is sent again, once.
void Worker::onLost(Connection& connection, FailureKind kind) {
    if (!connection.isInFlight())
        return disconnect(connection);
    const bool mayRetry = connection.isKept && !connection.isRetry && connection.parser.isFresh() &&
                          m_order.request.isIdempotent;
    if (!mayRetry)
        return failRequest(connection, kind);
    m_recorder.onRetried();
    connection.isRetry = true;
    disconnect(connection);
    dial(connection);
}

void Worker::failRequest(Connection& connection, FailureKind kind) {
    const Nanoseconds now = monotonicNow();
    m_recorder.onFailure(connection, kind, now);
    completeRequest(connection);
    disconnect(connection);
    goOn(connection, now);
}

void Worker::disconnect(Connection& connection) {
    if (connection.isConnected())
        --m_established;
    connection.transport.close();
    connection.state = State::Closed;
}

} // namespace squall
