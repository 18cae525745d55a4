#include "core/demo/demorequest.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace squall {

namespace {

constexpr std::size_t maxChunkLineBytes = 4096;
/// Room of a body that the next one may use again.
constexpr std::size_t keptBodyBytes = 16 * 1024;

/// The characters of a token (RFC 9110, 5.6.2).
constexpr auto tokenBytes = [] {
    std::array<bool, 256> allowed{};
    for (const char c : std::string_view("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz"
                                         "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        allowed[static_cast<unsigned char>(c)] = true;
    return allowed;
}();

/// What no line may hold; where CR and LF may stand is looked at apart.
constexpr auto forbiddenBytes = [] {
    std::array<bool, 256> forbidden{};
    for (unsigned c = 0; c < 0x20; ++c)
        forbidden[c] = c != '\t' && c != '\r' && c != '\n';
    forbidden[0x7f] = true;
    return forbidden;
}();

bool isForbidden(char c) {
    return forbiddenBytes[static_cast<unsigned char>(c)];
}

bool isTokenByte(char c) {
    return tokenBytes[static_cast<unsigned char>(c)];
}

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

bool isBlank(char c) {
    return c == ' ' || c == '\t';
}

char lowered(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

bool equalsIgnoringCase(std::string_view text, std::string_view lowerCase) {
    return std::ranges::equal(text, lowerCase, {}, lowered);
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && isBlank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && isBlank(text.back()))
        text.remove_suffix(1);
    return text;
}

bool hasElement(std::string_view list, std::string_view lowerCase) {
    while (!list.empty()) {
        const std::size_t comma = list.find(',');
        if (equalsIgnoringCase(trimmed(list.substr(0, comma)), lowerCase))
            return true;
        list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
    }
    return false;
}

} // namespace

DemoRequestParser::Step DemoRequestParser::feed(std::string_view input) {
    std::size_t consumed = 0;
    while (m_state != State::Complete && m_state != State::Refused) {
        if (std::exchange(m_wantsContinue, false))
            return {Outcome::WantsContinue, consumed};
        if (consumed == input.size())
            return {Outcome::NeedMore, consumed};
        const std::string_view rest = input.substr(consumed);
        const bool inBody = m_state == State::Length || m_state == State::ChunkData;
        consumed += inBody ? feedBody(rest) : feedLine(rest);
    }
    return {m_state == State::Complete ? Outcome::Complete : Outcome::Refused, consumed};
}

void DemoRequestParser::next() {
    m_fields = {};
    if (m_request.body.capacity() > keptBodyBytes)
        std::string().swap(m_request.body);
    m_request.body.clear();
    expectLine(State::RequestLine, maxHeadBytes);
}

void DemoRequestParser::expectLine(State state, std::size_t room) {
    m_state = state;
    m_room = room;
}

// Every byte is looked at as it comes, so that what is no HTTP at all, such as a TLS handshake, is
// refused at once instead of waiting for the end of a line.
std::size_t DemoRequestParser::feedLine(std::string_view input) {
    const std::string_view allowed = input.substr(0, m_room);
    const std::size_t end = allowed.find('\n');
    const bool isWhole = end != std::string_view::npos;
    const std::string_view part = isWhole ? allowed.substr(0, end + 1) : allowed;
    m_room -= part.size();
    if (std::ranges::any_of(part, isForbidden)) {
        refuse(400, "a control character where none may be");
    } else if (isWhole && m_carry.empty()) {
        takeLine(part);
    } else if (isWhole) {
        takeLine(std::exchange(m_carry, {}).append(part));
    } else if (m_room > 0) {
        m_carry.append(part);
    } else if (m_state == State::ChunkSize || m_state == State::ChunkEnd) {
        refuse(400, "a chunk that does not end where it says");
    } else {
        refuse(431, "more than 64 KiB of header fields");
    }
    return part.size();
}

void DemoRequestParser::takeLine(std::string_view line) {
    line.remove_suffix(1);
    if (line.find('\r') + 1 != line.size() || line.empty()) {
        refuse(400, "a line that does not end with CR LF");
        return;
    }
    line.remove_suffix(1);
    switch (m_state) {
    case State::RequestLine:
        // RFC 9112, 2.2: empty lines before a request are to be ignored.
        if (!line.empty())
            takeRequestLine(line);
        break;
    case State::Field:
        if (line.empty())
            endHead();
        else
            takeField(line);
        break;
    case State::ChunkSize:
        takeChunkSize(line);
        break;
    case State::ChunkEnd:
        expectLine(State::ChunkSize, maxChunkLineBytes);
        break;
    default: // Trailer; what its fields say does not matter
        if (line.empty())
            m_state = State::Complete;
        break;
    }
}

// RFC 9112, section 3: method SP request-target SP HTTP-version.
void DemoRequestParser::takeRequestLine(std::string_view line) {
    const std::size_t methodEnd = line.find(' ');
    const std::size_t targetEnd = line.find(' ', methodEnd + 1);
    if (methodEnd == std::string_view::npos || targetEnd == std::string_view::npos) {
        refuse(400, "a request line that is not \"METHOD /path HTTP/1.1\"");
        return;
    }
    const std::string_view method = line.substr(0, methodEnd);
    const std::string_view target = line.substr(methodEnd + 1, targetEnd - methodEnd - 1);
    const std::string_view version = line.substr(targetEnd + 1);
    const bool hasVersion = version.size() == 8 && version.starts_with("HTTP/") &&
                            isDigit(version[5]) && version[6] == '.' && isDigit(version[7]);
    if (method.empty() || !std::ranges::all_of(method, isTokenByte) || target.empty() ||
        target.find('\t') != std::string_view::npos || !hasVersion) {
        refuse(400, "a request line that is not \"METHOD /path HTTP/1.1\"");
        return;
    }
    if (version[5] != '1') {
        refuse(505, "only HTTP/1.1 and HTTP/1.0 are spoken here");
        return;
    }
    m_request.route = routeOf(target);
    m_request.isHead = method == "HEAD";
    m_request.isOld = version[7] == '0';
    m_state = State::Field;
}

void DemoRequestParser::takeField(std::string_view line) {
    const auto colon =
        static_cast<std::size_t>(std::ranges::find_if_not(line, isTokenByte) - line.begin());
    if (colon == 0 || colon == line.size() || line[colon] != ':') {
        refuse(400, "a header field that is not \"Name: value\"");
        return;
    }
    const std::string_view name = line.substr(0, colon);
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (equalsIgnoringCase(name, "host")) {
        if (std::exchange(m_fields.hasHost, true))
            refuse(400, "more than one Host field");
    } else if (equalsIgnoringCase(name, "connection")) {
        m_fields.close |= hasElement(value, "close");
        m_fields.keepAlive |= hasElement(value, "keep-alive");
    } else if (equalsIgnoringCase(name, "content-length")) {
        takeContentLength(value);
    } else if (equalsIgnoringCase(name, "transfer-encoding")) {
        takeTransferEncoding(value);
    } else if (equalsIgnoringCase(name, "expect")) {
        m_fields.expectsContinue = equalsIgnoringCase(value, "100-continue");
    }
}

void DemoRequestParser::takeContentLength(std::string_view value) {
    // 18 digits are an exabyte, and cannot overflow.
    if (value.empty() || value.size() > 18 || !std::ranges::all_of(value, isDigit)) {
        refuse(400, "a Content-Length that is no number");
        return;
    }
    if (std::exchange(m_fields.hasLength, true)) {
        refuse(400, "more than one Content-Length field");
        return;
    }
    std::from_chars(value.data(), value.data() + value.size(), m_fields.length);
}

void DemoRequestParser::takeTransferEncoding(std::string_view value) {
    if (!equalsIgnoringCase(value, "chunked"))
        refuse(501, "a Transfer-Encoding other than chunked");
    else if (std::exchange(m_fields.chunked, true))
        refuse(400, "more than one Transfer-Encoding field");
}

// RFC 9112, sections 3.2, 6.3 and 9.3.
void DemoRequestParser::endHead() {
    const Fields& fields = m_fields;
    if (!fields.hasHost && !m_request.isOld) {
        refuse(400, "an HTTP/1.1 request without a Host field");
        return;
    }
    if (fields.chunked && (fields.hasLength || m_request.isOld)) {
        refuse(400, "Transfer-Encoding beside Content-Length or in HTTP/1.0");
        return;
    }
    if (m_request.route.body == DemoRoute::Body::Echo && fields.length > maxEchoBytes) {
        refuse(413, "more than 16 MiB to echo");
        return;
    }
    m_request.keepAlive = !fields.close && (!m_request.isOld || fields.keepAlive);
    m_wantsContinue =
        fields.expectsContinue && !m_request.isOld && (fields.chunked || fields.length > 0);
    m_remaining = fields.length;
    if (fields.chunked)
        expectLine(State::ChunkSize, maxChunkLineBytes);
    else
        m_state = m_remaining > 0 ? State::Length : State::Complete;
}

// RFC 9112, section 7.1: hexadecimal digits, then extensions, which are skipped.
void DemoRequestParser::takeChunkSize(std::string_view line) {
    m_remaining = 0;
    const auto [end, error] =
        std::from_chars(line.data(), line.data() + line.size(), m_remaining, 16);
    const std::string_view rest = line.substr(static_cast<std::size_t>(end - line.data()));
    if (error != std::errc{} || !(rest.empty() || rest.front() == ';' || isBlank(rest.front()))) {
        refuse(400, "a chunk whose size is no hexadecimal number");
        return;
    }
    if (m_remaining == 0) {
        expectLine(State::Trailer, maxHeadBytes);
        return;
    }
    if (m_request.route.body == DemoRoute::Body::Echo &&
        m_remaining > maxEchoBytes - m_request.body.size()) {
        refuse(413, "more than 16 MiB to echo");
        return;
    }
    m_state = State::ChunkData;
}

std::size_t DemoRequestParser::feedBody(std::string_view input) {
    const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(m_remaining, input.size()));
    if (m_request.route.body == DemoRoute::Body::Echo)
        m_request.body.append(input.substr(0, taken));
    m_remaining -= taken;
    if (m_remaining == 0 && m_state == State::Length)
        m_state = State::Complete;
    else if (m_remaining == 0)
        expectLine(State::ChunkEnd, 2);
    return taken;
}

void DemoRequestParser::refuse(int status, std::string_view reason) {
    m_state = State::Refused;
    m_refusal = {status, reason};
}

} // namespace squall
