// The life of a connection and of the requests on it; worker.cpp has the loop around it.

#include "core/load/worker.h"

#include <algorithm>
#include <utility>

#include "core/http/redirect.h"

namespace squall {

namespace {

using State = Connection::State;

/// Reads of one connection in one turn, so that an endless body does not starve the others.
constexpr int readsAtOnce = 16;
/// Reads of what a broken connection has left: more than a kernel's buffer holds.
constexpr int readsOfTheRest = 256;
/// Fewer bytes than this are cheaper to copy than to discard with a system call of their own.
constexpr std::uint64_t worthDiscarding = 4096;
/// How long a body waits for a 100: some servers never say it.
constexpr Nanoseconds patience = std::chrono::seconds(1);

} // namespace

/// What becomes of the requests of one connection by the bytes that came at `now`.
struct Worker::Receiver final : Session::Listener {
    Receiver(Worker& ofWorker, Connection& ofConnection, Nanoseconds cameAt)
        : worker(ofWorker)
        , connection(ofConnection)
        , now(cameAt) {}

    void onPiece(std::uint32_t slot, std::string_view bytes) override {
        Call& call = connection.calls[slot];
        if (call.firstByteAt == Nanoseconds{0})
            call.firstByteAt = now;
        if (worker.boundsSilence())
            call.heardAt = now;
        worker.m_recorder.onPiece(call, bytes);
    }

    void onAnswer(std::uint32_t slot, std::string_view end) override {
        Call& call = connection.calls[slot];
        worker.leaveFlight(call);
        if (call.firstByteAt == now)
            call.firstByteAt = Nanoseconds{0}; // it came in one piece
        connection.isKept = true;
        if (worker.m_order.readsHeads) [[unlikely]] {
            if (worker.m_order.keepsCookies)
                worker.keepCookies(call, end, now);
            if (worker.m_order.follow.most > 0 && isRedirect(call.status))
                return worker.follow(call, end, now);
        }
        worker.m_recorder.onAnswer(call, faultOf(call), end, now);
        worker.completeRequest(call);
        worker.goOn(call, now);
    }

    void onFault(std::uint32_t slot, ParseFault fault, std::string_view end) override {
        worker.failRequest(connection.calls[slot], failureOf(FailureClass::Protocol, fault), end,
                           now);
    }

    void onReset(std::uint32_t slot, std::uint32_t code) override {
        const auto known = static_cast<std::uint16_t>(std::min(code, 0xffu));
        worker.failRequest(connection.calls[slot],
                           failureOf(FailureClass::Reset, streamResetCode + known), {}, now);
    }

    // Once, so that a server which looks at nothing is not asked for ever.
    void onUnprocessed(std::uint32_t slot) override {
        Call& call = connection.calls[slot];
        if (call.isRetry)
            return onReset(slot, Session::refusedStream);
        worker.leaveFlight(call);
        call.isRetry = true;
        worker.m_recorder.onRetried();
        if (connection.isReusable())
            worker.m_toSend.push_back(&call);
    }

    [[nodiscard]] bool wantsHead(std::uint32_t slot, int status) override {
        std::optional<FailureKind> fault;
        if (!worker.m_order.check.accepts(status))
            fault = FailureKind{FailureClass::Status, static_cast<std::uint16_t>(status)};
        return worker.m_order.wantsHeads ||
               worker.m_recorder.wantsHead(connection.calls[slot], fault, now);
    }

    void onCapacity() override { worker.fill(connection, now); }

    /// What the plan expects and the answer to `call` is not.
    [[nodiscard]] std::optional<FailureKind> faultOf(const Call& call) const {
        const AnswerCheck& check = worker.m_order.check;
        if (!check.accepts(call.status))
            return failureOf(FailureClass::Status, call.status);
        if (!check.needsBody())
            return std::nullopt;
        return check.fault(connection.session().body(call.slot));
    }

    Worker& worker;
    Connection& connection;
    const Nanoseconds now;
};

void Worker::dial(Connection& connection) {
    if (m_dialer.adopt(connection))
        return onDialed(connection, Dialer::Outcome::Established);
    m_timers.arm(connection, monotonicNow() + m_order.connectTimeout);
    onDialed(connection, m_dialer.dial(connection, indexOf(connection)));
}

/// `connection` has closed: it is made anew if there is a request for it.
void Worker::redial(Connection& connection, Nanoseconds now) {
    connection.state = State::Closed;
    aim(connection);
    if (std::ranges::any_of(connection.calls, &Call::hasRequest) ||
        (isUsable(connection) && giveRequest(connection.calls.front(), m_source.take(now))))
        return dial(connection);
    m_timers.disarm(connection);
    if (m_source.isOpenModel())
        m_closed.push_back(&connection);
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
        m_timers.disarm(connection);
        connection.isEnding = mustMoveOn(connection);
        fill(connection, monotonicNow());
        break;
    }
}

// A failed attempt costs the requests that wait for it, not those on their way elsewhere. In an
// open model that is at least the first one in line.
void Worker::onDialFailed(Connection& connection) {
    const Nanoseconds now = monotonicNow();
    Call& first = connection.calls.front();
    if (std::ranges::none_of(connection.calls, &Call::hasRequest))
        static_cast<void>(giveRequest(first, m_source.take(now)));
    for (Call& call : connection.calls) {
        if (!call.hasRequest || !leadsThere(connection, call))
            continue;
        m_recorder.onFailure(call, m_dialer.failure(), {}, now);
        completeRequest(call);
    }
    const bool mayTry = m_source.isOpenModel() ||
                        std::ranges::any_of(connection.calls, &Call::hasRequest) ||
                        (isUsable(connection) && giveRequest(first, m_source.take(now)));
    if (!mayTry)
        return m_timers.disarm(connection);
    connection.state = State::Resting;
    m_timers.arm(connection, now + Dialer::restAfterFailure(connection));
}

/// When something is to be done about `call`, which is in flight, if it hears nothing until then.
Nanoseconds Worker::deadlineOf(const Call& call) const {
    const Nanoseconds whole = call.sentAt + m_order.timeout;
    return boundsSilence() ? std::min(whole, call.heardAt + m_order.idleTimeout) : whole;
}

/// The deadline of a connection is that of its oldest request, as it was when that was sent; the
/// others are looked at then, and what has come meanwhile.
void Worker::onRequestTimeout(Connection& connection) {
    const Nanoseconds now = monotonicNow();
    Nanoseconds next = Nanoseconds::max();
    connection.http1.stopWaiting();
    for (Call& call : connection.calls) {
        if (!call.isInFlight)
            continue;
        if (connection.session().isSending(call.slot))
            call.heardAt = now; // no answer is owed yet
        if (const Nanoseconds due = deadlineOf(call); due > now) {
            next = std::min(next, due);
            continue;
        }
        const bool isSilent = now < call.sentAt + m_order.timeout;
        const auto phase = isSilent ? TimeoutPhase::Silence : TimeoutPhase::Answering;
        connection.session().cancel(call.slot);
        failRequest(call, failureOf(FailureClass::Timeout, phase), {}, now);
    }
    if (next != Nanoseconds::max())
        m_timers.arm(connection, next);
    settle(connection);
    flush(connection);
}

void Worker::startRequest(Call& call) {
    Connection& connection = *call.connection;
    if (m_order.keepsCookies) [[unlikely]]
        addCookies(call);
    connection.withSession([&](auto& session) { session.submit(call.slot, *call.request); });
    call.isInFlight = true;
    call.firstByteAt = Nanoseconds{0};
    call.status = 0;
    call.bodyBytes = 0;
    const bool isFirst = call.sentAt == Nanoseconds{0}; // neither sent again nor redirected
    if (isFirst)
        call.sentAt = monotonicNow();
    if (boundsSilence()) [[unlikely]]
        call.heardAt = isFirst ? call.sentAt : monotonicNow();
    m_recorder.onSent(call, isFirst);
    if (connection.inFlight++ == 0)
        m_timers.arm(connection, deadlineOf(call));
    if (call.request->expectsContinue) [[unlikely]]
        awaitContinue(connection, call.sentAt + m_order.timeout);
}

/// The body of the request on `connection` goes out a second from now, if the server has not asked
/// for it by then (RFC 9110, 10.1.1); onRequestTimeout() sees to that.
void Worker::awaitContinue(Connection& connection, Nanoseconds deadline) {
    m_timers.arm(connection, std::min(monotonicNow() + patience, deadline));
}

/// The session is done with `call`.
void Worker::leaveFlight(Call& call) {
    call.isInFlight = false;
    call.connection->withSession([&](const auto& session) {
        call.status = static_cast<std::uint16_t>(session.status(call.slot));
        call.bodyBytes = session.bodyBytes(call.slot);
    });
    --call.connection->inFlight;
}

void Worker::flush(Connection& connection) {
    if (!connection.isOpen())
        return;
    connection.hasUnsent = false;
    connection.withSession([&](auto& session) {
        for (std::string_view output; !(output = session.output()).empty();) {
            const IoResult sent = connection.transport.send(output);
            if (sent.status == IoStatus::Failed)
                return loseBehindWhatCame(connection, failureOf(sent));
            session.onSent(sent.bytes);
            m_recorder.onBytesOut(sent.bytes);
            connection.hasUnsent = sent.bytes < output.size();
            if (connection.hasUnsent)
                return;
        }
    });
}

// A server may answer and close before it has read the whole request (a 413, say). Its kernel
// resets the connection then, and sending tells of that first, while the answer waits to be read.
// What is left of the connection is in the socket's buffer, so a few reads are enough.
void Worker::loseBehindWhatCame(Connection& connection, FailureKind kind) {
    connection.isEnding = true;
    for (int reads = 0; reads < readsOfTheRest && connection.inFlight > 0; ++reads) {
        const IoResult got = connection.transport.receive(m_buffer);
        Receiver receiver(*this, connection, monotonicNow());
        if (got.status == IoStatus::Done) {
            m_recorder.onBytesIn(got.bytes);
            connection.session().receive({m_buffer.data(), got.bytes}, receiver);
            continue;
        }
        if (got.status == IoStatus::Closed)
            connection.session().receiveEnd(receiver);
        break;
    }
    if (connection.inFlight > 0)
        return lose(connection, kind);
    settle(connection);
}

void Worker::receive(Connection& connection) {
    bool mayHaveMore = true;
    for (int reads = 0; reads < readsAtOnce && mayHaveMore; ++reads)
        mayHaveMore = receiveOnce(connection);
    if (mayHaveMore)
        readLater(connection);
    settle(connection);
    // What a session says by itself goes out with its next request, or now where there is none.
    if (m_toSend.empty() || m_toSend.back()->connection != &connection)
        flush(connection);
}

void Worker::readLater(Connection& connection) {
    if (std::exchange(connection.isResumed, true))
        return;
    m_toResume.push_back(&connection);
}

/// True when there may be more to read.
bool Worker::receiveOnce(Connection& connection) {
    const std::uint64_t skippable = connection.withSession([](auto& s) { return s.skippable(); });
    const bool discards = skippable > worthDiscarding && connection.transport.canDiscard() &&
                          m_recorder.hasExcerpt(connection.calls.front());
    const IoResult got =
        discards ? connection.transport.discard(skippable) : connection.transport.receive(m_buffer);
    if (got.status == IoStatus::WouldBlock)
        return false;
    Receiver receiver(*this, connection, monotonicNow());
    switch (got.status) {
    case IoStatus::Failed:
        if (connection.hasUnsent) // the server's close, which our bytes have turned into a reset
            connection.session().receiveEnd(receiver);
        lose(connection, failureOf(got));
        return false;
    case IoStatus::Closed:
        connection.session().receiveEnd(receiver);
        lose(connection, failureOf(FailureClass::Closed, 0));
        return false;
    default:
        break;
    }
    m_recorder.onBytesIn(got.bytes);
    if (discards)
        connection.session().skip(got.bytes, receiver);
    else
        connection.withSession(
            [&](auto& session) { session.receive({m_buffer.data(), got.bytes}, receiver); });
    return connection.inFlight > 0 && (got.mayHaveMore || connection.isEnding);
}

void Worker::failRequest(Call& call, FailureKind kind, std::string_view end, Nanoseconds now) {
    leaveFlight(call);
    m_recorder.onFailure(call, kind, end, now);
    completeRequest(call);
    goOn(call, now);
}

/// Closes `connection` when nothing is in flight on it and nothing can be any more.
void Worker::settle(Connection& connection) {
    if (!connection.isOpen() || connection.inFlight > 0 || mayTakeMore(connection) ||
        isNeededAway(connection))
        return;
    disconnect(connection);
    redial(connection, monotonicNow());
}

// RFC 9112, 9.3.1: a server may close a kept connection just when the next request is on its way.
// If nothing came, of an answer or of what broke TLS, the request is sent again, once.
void Worker::lose(Connection& connection, FailureKind kind) {
    const Nanoseconds now = monotonicNow();
    disconnect(connection);
    const bool isEnd =
        kind.group != FailureClass::Tls || kind == failureOf(kind.group, TlsFault::NoCloseNotify);
    for (Call& call : connection.calls) {
        if (!call.isInFlight)
            continue;
        leaveFlight(call);
        const bool mayRetry = isEnd && connection.isKept && !call.isRetry &&
                              connection.session().mayBeUnseen(call.slot) &&
                              call.request->isIdempotent;
        if (mayRetry) {
            call.isRetry = true;
            m_recorder.onRetried();
            continue;
        }
        const bool hasBegun = call.firstByteAt > Nanoseconds{0};
        const bool isClosed = kind.group == FailureClass::Closed;
        m_recorder.onFailure(call, isClosed ? failureOf(kind.group, hasBegun) : kind, {}, now);
        completeRequest(call);
    }
    redial(connection, now);
}

void Worker::disconnect(Connection& connection) {
    if (connection.isOpen()) {
        --m_established;
        if (const std::string_view last = connection.session().goodbye(); !last.empty())
            static_cast<void>(connection.transport.send(last));
    }
    connection.transport.close();
    connection.state = State::Closed;
}

} // namespace squall
