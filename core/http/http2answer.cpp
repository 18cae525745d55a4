// What comes of an answer in HTTP/2, step by step; http2session.cpp has the connection around it.

#include <charconv>
#include <utility>

#include <nghttp2/nghttp2.h>

#include "core/http/http2session.h"
#include "core/http/responseparser.h"

namespace squall {

namespace {

/// What RFC 9113, 6.5.2 adds to each field.
constexpr std::size_t fieldOverhead = 32;

std::string statusLine(int status) {
    return "HTTP/2 " + std::to_string(status) + "\r\n";
}

} // namespace

// One lookup by number would go through a table of nghttp2's; there are few slots, and mostly the
// frames of one answer follow each other.
Http2Session::Slot* Http2Session::slotOf(std::int32_t stream) {
    if (m_lastSlot != nullptr && m_lastSlot->stream == stream)
        return m_lastSlot;
    auto* const slot =
        static_cast<Slot*>(nghttp2_session_get_stream_user_data(m_session.get(), stream));
    if (slot == nullptr || slot->stream != stream)
        return nullptr;
    return m_lastSlot = slot;
}

std::uint32_t Http2Session::indexOf(const Slot& slot) const {
    return static_cast<std::uint32_t>(&slot - m_slots.data());
}

/// False when the answer goes past a bound.
bool Http2Session::takeField(Slot& slot, std::string_view name, std::string_view value) {
    slot.headBytes += static_cast<std::uint32_t>(name.size() + value.size() + fieldOverhead);
    if (slot.headBytes > ResponseParser::maxHeadBytes)
        slot.fault = ParseFault::HeadTooLarge;
    else if (++slot.fields > ResponseParser::maxFields)
        slot.fault = ParseFault::TooManyFields;
    else if (name == ":status")
        takeStatus(slot, value);
    else if (name == "content-length" && announcesTooMuch(slot, value))
        slot.fault = ParseFault::BodyTooLong;
    else if (slot.keepsHead && !slot.hasToldHead)
        m_text.append(name).append(": ").append(value).append("\r\n");
    return slot.fault == ParseFault::None;
}

/// nghttp2 has seen to it that `value` is three digits.
void Http2Session::takeStatus(Slot& slot, std::string_view value) {
    int status = 0;
    std::from_chars(value.data(), value.data() + value.size(), status);
    if (status < 100) { // which nghttp2 takes for a final one
        slot.fault = ParseFault::Http2Malformed;
        return;
    }
    if (status < 200) {
        if (++slot.interim > ResponseParser::maxInterim)
            slot.fault = ParseFault::TooManyInterim;
        return;
    }
    slot.status = static_cast<std::uint16_t>(status);
    slot.keepsHead = m_listener->wantsHead(indexOf(slot), status);
    m_text = slot.keepsHead ? statusLine(status) : std::string();
}

/// Not where the length is that of a body which does not come (RFC 9110, 8.6).
bool Http2Session::announcesTooMuch(const Slot& slot, std::string_view length) const {
    constexpr int notModified = 304;
    std::uint64_t bytes = 0;
    std::from_chars(length.data(), length.data() + length.size(), bytes);
    return bytes > m_longestBody && !slot.request->isHead && slot.status != notModified;
}

/// A whole head has come: the answer's, an interim one's or that of trailers.
void Http2Session::endHead(Slot& slot) {
    if (slot.status == 0)
        return m_listener->onPiece(indexOf(slot), {});
    if (slot.hasToldHead)
        return;
    if (!slot.keepsHead)
        return m_begun.push_back(&slot);
    slot.hasToldHead = true;
    m_listener->onPiece(indexOf(slot), m_text.append("\r\n"));
}

void Http2Session::tellHead(Slot& slot) {
    if (std::exchange(slot.hasToldHead, true))
        return;
    m_listener->onPiece(indexOf(slot), statusLine(slot.status).append("\r\n"));
}

void Http2Session::takeChunk(Slot& slot, std::string_view bytes) {
    tellChunk();
    slot.bodyBytes += bytes.size();
    if (slot.bodyBytes <= m_longestBody) {
        m_chunkOf = &slot;
        m_chunk = bytes;
        return slot.body.add(bytes);
    }
    tellHead(slot);
    cancel(indexOf(slot));
    m_listener->onFault(indexOf(slot), ParseFault::BodyTooLong, bytes);
}

void Http2Session::tellChunk() {
    Slot* const slot = std::exchange(m_chunkOf, nullptr);
    if (slot == nullptr || slot->stream == 0)
        return;
    tellHead(*slot);
    m_listener->onPiece(indexOf(*slot), m_chunk);
}

void Http2Session::finish(Slot& slot) {
    const bool hasChunk = m_chunkOf == &slot;
    const std::string_view end = hasChunk ? m_chunk : std::string_view();
    if (hasChunk)
        m_chunkOf = nullptr;
    // The answer may overtake its request, whose rest nobody needs then.
    const std::int32_t stream = std::exchange(slot.stream, 0);
    if (slot.bodySent < slot.request->body().size())
        nghttp2_submit_rst_stream(m_session.get(), NGHTTP2_FLAG_NONE, stream, NGHTTP2_CANCEL);
    m_listener->onAnswer(indexOf(slot), end);
}

void Http2Session::onGoaway(std::int32_t lastStream) {
    m_isClosing = true;
    for (Slot& slot : m_slots) {
        if (slot.stream > lastStream)
            refuse(slot);
    }
}

void Http2Session::refuse(Slot& slot) {
    slot.stream = 0;
    m_listener->onUnprocessed(indexOf(slot));
}

void Http2Session::onStreamClosed(Slot& slot, std::uint32_t code) {
    if (m_listener == nullptr)
        return; // what is not answered is given up in time
    if (slot.fault == ParseFault::None && code == NGHTTP2_REFUSED_STREAM)
        return refuse(slot);
    tellChunk();
    slot.stream = 0;
    if (slot.fault != ParseFault::None)
        m_listener->onFault(indexOf(slot), slot.fault, {});
    else
        m_listener->onReset(indexOf(slot), code);
}

/// The connection cannot be used any more, and no answer will come.
void Http2Session::breakWith(ParseFault fault) {
    m_isClosing = true;
    if (m_listener == nullptr)
        return;
    tellChunk();
    for (Slot& slot : m_slots) {
        if (std::exchange(slot.stream, 0) != 0)
            m_listener->onFault(indexOf(slot), fault, {});
    }
}

} // namespace squall
