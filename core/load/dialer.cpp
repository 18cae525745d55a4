#include "core/load/dialer.h"

#include <algorithm>
#include <cerrno>

namespace squall {

using State = Connection::State;

Dialer::Outcome Dialer::dial(Connection& connection, std::size_t index) {
    const Endpoint& endpoint = m_order.endpoints[index % m_order.endpoints.size()];
    connection.state = State::Connecting;
    connection.attemptBegan = monotonicNow();
    ++m_trying;
    const IoResult begun = connection.transport.connect(endpoint);
    int error = begun.status == IoStatus::Failed ? begun.error : 0;
    if (error == 0)
        error = m_loop.add(connection.transport.fd(), &connection);
    if (error != 0)
        return fail(connection, failureOf(FailureClass::Connect, error));
    return Outcome::Pending;
}

Dialer::Outcome Dialer::proceed(Connection& connection, const Event& event) {
    if (connection.state == State::Handshaking)
        return continueHandshake(connection);
    if (const int error = connection.transport.connectError(); error != 0)
        return fail(connection, failureOf(FailureClass::Connect, error));
    if (!event.isWritable())
        return Outcome::Pending;
    const Nanoseconds now = monotonicNow();
    m_recorder.onConnected(now - connection.attemptBegan);
    connection.attemptBegan = now;
    return m_order.tls != nullptr ? startHandshake(connection) : establish(connection);
}

bool Dialer::adopt(Connection& connection) {
    if (!connection.transport.isOpen() || m_loop.add(connection.transport.fd(), &connection) != 0)
        return false;
    if (connection.transport.tls() != nullptr)
        connection.transport.tls()->useSession(m_session);
    ++m_trying;
    return establish(connection) == Outcome::Established;
}

void Dialer::timeOut(Connection& connection) {
    const auto phase = connection.state == State::Handshaking ? TimeoutPhase::Handshaking
                                                              : TimeoutPhase::Connecting;
    static_cast<void>(fail(connection, failureOf(FailureClass::Timeout, phase)));
}

Nanoseconds Dialer::restAfterFailure(const Connection& connection) {
    return Nanoseconds(1'000'000) * (1 << std::min(connection.failedAttempts - 1, 7));
}

Dialer::Outcome Dialer::startHandshake(Connection& connection) {
    auto stream = TlsStream::create(*m_order.tls, m_order.host);
    if (stream == nullptr)
        return fail(connection, failureOf(FailureClass::Connect, ENOMEM));
    stream->useSession(m_session);
    connection.transport.startTls(std::move(stream));
    connection.state = State::Handshaking;
    return continueHandshake(connection);
}

Dialer::Outcome Dialer::continueHandshake(Connection& connection) {
    const IoResult shaken = connection.transport.handshake();
    if (shaken.status == IoStatus::WouldBlock)
        return Outcome::Pending;
    if (shaken.status != IoStatus::Done)
        return fail(connection, failureOf(shaken));
    m_recorder.onHandshake(monotonicNow() - connection.attemptBegan,
                           connection.transport.tls()->wasResumed());
    return establish(connection);
}

Dialer::Outcome Dialer::establish(Connection& connection) {
    --m_trying;
    connection.state = State::Ready;
    connection.failedAttempts = 0;
    connection.isKept = false;
    connection.isEnding = false;
    m_recorder.onOpened();
    return Outcome::Established;
}

Dialer::Outcome Dialer::fail(Connection& connection, FailureKind kind) {
    --m_trying;
    m_failure = kind;
    m_recorder.onConnectFailed();
    connection.transport.close();
    connection.state = State::Closed;
    connection.failedAttempts =
        static_cast<std::uint8_t>(std::min(connection.failedAttempts + 1, 255));
    return Outcome::Failed;
}

} // namespace squall
