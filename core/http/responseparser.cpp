#include "core/http/responseparser.h"

#include <algorithm>
#include <array>
#include <utility>

namespace squall {

namespace {

constexpr std::string_view versionPrefix = "HTTP/1.";

constexpr std::array<bool, 256> makeTokenBytes() {
    std::array<bool, 256> isToken{};
    for (int c = 'a'; c <= 'z'; ++c)
        isToken[c] = isToken[c - 'a' + 'A'] = true;
    for (int c = '0'; c <= '9'; ++c)
        isToken[c] = true;
    for (const char c : std::string_view("!#$%&'*+-.^_`|~"))
        isToken[static_cast<unsigned char>(c)] = true;
    return isToken;
}

constexpr std::array<bool, 256> tokenBytes = makeTokenBytes();

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

/// `lower` is in lower case already; only letters and '-' are compared, so OR 0x20 is enough.
bool equalsIgnoringCase(std::string_view text, std::string_view lower) {
    if (text.size() != lower.size())
        return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const char folded = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
        if (folded != lower[i])
            return false;
    }
    return true;
}

std::string_view trimmed(std::string_view text) {
    const auto isBlank = [](char c) { return c == ' ' || c == '\t'; };
    while (!text.empty() && isBlank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && isBlank(text.back()))
        text.remove_suffix(1);
    return text;
}

/// Calls `each` with every element of a comma-separated list (RFC 9110, 5.6.1).
template <typename Each>
void forEachElement(std::string_view list, Each each) {
    while (!list.empty()) {
        const std::size_t comma = list.find(',');
        const std::string_view element = trimmed(list.substr(0, comma));
        if (!element.empty())
            each(element);
        list = comma == std::string_view::npos ? std::string_view{} : list.substr(comma + 1);
    }
}

} // namespace

void ResponseParser::expect(bool toHead) {
    m_state = State::Head;
    m_toHead = toHead;
    m_started = false;
    m_interim = 0;
    m_status = 0;
    m_fault = ParseFault::None;
    m_bodyBytes = 0;
    m_isSplit = false;
    m_hasContinued = false;
}

ResponseParser::Step ResponseParser::feed(std::string_view input, Memo* memo) {
    std::size_t consumed = 0;
    while (consumed < input.size() && m_state != State::Done && m_state != State::Broken) {
        const std::string_view rest = input.substr(consumed);
        consumed += m_state == State::Head ? feedHead(rest, memo) : feedBody(rest);
    }
    if (m_state == State::Done)
        return {Outcome::Complete, consumed};
    return {m_state == State::Broken ? Outcome::Failed : Outcome::NeedMore, consumed};
}

ResponseParser::Step ResponseParser::skip(std::uint64_t bytes) {
    m_remaining -= bytes;
    m_bodyBytes += bytes;
    if (m_remaining > 0)
        return {Outcome::NeedMore, bytes};
    m_state = State::Done;
    return {Outcome::Complete, bytes};
}

std::size_t ResponseParser::feedHead(std::string_view input, Memo* memo) {
    m_started = true;
    if (m_isSplit)
        return feedSplitHead(input);
    if (const std::size_t known = memo != nullptr ? recall(input, *memo) : 0; known > 0)
        return known;
    Head head;
    const std::size_t headBytes = parseHead(input, head);
    if (headBytes > 0 && memo != nullptr)
        remember(input.substr(0, headBytes), head.fields, *memo);
    if (headBytes > 0 || m_state == State::Broken)
        return headBytes;
    m_isSplit = true;
    m_carry.assign(input);
    m_head = head;
    return input.size();
}

// A whole head ends in an empty line, so input that begins with its bytes begins with that head.
std::size_t ResponseParser::recall(std::string_view input, const Memo& memo) {
    if (memo.m_head.empty() || !input.starts_with(memo.m_head))
        return 0;
    m_status = memo.m_status;
    m_minorVersion = memo.m_minorVersion;
    applyHead(memo.m_fields);
    return memo.m_head.size();
}

void ResponseParser::remember(std::string_view head, const Fields& fields, Memo& memo) const {
    constexpr std::size_t worthKeeping = 2048;
    if (head.size() > worthKeeping)
        return;
    memo.m_head.assign(head);
    memo.m_fields = fields;
    memo.m_status = m_status;
    memo.m_minorVersion = m_minorVersion;
}

// Goes on where the last piece ended, so that each byte costs the same however slowly a head drips
// in, and a fault is found as early as in one piece.
std::size_t ResponseParser::feedSplitHead(std::string_view input) {
    const std::size_t before = m_carry.size();
    m_carry.append(input.substr(0, maxHeadBytes + 1 - before));
    const std::size_t headBytes = parseHead(m_carry, m_head);
    if (headBytes == 0)
        return m_carry.size() - before;
    m_isSplit = false;
    return headBytes - before;
}

std::size_t ResponseParser::parseHead(std::string_view text, Head& head) {
    if (text.substr(0, versionPrefix.size()) != versionPrefix.substr(0, text.size()))
        return breakWith(ParseFault::BadStatusLine);
    const std::string_view allowed = text.substr(0, maxHeadBytes);
    for (;;) {
        const std::size_t end = allowed.find('\n', head.searched);
        if (end == std::string_view::npos) {
            head.searched = allowed.size();
            return text.size() > maxHeadBytes ? breakWith(ParseFault::HeadTooLarge) : 0;
        }
        if (allowed[end - 1] != '\r') // end is not 0: the first byte is an H
            return breakWith(ParseFault::BareLineEnd);
        const std::string_view line = allowed.substr(head.lineBegin, end - 1 - head.lineBegin);
        head.lineBegin = head.searched = end + 1;
        ++head.lines;
        if (head.lines == 1) {
            if (!parseStatusLine(line))
                return 0;
        } else if (line.empty()) {
            break;
        } else if (head.lines > maxFields + 1) {
            return breakWith(ParseFault::TooManyFields);
        } else if (!parseField(line, head.fields)) {
            return 0;
        }
    }
    const std::string_view whole = allowed.substr(0, head.lineBegin);
    if (whole.find('\0') != std::string_view::npos)
        return breakWith(ParseFault::ForbiddenByte);
    if (std::ranges::count(whole, '\r') != head.lines)
        return breakWith(ParseFault::BareLineEnd);
    applyHead(head.fields);
    return m_state == State::Broken ? 0 : whole.size();
}

bool ResponseParser::parseStatusLine(std::string_view line) {
    // HTTP-version SP 3DIGIT SP [ reason ]; the last SP is missing from many real servers.
    const bool wellFormed = line.size() >= 12 && isDigit(line[7]) && line[8] == ' ' &&
                            line[9] >= '1' && line[9] <= '9' && isDigit(line[10]) &&
                            isDigit(line[11]) && (line.size() == 12 || line[12] == ' ');
    if (!wellFormed)
        return breakWith(ParseFault::BadStatusLine);
    m_minorVersion = static_cast<std::uint8_t>(line[7] - '0');
    m_status = static_cast<std::uint16_t>((line[9] - '0') * 100 + (line[10] - '0') * 10 +
                                          (line[11] - '0'));
    return true;
}

bool ResponseParser::parseField(std::string_view line, Fields& fields) {
    std::size_t colon = 0;
    while (colon < line.size() && tokenBytes[static_cast<unsigned char>(line[colon])])
        ++colon;
    if (colon == 0 || colon == line.size() || line[colon] != ':')
        return breakWith(ParseFault::BadHeaderLine);
    const std::string_view name = line.substr(0, colon);
    const auto value = [&] { return trimmed(line.substr(colon + 1)); };
    switch (colon) {
    case 10:
        if (!equalsIgnoringCase(name, "connection"))
            break;
        forEachElement(value(), [&](std::string_view option) {
            fields.close |= equalsIgnoringCase(option, "close");
            fields.keepAlive |= equalsIgnoringCase(option, "keep-alive");
        });
        break;
    case 14: {
        if (!equalsIgnoringCase(name, "content-length"))
            break;
        if (fields.hasLength)
            return breakWith(ParseFault::SeveralContentLengths);
        const std::string_view digits = value();
        // 18 digits are an exabyte, and cannot overflow.
        if (digits.empty() || digits.size() > 18 || !std::ranges::all_of(digits, isDigit))
            return breakWith(ParseFault::BadContentLength);
        fields.hasLength = true;
        for (const char digit : digits)
            fields.length = fields.length * 10 + static_cast<std::uint64_t>(digit - '0');
        break;
    }
    case 17:
        if (!equalsIgnoringCase(name, "transfer-encoding"))
            break;
        forEachElement(value(), [&](std::string_view coding) {
            // Codings before a final "chunked" do not matter to the framing; after it they do.
            fields.otherCoding = fields.chunked;
            if (equalsIgnoringCase(coding, "chunked"))
                fields.chunked = true;
            else if (!fields.chunked)
                fields.otherCoding = true;
        });
        break;
    default:
        break;
    }
    return true;
}

void ResponseParser::applyHead(const Fields& fields) {
    if (m_status == 101) {
        breakWith(ParseFault::UnexpectedUpgrade);
        return;
    }
    if (m_status < 200) {
        m_state = State::Head;
        m_hasContinued |= m_status == 100;
        if (++m_interim > maxInterim)
            breakWith(ParseFault::TooManyInterim);
        return;
    }
    m_keepAlive = !fields.close && (m_minorVersion > 0 || fields.keepAlive);
    chooseFraming(fields);
}

// RFC 9112, section 6.3.
void ResponseParser::chooseFraming(const Fields& fields) {
    const bool hasCoding = fields.chunked || fields.otherCoding;
    if (hasCoding && fields.hasLength) {
        breakWith(ParseFault::LengthAndChunked);
    } else if (hasCoding && m_minorVersion == 0) {
        breakWith(ParseFault::BadTransferEncoding);
    } else if (m_toHead || m_status == 204 || m_status == 304) {
        m_state = State::Done;
    } else if (fields.chunked && fields.otherCoding) {
        breakWith(ParseFault::BadTransferEncoding);
    } else if (fields.chunked) {
        m_state = State::Chunks;
        m_chunks.begin(m_longestBody);
    } else if (fields.hasLength && fields.length > m_longestBody) {
        breakWith(ParseFault::BodyTooLong);
    } else if (fields.hasLength) {
        m_remaining = fields.length;
        m_state = m_remaining > 0 ? State::Length : State::Done;
    } else {
        m_state = State::UntilClose;
        m_keepAlive = false;
    }
}

std::size_t ResponseParser::feedBody(std::string_view input) {
    switch (m_state) {
    case State::Length: {
        const std::uint64_t taken = std::min<std::uint64_t>(m_remaining, input.size());
        if (m_body != nullptr)
            m_body->add(input.substr(0, taken));
        return skip(taken).consumed;
    }
    case State::UntilClose:
        if (m_body != nullptr)
            m_body->add(input);
        m_bodyBytes += input.size();
        if (m_bodyBytes > m_longestBody)
            breakWith(ParseFault::BodyTooLong);
        return input.size();
    default:
        return feedChunks(input);
    }
}

std::size_t ResponseParser::feedChunks(std::string_view input) {
    const std::size_t consumed = m_chunks.feed(input, m_body);
    m_bodyBytes = m_chunks.dataBytes();
    if (m_chunks.isDone())
        m_state = State::Done;
    else if (m_chunks.fault() != ParseFault::None)
        breakWith(m_chunks.fault());
    return consumed;
}

bool ResponseParser::breakWith(ParseFault fault) {
    m_state = State::Broken;
    m_fault = fault;
    return false;
}

} // namespace squall
