#include "core/http/chunkedbody.h"

#include <algorithm>

namespace squall {

namespace {

constexpr std::uint32_t maxLineBytes = 64 * 1024;
/// An exabyte: more would overflow.
constexpr int maxSizeDigits = 15;

int hexValue(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    const int folded = c | 0x20;
    return folded >= 'a' && folded <= 'f' ? folded - 'a' + 10 : -1;
}

} // namespace

std::size_t ChunkedBody::feed(std::string_view input, KeptBody* body) {
    std::size_t consumed = 0;
    while (consumed < input.size() && m_state != State::Done && m_state != State::Broken) {
        if (m_state != State::Data) {
            feedByte(input[consumed++]);
            continue;
        }
        const std::uint64_t taken = std::min<std::uint64_t>(m_remaining, input.size() - consumed);
        if (body != nullptr)
            body->add(input.substr(consumed, taken));
        m_remaining -= taken;
        m_dataBytes += taken;
        consumed += taken;
        if (m_remaining == 0)
            m_state = State::DataEnd;
    }
    return consumed;
}

void ChunkedBody::feedByte(char c) {
    const auto expect = [this, c](char wanted, State next) {
        if (c == wanted)
            m_state = next;
        else
            breakWith(ParseFault::BadChunk);
    };
    switch (m_state) {
    case State::Size:
        return feedSize(c);
    case State::Blank:
        if (c == '\r')
            m_state = State::SizeEnd;
        else if (c == ';')
            m_state = State::Extension;
        else if ((c != ' ' && c != '\t') || ++m_lineBytes > maxLineBytes)
            breakWith(ParseFault::BadChunk);
        return;
    case State::Extension:
        if (c == '\r')
            m_state = State::SizeEnd;
        else if (c == '\n' || c == '\0' || ++m_lineBytes > maxLineBytes)
            breakWith(ParseFault::BadChunk);
        return;
    case State::SizeEnd:
        m_lineBytes = 0;
        m_sizeDigits = 0;
        if (m_remaining > m_longest - m_dataBytes)
            return breakWith(ParseFault::BodyTooLong);
        return expect('\n', m_remaining > 0 ? State::Data : State::Trailer);
    case State::DataEnd:
        return expect('\r', State::DataEndLf);
    case State::DataEndLf:
        return expect('\n', State::Size);
    case State::Trailer:
        return feedTrailer(c);
    case State::Data:
    case State::Done:
    case State::Broken:
        return;
    }
}

void ChunkedBody::feedSize(char c) {
    if (const int digit = hexValue(c); digit >= 0) {
        m_remaining = m_remaining * 16 + static_cast<std::uint64_t>(digit);
        if (++m_sizeDigits > maxSizeDigits)
            breakWith(ParseFault::BadChunk);
    } else if (m_sizeDigits == 0) {
        breakWith(ParseFault::BadChunk);
    } else if (c == '\r') {
        m_state = State::SizeEnd;
    } else if (c == ' ' || c == '\t') {
        m_state = State::Blank;
    } else if (c == ';') {
        m_state = State::Extension;
    } else {
        breakWith(ParseFault::BadChunk);
    }
}

// Lines up to an empty one, with the same line ends as a head.
void ChunkedBody::feedTrailer(char c) {
    const bool endsLine = c == '\n';
    if (endsLine != (m_previous == '\r') || c == '\0')
        return breakWith(ParseFault::BareLineEnd);
    if (endsLine && m_trailerIsEmpty) {
        m_state = State::Done;
        return;
    }
    if (c != '\r')
        m_trailerIsEmpty = endsLine;
    m_previous = c;
    if (++m_lineBytes > maxLineBytes)
        breakWith(ParseFault::TrailersTooLarge);
}

void ChunkedBody::breakWith(ParseFault fault) {
    m_state = State::Broken;
    m_fault = fault;
}

} // namespace squall
