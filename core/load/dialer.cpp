#include "core/load/dialer.h"

#include <algorithm>
#include <cerrno>

#include "core/load/proxytunnel.h"

namespace squall {

using State = Connection::State;

Dialer::Outcome Dialer::dial(Connection& connection, std::size_t index) {
    const std::size_t number = index * m_order.workers + m_worker;
    const std::vector<Endpoint>& endpoints =
        connection.away != nullptr ? connection.away->endpoints : m_order.endpoints;
    const Endpoint& endpoint = endpoints[number % endpoints.size()];
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
    if (connection.state == State::Tunnelling)
        return continueTunnel(connection);
    if (const int error = connection.transport.connectError(); error != 0)
        return fail(connection, failureOf(FailureClass::Connect, error));
    if (!event.isWritable())
        return Outcome::Pending;
    const Nanoseconds now = monotonicNow();
    m_recorder.onConnected(now - connection.attemptBegan);
    connection.attemptBegan = now;
    const bool isAway = connection.away != nullptr;
    if (!m_order.proxy || !(isAway ? connection.away->isTunnelled : m_order.isTunnelled))
        return secure(connection);
    const HostAndPort& target = isAway ? connection.away->target : m_order.target;
    connection.tunnel = std::make_unique<ProxyHandshake>(*m_order.proxy, target.host, target.port);
    connection.state = State::Tunnelling;
    return continueTunnel(connection);
}

Dialer::Outcome Dialer::continueTunnel(Connection& connection) {
    const TunnelStep step = moveAlong(*connection.tunnel, connection.transport);
    switch (step.outcome) {
    case ProxyHandshake::Outcome::NeedMore:
        return Outcome::Pending;
    case ProxyHandshake::Outcome::Failed:
        return fail(connection, step.failure);
    case ProxyHandshake::Outcome::Done:
        break;
    }
    connection.tunnel.reset();
    connection.attemptBegan = monotonicNow();
    return secure(connection);
}

Dialer::Outcome Dialer::secure(Connection& connection) {
    return tlsFor(connection) != nullptr ? startHandshake(connection) : establish(connection);
}

const TlsContext* Dialer::tlsFor(const Connection& connection) const {
    if (connection.away == nullptr)
        return m_order.tls;
    return connection.away->isTls ? m_order.follow.tls : nullptr;
}

bool Dialer::adopt(Connection& connection) {
    if (!connection.transport.isOpen() || m_loop.add(connection.transport.fd(), &connection) != 0)
        return false;
    if (connection.transport.tls() != nullptr)
        connection.transport.tls()->useSession(m_tlsSession);
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
    const bool isAway = connection.away != nullptr;
    auto stream =
        TlsStream::create(*tlsFor(connection), isAway ? connection.away->host : m_order.host);
    if (stream == nullptr)
        return fail(connection, failureOf(FailureClass::Connect, ENOMEM));
    if (!isAway) // what one server has given is nothing for another
        stream->useSession(m_tlsSession);
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
    const bool isSecond = isHttp2(connection);
    if (!isSecond && connection.transport.tls() != nullptr && m_order.http == HttpVersion::Http2)
        return fail(connection, failureOf(FailureClass::Tls, TlsFault::NoCommonProtocol));
    connection.http2 =
        isSecond ? Http2Session::create(m_order.request,
                                        static_cast<std::uint32_t>(connection.calls.size()),
                                        m_order.form.keepAlive)
                 : nullptr;
    if (isSecond && connection.http2 == nullptr)
        return fail(connection, failureOf(FailureClass::Connect, ENOMEM));
    connection.http1.begin(m_order.request, m_memo, m_order.form.keepAlive);
    connection.session().limitBodies(m_order.longestBody);
    if (m_order.check.needsBody())
        connection.session().keepBodies(AnswerCheck::maxBody + 1);
    --m_trying;
    connection.state = State::Open;
    connection.failedAttempts = 0;
    connection.isKept = connection.isEnding = connection.hasUnsent = false;
    m_recorder.onOpened();
    return Outcome::Established;
}

bool Dialer::isHttp2(const Connection& connection) const {
    const TlsStream* const tls = connection.transport.tls();
    return tls != nullptr ? tls->protocol() == "h2" : m_order.http == HttpVersion::Http2;
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
