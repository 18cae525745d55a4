#include "core/load/worker.h"

#include <algorithm>
#include <cerrno>

#include <sys/prctl.h>

namespace squall {

namespace {

using State = Connection::State;

constexpr Nanoseconds tick{20'000'000};
/// Opened in one turn of the loop, so that those which stand already are not kept waiting.
constexpr std::size_t openedAtOnce = 64;
/// Attempts under way at once: more would overrun the accept queue of a usual server.
constexpr std::uint32_t connectingAtOnce = 256;
/// Reads of one connection in one turn, so that an endless body does not starve the others.
constexpr int readsAtOnce = 16;
/// Fewer bytes than this are cheaper to copy than to discard with a system call of their own.
constexpr std::uint64_t worthDiscarding = 4096;

/// The more attempts fail in a row, the longer the next one waits: 1 ms to 128 ms.
Nanoseconds restAfter(int failedAttempts) {
    return Nanoseconds(1'000'000) * (1 << std::min(failedAttempts - 1, 7));
}

bool isAccepted(int status) {
    return status >= 200 && status < 400;
}

template <typename Kind>
FailureKind failureOf(FailureClass group, Kind code) {
    return {group, static_cast<std::uint16_t>(code)};
}

} // namespace

Worker::Worker(const WorkOrder& order, Budget& budget, std::uint32_t connections,
               std::uint64_t block, Transport first)
    : m_order(order)
    , m_budget(budget)
    , m_block(block)
    , m_taken(budget.draw(connections))
    , m_timers(monotonicNow())
    , m_connections(connections)
    , m_interval(m_channel.takeEmpty())
    , m_counts(&m_interval->counts) {
    m_toSend.reserve(connections);
    m_toResume.reserve(connections);
    m_connections.front().transport = std::move(first);
}

Result<> Worker::open() {
    return m_loop.open(m_order.spin);
}

void Worker::run(const std::stop_token& stop) {
    prctl(PR_SET_TIMERSLACK, 1);
    const std::stop_callback wakeUp(stop, [this] { m_loop.wake(); });
    m_interval->from = monotonicNow();
    m_nextTick = m_interval->from + tick;
    m_cpuBefore = threadCpuTime();

    openMore();
    while (m_pendingRequests > 0 || m_opened < m_connections.size()) {
        const bool mayOpen = m_opened < m_connections.size() && m_connecting < connectingAtOnce;
        const bool isDue = mayOpen || !m_toResume.empty();
        serve(m_loop.wait(isDue ? Nanoseconds{0} : std::min(m_nextTick, m_order.deadline)));
        const Nanoseconds now = m_loop.now();
        if (stop.stop_requested() || now >= m_order.deadline)
            break;
        sendPending();
        m_timers.advance(now, [this](Timer& timer) { onTimer(static_cast<Connection&>(timer)); });
        openMore();
        if (now >= m_nextTick)
            handOver(false);
    }
    handOver(true);
    for (Connection& connection : m_connections)
        connection.transport.close();
}

// Two phases: first every answer of the batch is read, then every next request is sent. Servers
// then find several requests at once, and answers are not kept waiting behind sends.
void Worker::serve(std::span<const Event> events) {
    std::vector<Connection*> resumed;
    if (!m_toResume.empty()) {
        resumed.swap(m_toResume);
        m_toResume.reserve(resumed.capacity());
    }
    for (const Event& event : events)
        onEvent(*static_cast<Connection*>(event.tag()), event);
    for (Connection* connection : resumed) {
        if (connection->isInFlight())
            receive(*connection);
    }
}

void Worker::onEvent(Connection& connection, const Event& event) {
    if (connection.state == State::Connecting) {
        if (const int error = connection.transport.connectError(); error != 0)
            onConnectFailed(connection, failureOf(FailureClass::Connect, error));
        else if (event.isWritable())
            onConnected(connection);
        return;
    }
    connection.isEnding |= event.isHangUp();
    if (connection.state == State::Sending && event.isWritable())
        sendRest(connection);
    if (event.isReadable() && connection.transport.isOpen())
        receive(connection);
}

void Worker::onTimer(Connection& connection) {
    switch (connection.state) {
    case State::Resting:
        connect(connection);
        break;
    case State::Connecting:
        onConnectFailed(connection, failureOf(FailureClass::Timeout, TimeoutPhase::Connecting));
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

// Every connection opens with a request in hand; the constructor has drawn one for each.
void Worker::openMore() {
    const std::size_t end = std::min(m_connections.size(), m_opened + openedAtOnce);
    while (m_opened < end && m_connecting < connectingAtOnce) {
        Connection& connection = m_connections[m_opened++];
        --m_taken;
        ++m_pendingRequests;
        if (!connection.transport.isOpen() ||
            m_loop.add(connection.transport.fd(), &connection) != 0) {
            connect(connection);
        } else {
            onEstablished(connection);
        }
    }
}

void Worker::sendPending() {
    for (Connection* connection : m_toSend)
        startRequest(*connection);
    m_toSend.clear();
}

void Worker::connect(Connection& connection) {
    const auto index = static_cast<std::size_t>(&connection - m_connections.data());
    const Endpoint& endpoint = m_order.endpoints[index % m_order.endpoints.size()];
    connection.state = State::Connecting;
    connection.connectBegan = monotonicNow();
    ++m_connecting;
    m_timers.arm(connection, connection.connectBegan + m_order.connectTimeout);
    const IoResult begun = connection.transport.connect(endpoint);
    int error = begun.status == IoStatus::Failed ? begun.error : 0;
    if (error == 0)
        error = m_loop.add(connection.transport.fd(), &connection);
    if (error != 0)
        onConnectFailed(connection, failureOf(FailureClass::Connect, error));
}

void Worker::onConnected(Connection& connection) {
    --m_connecting;
    m_counts->connect.record(monotonicNow() - connection.connectBegan);
    onEstablished(connection);
}

void Worker::onEstablished(Connection& connection) {
    ++m_established;
    ++m_counts->connections.opened;
    connection.failedAttempts = 0;
    connection.isKept = false;
    connection.isEnding = false;
    startRequest(connection);
}

void Worker::disconnect(Connection& connection) {
    if (connection.isConnected())
        --m_established;
    connection.transport.close();
    connection.state = State::Closed;
}

void Worker::onConnectFailed(Connection& connection, FailureKind kind) {
    --m_connecting;
    ++m_counts->connections.failed;
    // The attempt costs the request that it was made for.
    if (!connection.isRetry)
        ++m_counts->ledger.sent;
    recordFailure(kind, connection.isRetry ? connection.sentAt : connection.connectBegan);
    connection.isRetry = false;
    disconnect(connection);
    connection.failedAttempts =
        static_cast<std::uint8_t>(std::min(connection.failedAttempts + 1, 255));
    if (!takeRequest())
        return m_timers.disarm(connection);
    connection.state = State::Resting;
    m_timers.arm(connection, monotonicNow() + restAfter(connection.failedAttempts));
}

void Worker::startRequest(Connection& connection) {
    connection.parser.expect(m_order.request.isHead);
    connection.state = State::Sending;
    connection.sentBytes = 0;
    connection.firstByteAt = Nanoseconds{0};
    if (connection.isKept)
        ++m_counts->connections.reused;
    if (!connection.isRetry) {
        ++m_counts->ledger.sent;
        connection.sentAt = monotonicNow();
    }
    m_timers.arm(connection, connection.sentAt + m_order.timeout);
    sendRest(connection);
}

void Worker::sendRest(Connection& connection) {
    const std::string_view rest =
        std::string_view(m_order.request.bytes).substr(connection.sentBytes);
    const IoResult sent = connection.transport.send(rest);
    if (sent.status == IoStatus::Failed)
        return onLost(connection, failureOf(FailureClass::Reset, sent.error));
    connection.sentBytes += static_cast<std::uint32_t>(sent.bytes);
    m_counts->bytes.out += sent.bytes;
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
    const bool discards = skippable > worthDiscarding && connection.isInFlight();
    const IoResult got =
        discards ? connection.transport.discard(skippable) : connection.transport.receive(m_buffer);
    switch (got.status) {
    case IoStatus::WouldBlock:
        return false;
    case IoStatus::Failed:
        onLost(connection, failureOf(FailureClass::Reset, got.error));
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
    m_counts->bytes.in += got.bytes;
    const auto step = discards ? connection.parser.skip(got.bytes)
                               : connection.parser.feed({m_buffer.data(), got.bytes});
    // A short read has drained the socket, unless its end is still to be read.
    const bool mayHaveMore = discards || connection.isEnding || got.bytes == m_buffer.size();
    return take(connection, step, got.bytes) && mayHaveMore;
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
    const Nanoseconds latency = now - connection.sentAt;
    const int status = connection.parser.status();
    ++m_counts->statuses[static_cast<std::size_t>(status)];
    m_counts->bytes.bodyIn += connection.parser.bodyBytes();
    if (isAccepted(status)) {
        const Nanoseconds firstByte =
            connection.firstByteAt > Nanoseconds{0} ? connection.firstByteAt : now;
        ++m_counts->ledger.ok;
        m_counts->service.record(latency);
        m_counts->firstByte.record(firstByte - connection.sentAt);
        m_counts->transfer.record(now - firstByte);
    } else {
        ++m_counts->ledger.failed;
        m_counts->failed.record(latency);
        m_counts->failures.add(failureOf(FailureClass::Status, status));
    }
    --m_pendingRequests;
    connection.isRetry = false;
    connection.isKept = true;
    // An answer that overtook its request leaves the rest of it unsent: not to be reused.
    if (!connection.parser.keepAlive() || connection.isEnding || connection.state == State::Sending)
        disconnect(connection);
    goOn(connection);
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
    ++m_counts->connections.retried;
    connection.isRetry = true;
    disconnect(connection);
    connect(connection);
}

void Worker::failRequest(Connection& connection, FailureKind kind) {
    recordFailure(kind, connection.sentAt);
    connection.isRetry = false;
    disconnect(connection);
    goOn(connection);
}

void Worker::recordFailure(FailureKind kind, Nanoseconds since) {
    ++m_counts->ledger.failed;
    m_counts->failures.add(kind);
    m_counts->failed.record(monotonicNow() - since);
    --m_pendingRequests;
}

bool Worker::takeRequest() {
    const std::uint64_t reserved = m_connections.size() - m_opened;
    if (m_taken <= reserved)
        m_taken += m_budget.draw(m_block);
    if (m_taken <= reserved)
        return false;
    --m_taken;
    ++m_pendingRequests;
    return true;
}

/// Gives a connection that has completed a request its next one.
void Worker::goOn(Connection& connection) {
    if (connection.isConnected())
        connection.state = State::Ready;
    if (!takeRequest())
        m_timers.disarm(connection);
    else if (connection.isConnected())
        m_toSend.push_back(&connection);
    else
        connect(connection);
}

void Worker::handOver(bool isLast) {
    const Nanoseconds now = monotonicNow();
    m_nextTick = now + tick;
    std::unique_ptr<Interval> next = m_channel.takeEmpty();
    if (next == nullptr && !isLast)
        return;
    const Nanoseconds cpu = threadCpuTime();
    m_counts->cpu = cpu - m_cpuBefore;
    m_counts->waited = m_loop.takeIdleTime();
    m_cpuBefore = cpu;
    m_interval->until = now;
    m_interval->isLast = isLast;
    m_interval->connectionsOpen = m_established;
    m_channel.handOver(std::move(m_interval));
    m_interval = std::move(next);
    if (isLast)
        return;
    m_interval->from = now;
    m_counts = &m_interval->counts;
}

} // namespace squall
