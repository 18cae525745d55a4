// The life of a connection and of the request on it; worker.cpp has the loop around it.

#include "core/load/worker.h"

#include <algorithm>

namespace squall {

namespace {

using State = Connection::State;

/// Reads of one connection in one turn, so that an endless body does not starve the others.
constexpr int readsAtOnce = 16;
/// Fewer bytes than this are cheaper to copy than to discard with a system call of their own.
constexpr std::uint64_t worthDiscarding = 4096;

} // namespace

void Worker::dial(Connection& connection) {
    if (m_dialer.adopt(connection))
        return onDialed(connection, Dialer::Outcome::Established);
    m_timers.arm(connection, monotonicNow() + m_order.connectTimeout);
    onDialed(connection, m_dialer.dial(connection, indexOf(connection)));
}

std::size_t Worker::indexOf(const Connection& connection) const {
    return static_cast<std::size_t>(&connection - m_connections.data());
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
        m_recorder.onFailure(connection, m_dialer.failure(), {}, now);
        completeRequest(connection);
    }
    const bool isUsable = m_source.isOpenModel() || indexOf(connection) < m_usable;
    if (!isUsable || (!m_source.isOpenModel() && !giveRequest(connection, m_source.take(now))))
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
    const bool discards = skippable > worthDiscarding && connection.isInFlight() &&
                          m_recorder.hasExcerpt(connection) && connection.transport.canDiscard();
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
            onAnswer(connection, {});
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
    const std::string_view piece(m_buffer.data(), discards ? 0 : got.bytes);
    return take(connection, step, got.bytes, piece) && (got.mayHaveMore || connection.isEnding);
}

/// True when the answer needs more bytes.
bool Worker::take(Connection& connection, ResponseParser::Step step, std::size_t given,
                  std::string_view piece) {
    switch (step.outcome) {
    case ResponseParser::Outcome::NeedMore:
        if (connection.firstByteAt == Nanoseconds{0})
            connection.firstByteAt = monotonicNow();
        m_recorder.onPiece(connection, piece);
        return true;
    case ResponseParser::Outcome::Failed:
        failRequest(connection, failureOf(FailureClass::Protocol, connection.parser.fault()),
                    piece);
        return false;
    case ResponseParser::Outcome::Complete:
        break;
    }
    if (step.consumed < given)
        failRequest(connection, failureOf(FailureClass::Protocol, ParseFault::ExtraBytes), piece);
    else
        onAnswer(connection, piece);
    return false;
}

void Worker::onAnswer(Connection& connection, std::string_view end) {
    const Nanoseconds now = monotonicNow();
    m_recorder.onAnswer(connection, end, now);
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

void Worker::failRequest(Connection& connection, FailureKind kind, std::string_view end) {
    const Nanoseconds now = monotonicNow();
    m_recorder.onFailure(connection, kind, end, now);
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
