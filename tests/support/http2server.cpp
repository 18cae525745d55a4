#include "tests/support/http2server.h"

#include <algorithm>

namespace squall::test {

namespace {

constexpr std::size_t prefaceSize = 24;
constexpr std::size_t headSize = 9;

std::string bigEndian(std::uint64_t value, int bytes) {
    std::string text;
    for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8)
        text += static_cast<char>(value >> shift);
    return text;
}

std::uint32_t numberAt(const std::string& bytes, std::size_t at, std::size_t size) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < size; ++i)
        value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
    return value;
}

/// Bytes of the preface or of the first whole frame; 0 when it is not whole yet.
std::size_t frameSize(const std::string& received) {
    if (received.starts_with("PRI"))
        return received.size() >= prefaceSize ? prefaceSize : 0;
    if (received.size() < headSize)
        return 0;
    const std::size_t size = headSize + numberAt(received, 0, 3);
    return received.size() >= size ? size : 0;
}

/// A string of HPACK, not Huffman coded; its length as RFC 7541, 5.1 has it.
std::string literal(const std::string& text) {
    std::string length;
    std::size_t rest = text.size();
    if (rest < 127)
        return static_cast<char>(rest) + text;
    length = static_cast<char>(127);
    for (rest -= 127; rest >= 128; rest /= 128)
        length += static_cast<char>(rest % 128 + 128);
    return length + static_cast<char>(rest) + text;
}

} // namespace

namespace frames {

std::string frame(std::uint8_t type, std::uint8_t flags, std::uint32_t stream,
                  const std::string& payload) {
    return bigEndian(payload.size(), 3) + bigEndian(type, 1) + bigEndian(flags, 1) +
           bigEndian(stream, 4) + payload;
}

std::string settings(const std::vector<std::pair<std::uint16_t, std::uint32_t>>& values) {
    std::string payload;
    for (const auto& [id, value] : values)
        payload += bigEndian(id, 2) + bigEndian(value, 4);
    return frame(Settings, 0, 0, payload);
}

std::string headBlock(int status, const std::vector<std::pair<std::string, std::string>>& fields) {
    const std::string withoutIndexing(1, '\0');
    std::string block = withoutIndexing + literal(":status") + literal(std::to_string(status));
    for (const auto& [name, value] : fields)
        block += withoutIndexing + literal(name) + literal(value);
    return block;
}

std::string headers(std::uint32_t stream, int status, std::uint8_t flags) {
    return frame(Headers, endHeaders | flags, stream, headBlock(status, {{"server", "test"}}));
}

std::string data(std::uint32_t stream, const std::string& body, bool ends) {
    return frame(Data, ends ? endStream : 0, stream, body);
}

std::string reset(std::uint32_t stream, std::uint32_t code) {
    return frame(Reset, 0, stream, bigEndian(code, 4));
}

std::string goaway(std::uint32_t lastStream, std::uint32_t code) {
    return frame(Goaway, 0, 0, bigEndian(lastStream, 4) + bigEndian(code, 4));
}

std::string answer(std::uint32_t stream, int status, const std::string& body) {
    return headers(stream, status) + data(stream, body);
}

} // namespace frames

Http2Server::Http2Server(Script script, std::string greeting)
    : m_script(std::move(script))
    , m_greeting(std::move(greeting))
    , m_server([this](std::uint64_t, const std::string& bytes) { return onFrame(bytes); },
               TestServerOptions{.opening = {}, .framing = frameSize}) {}

Reply Http2Server::onFrame(const std::string& bytes) {
    if (bytes.starts_with("PRI"))
        return rawReply(m_greeting);
    const auto type = static_cast<std::uint8_t>(bytes[3]);
    const auto flags = static_cast<std::uint8_t>(bytes[4]);
    const std::uint32_t stream = numberAt(bytes, 5, 4);
    const bool isAck = (flags & frames::endStream) != 0;
    Reply reply;
    switch (type) {
    case frames::Settings:
    case frames::Ping:
        return isAck ? silence()
                     : rawReply(frames::frame(type, frames::endStream, 0,
                                              type == frames::Ping ? bytes.substr(headSize)
                                                                   : std::string()));
    case frames::Goaway:
        ++m_goodbyes;
        return silence();
    case frames::Reset:
        ++m_resets;
        return silence();
    case frames::Headers:
        m_longestHead = std::max<std::uint64_t>(m_longestHead, bytes.size());
        break;
    case frames::Data:
        break;
    default:
        return silence();
    }
    if ((flags & frames::endStream) != 0)
        reply = m_script(m_requests++, stream);
    if (const std::size_t size = bytes.size() - headSize; type == frames::Data && size > 0) {
        const std::string more = bigEndian(size, 4);
        reply.writes.insert(reply.writes.begin(),
                            {frames::frame(frames::Window, 0, 0, more) +
                                 frames::frame(frames::Window, 0, stream, more),
                             {}});
    }
    return reply;
}

} // namespace squall::test
