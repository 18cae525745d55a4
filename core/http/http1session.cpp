#include "core/http/http1session.h"

namespace squall {

// What is still to come of the answer would be taken for the next one.
void Http1Session::cancel(std::uint32_t /*slot*/) {
    m_isInFlight = false;
    m_mayReuse = false;
}

void Http1Session::receive(std::string_view bytes, Listener& listener) {
    if (!m_isInFlight) { // nothing was asked
        m_mayReuse = false;
        return;
    }
    take(m_parser.feed(bytes, m_memo), bytes.size(), bytes, listener);
}

void Http1Session::receiveEnd(Listener& listener) {
    m_mayReuse = false;
    if (m_isInFlight && m_parser.endsAtClose()) {
        m_isInFlight = false;
        listener.onAnswer(0, {});
    }
}

void Http1Session::skip(std::uint64_t bytes, Listener& listener) {
    take(m_parser.skip(bytes), bytes, {}, listener);
}

void Http1Session::take(ResponseParser::Step step, std::size_t given, std::string_view piece,
                        Listener& listener) {
    if (step.outcome == ResponseParser::Outcome::NeedMore) {
        m_holdsBody = m_holdsBody && !m_parser.hasContinued();
        return listener.onPiece(0, piece);
    }
    m_isInFlight = false;
    if (step.outcome == ResponseParser::Outcome::Failed || step.consumed < given) {
        const bool isBroken = step.outcome == ResponseParser::Outcome::Failed;
        m_mayReuse = false;
        return listener.onFault(0, isBroken ? m_parser.fault() : ParseFault::ExtraBytes, piece);
    }
    // An answer that overtook its request leaves the rest of it unsent.
    m_mayReuse = m_keepAlive && m_parser.keepAlive() && m_sent == m_request->size();
    listener.onAnswer(0, piece);
}

} // namespace squall
