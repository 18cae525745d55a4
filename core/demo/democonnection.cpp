#include "core/demo/democonnection.h"

#include <algorithm>
#include <utility>

#include <sys/socket.h>

namespace squall {

namespace {

/// Answers are gathered up to this size, so that pipelined ones leave in one piece.
constexpr std::size_t outputAtOnce = 16 * 1024;
/// Bodies up to this size are copied behind their head; larger ones are sent from where they are.
constexpr std::size_t smallBody = 16 * 1024;
constexpr std::size_t bytesPerFlush = 128 * 1024;
constexpr int stepsPerTurn = 4;
constexpr std::uint64_t mostHeldBytes = 512ULL * 1024 * 1024;
/// To read the refusal; closing at once would reset the connection and could lose it (RFC 9112,
/// 9.6).
constexpr Nanoseconds drainTime = std::chrono::seconds(1);
constexpr std::uint64_t drainAtOnce = 1024 * 1024;

using Body = DemoRoute::Body;

void release(std::string& text) {
    std::string().swap(text);
}

AnswerHead headOf(const DemoRoute& route, const DemoRequest& request) {
    AnswerHead head{.status = route.status, .toOld = request.isOld};
    switch (route.body) {
    case Body::None:
        break;
    case Body::Text:
        head.contentLength = textFor(route.status).size();
        break;
    case Body::Echo:
        head.contentType = "application/octet-stream";
        head.contentLength = request.body.size();
        break;
    case Body::Filler:
        head.contentType = "application/octet-stream";
        head.contentLength = route.fillerBytes;
        break;
    }
    return head;
}

} // namespace

DemoConnection::DemoConnection(UniqueFd socket, DemoShared& shared)
    : m_transport(std::move(socket))
    , m_shared(shared) {
    if (!shared.tls)
        return;
    m_transport.startTls(TlsStream::accept(*shared.tls));
    m_phase = m_transport.tls() != nullptr ? Phase::Handshaking : Phase::Leaving;
}

DemoConnection::~DemoConnection() {
    m_shared.heldBytes -= m_heldCounted;
}

void DemoConnection::expectInput(bool toItsEnd) {
    m_mayRead = true;
    m_readToEnd |= toItsEnd;
}

DemoConnection::Turn DemoConnection::proceed() {
    Turn turn = Turn::Again;
    for (int i = 0; i < stepsPerTurn && turn == Turn::Again; ++i)
        turn = takeStep();
    return turn;
}

DemoConnection::Turn DemoConnection::shakeHands() {
    const IoResult shaken = m_transport.handshake();
    if (shaken.status == IoStatus::WouldBlock)
        return m_shared.stopping ? Turn::Finished : Turn::Waiting;
    if (shaken.status != IoStatus::Done)
        return Turn::Finished;
    m_phase = Phase::Serving;
    m_mayRead = true; // a request may have come right behind
    return Turn::Again;
}

DemoConnection::Turn DemoConnection::takeStep() {
    if (m_phase == Phase::Handshaking)
        return shakeHands();
    switch (flush()) {
    case Flush::Done:
        break;
    case Flush::Blocked:
        return Turn::Waiting;
    case Flush::Broken:
        return Turn::Finished;
    case Flush::Enough:
        return Turn::Again;
    }
    switch (m_phase) {
    case Phase::Handshaking:
    case Phase::Serving:
        break;
    case Phase::Delaying:
        if (monotonicNow() < m_due)
            return Turn::Pausing;
        answer(m_unread.empty());
        return Turn::Again;
    case Phase::Leaving:
        return Turn::Finished;
    case Phase::Refusing:
        startDraining();
        return Turn::Again;
    case Phase::Draining:
        return drain();
    }
    if (!m_unread.empty()) {
        answerUnread();
        return Turn::Again;
    }
    if (!m_mayRead)
        return m_shared.stopping && m_parser.isFresh() ? Turn::Finished : Turn::Waiting;
    return receive() ? Turn::Again : Turn::Finished;
}

DemoConnection::Flush DemoConnection::flush() {
    std::size_t written = 0;
    for (;;) {
        const std::string_view piece = nextPiece();
        if (piece.empty())
            return Flush::Done;
        if (written >= bytesPerFlush)
            return Flush::Enough;
        const IoResult result = m_transport.send(piece);
        if (result.status == IoStatus::WouldBlock)
            return Flush::Blocked;
        if (result.status != IoStatus::Done)
            return Flush::Broken;
        if (result.bytes == 0) // what TLS says instead
            return Flush::Blocked;
        wrote(result.bytes);
        written += result.bytes;
    }
}

std::string_view DemoConnection::nextPiece() const {
    if (!m_output.empty())
        return std::string_view(m_output).substr(m_outputSent);
    if (!m_body.empty())
        return std::string_view(m_body).substr(m_bodySent);
    return std::string_view(m_shared.filler).substr(0, m_fillerLeft);
}

void DemoConnection::wrote(std::size_t bytes) {
    if (!m_output.empty()) {
        m_outputSent += bytes;
        if (m_outputSent < m_output.size())
            return;
        m_output.clear();
        m_outputSent = 0;
    } else if (!m_body.empty()) {
        m_bodySent += bytes;
        if (m_bodySent < m_body.size())
            return;
        release(m_body);
        m_bodySent = 0;
        countHeld();
    } else {
        m_fillerLeft -= bytes;
    }
}

bool DemoConnection::receive() {
    const IoResult result = m_transport.receive(m_shared.buffer);
    if (result.status == IoStatus::WouldBlock) {
        m_mayRead = false;
        return true;
    }
    if (result.status != IoStatus::Done)
        return false;
    // A short read means that nothing is left, unless the end is to be read too.
    m_mayRead = result.mayHaveMore || m_readToEnd;
    m_unread.assign(answerAll({m_shared.buffer.data(), result.bytes}));
    countHeld();
    const bool isHolding = m_phase == Phase::Serving && !m_parser.request().body.empty();
    if (isHolding && m_shared.heldBytes > mostHeldBytes)
        refuse({503, "too much to echo at once on all connections"});
    return true;
}

DemoConnection::Turn DemoConnection::drain() {
    if (monotonicNow() >= m_due)
        return Turn::Finished;
    const IoResult result = m_transport.discard(drainAtOnce);
    if (result.status == IoStatus::WouldBlock)
        return Turn::Pausing;
    return result.status == IoStatus::Done ? Turn::Again : Turn::Finished;
}

void DemoConnection::answerUnread() {
    const std::string_view rest = answerAll(std::string_view(m_unread).substr(m_unreadTaken));
    m_unreadTaken = m_unread.size() - rest.size();
    if (!rest.empty())
        return;
    release(m_unread);
    m_unreadTaken = 0;
}

// Stops with requests left when one of them has to wait or enough has been gathered to be sent.
std::string_view DemoConnection::answerAll(std::string_view input) {
    while (!input.empty() && m_phase == Phase::Serving && m_output.size() < outputAtOnce &&
           m_body.empty() && m_fillerLeft == 0) {
        const auto step = m_parser.feed(input);
        input.remove_prefix(step.consumed);
        switch (step.outcome) {
        case DemoRequestParser::Outcome::NeedMore:
            break;
        case DemoRequestParser::Outcome::WantsContinue:
            m_output.append("HTTP/1.1 100 Continue\r\n\r\n");
            break;
        case DemoRequestParser::Outcome::Complete:
            plan(input.empty());
            break;
        case DemoRequestParser::Outcome::Refused:
            refuse(m_parser.refusal());
            return {};
        }
    }
    return input;
}

void DemoConnection::plan(bool isLast) {
    m_planned = m_shared.policy.decide(m_parser.request().route);
    if (m_planned.delay > Nanoseconds{0}) {
        m_phase = Phase::Delaying;
        m_due = monotonicNow() + m_planned.delay;
        return;
    }
    answer(isLast);
}

void DemoConnection::answer(bool isLast) {
    DemoRequest& request = m_parser.request();
    AnswerHead head = headOf(m_planned, request);
    head.keepAlive = request.keepAlive && !(m_shared.stopping && isLast);
    appendHead(m_output, head);
    if (!request.isHead) {
        const std::size_t atOnce = std::min<std::uint64_t>(head.contentLength, smallBody);
        if (m_planned.body == Body::Text && mayHaveBody(head.status)) {
            m_output.append(textFor(head.status));
        } else if (m_planned.body == Body::Filler) {
            m_output.append(m_shared.filler, 0, atOnce);
            m_fillerLeft = head.contentLength - atOnce;
        } else if (m_planned.body == Body::Echo && request.body.size() <= smallBody) {
            m_output.append(request.body);
        } else if (m_planned.body == Body::Echo) {
            m_body = std::exchange(request.body, {});
        }
    }
    m_phase = head.keepAlive ? Phase::Serving : Phase::Leaving;
    m_parser.next();
}

void DemoConnection::refuse(const DemoRefusal& refusal) {
    const std::string_view reason = refusal.reason;
    appendHead(m_output,
               {.status = refusal.status, .contentLength = reason.size() + 1, .keepAlive = false});
    m_output.append(reason).append("\n");
    m_phase = Phase::Refusing;
    release(m_parser.request().body);
    countHeld();
}

void DemoConnection::startDraining() {
    ::shutdown(m_transport.fd(), SHUT_WR);
    m_phase = Phase::Draining;
    m_due = monotonicNow() + drainTime;
}

void DemoConnection::countHeld() {
    const std::uint64_t held = m_parser.request().body.capacity() + m_body.capacity();
    m_shared.heldBytes += held - m_heldCounted;
    m_heldCounted = held;
}

} // namespace squall
