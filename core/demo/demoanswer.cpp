#include "core/demo/demoanswer.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace squall {

namespace {

std::string_view reasonPhrase(int status) {
    switch (status) {
    case 200:
        return "OK";
    case 201:
        return "Created";
    case 202:
        return "Accepted";
    case 204:
        return "No Content";
    case 301:
        return "Moved Permanently";
    case 302:
        return "Found";
    case 304:
        return "Not Modified";
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 413:
        return "Content Too Large";
    case 429:
        return "Too Many Requests";
    case 431:
        return "Request Header Fields Too Large";
    case 500:
        return "Internal Server Error";
    case 501:
        return "Not Implemented";
    case 502:
        return "Bad Gateway";
    case 503:
        return "Service Unavailable";
    case 504:
        return "Gateway Timeout";
    case 505:
        return "HTTP Version Not Supported";
    default:
        return "As Asked";
    }
}

template <typename Number>
void appendNumber(std::string& output, Number number) {
    char digits[20];
    const auto [end, error] = std::to_chars(digits, digits + sizeof digits, number);
    output.append(digits, end);
}

} // namespace

AnswerPolicy::AnswerPolicy(const DemoOptions& options)
    : m_delay(options.delay)
    , m_failMillionths(
          static_cast<std::uint32_t>(std::lround(std::clamp(options.failShare, 0.0, 1.0) * 1e6))) {}

DemoRoute AnswerPolicy::decide(DemoRoute asked) {
    asked.delay += m_delay;
    const bool fails =
        m_ofFailPath.nextFails(asked.failMillionths) | m_ofAll.nextFails(m_failMillionths);
    if (fails) {
        asked.status = 503;
        asked.body = DemoRoute::Body::Text;
    }
    return asked;
}

void appendHead(std::string& output, const AnswerHead& head) {
    output.append("HTTP/1.1 ");
    appendNumber(output, head.status);
    output.append(" ").append(reasonPhrase(head.status));
    // RFC 9110, 8.6: 204 must not, and 304 would speak of another answer's body.
    if (mayHaveBody(head.status)) {
        output.append("\r\nContent-Type: ").append(head.contentType);
        output.append("\r\nContent-Length: ");
        appendNumber(output, head.contentLength);
    }
    if (!head.keepAlive)
        output.append("\r\nConnection: close");
    else if (head.toOld)
        output.append("\r\nConnection: keep-alive");
    output.append("\r\n\r\n");
}

std::string_view textFor(int status) {
    switch (status) {
    case 200:
        return "Hello from Squall.\n";
    case 503:
        return "This request was meant to fail.\n";
    default:
        return "Nothing here. Try / /echo /bytes/65536 /delay/5ms /status/503 /fail/10\n";
    }
}

bool mayHaveBody(int status) {
    return status != 204 && status != 304;
}

} // namespace squall
