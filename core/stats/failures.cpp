#include "core/stats/failures.h"

#include <algorithm>
#include <utility>

namespace squall {

namespace {

using Phrase = std::pair<int, std::string_view>;

constexpr auto phrases = std::to_array<Phrase>({
    {100, "Continue"},
    {101, "Switching Protocols"},
    {103, "Early Hints"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {203, "Non-Authoritative Information"},
    {204, "No Content"},
    {205, "Reset Content"},
    {206, "Partial Content"},
    {300, "Multiple Choices"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {402, "Payment Required"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {407, "Proxy Authentication Required"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {425, "Too Early"},
    {426, "Upgrade Required"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {451, "Unavailable For Legal Reasons"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
    {511, "Network Authentication Required"},
});

} // namespace

std::string_view nameOf(FailureClass group) {
    switch (group) {
    case FailureClass::Status:
        return "status";
    case FailureClass::Connect:
        return "connect";
    case FailureClass::Tls:
        return "tls";
    case FailureClass::Timeout:
        return "timeout";
    case FailureClass::Reset:
        return "reset";
    case FailureClass::Closed:
        return "closed";
    case FailureClass::Protocol:
        return "protocol";
    case FailureClass::Resolve:
        return "resolve";
    case FailureClass::Check:
        return "check";
    case FailureClass::Other:
        break;
    }
    return "other";
}

std::string_view reasonPhrase(int status) {
    const auto found = std::ranges::find(phrases, status, &Phrase::first);
    return found == phrases.end() ? std::string_view{} : found->second;
}

std::string_view streamErrorName(int code) {
    constexpr auto names = std::to_array<std::string_view>(
        {"NO_ERROR", "PROTOCOL_ERROR", "INTERNAL_ERROR", "FLOW_CONTROL_ERROR", "SETTINGS_TIMEOUT",
         "STREAM_CLOSED", "FRAME_SIZE_ERROR", "REFUSED_STREAM", "CANCEL", "COMPRESSION_ERROR",
         "CONNECT_ERROR", "ENHANCE_YOUR_CALM", "INADEQUATE_SECURITY", "HTTP_1_1_REQUIRED"});
    const auto index = static_cast<std::size_t>(code);
    return index < names.size() ? names[index] : "an unknown error";
}

void FailureCounts::add(FailureKind kind, std::uint64_t count) {
    if (kind.group == FailureClass::Other)
        kind.code = 0; // one place for all of them
    Entry* const end = m_entries.data() + m_size;
    Entry* entry = std::find_if(m_entries.data(), end,
                                [kind](const Entry& candidate) { return candidate.kind == kind; });
    if (entry == end) {
        // The last place is kept for Other.
        if (m_size >= bound - 1 && kind.group != FailureClass::Other)
            return add({FailureClass::Other, 0}, count);
        entry->kind = kind;
        entry->count = 0;
        ++m_size;
    }
    entry->count += count;
}

void FailureCounts::merge(const FailureCounts& other) {
    for (const Entry& entry : other.entries())
        add(entry.kind, entry.count);
}

void FailureCounts::clear() {
    m_size = 0;
}

std::uint64_t FailureCounts::total() const {
    std::uint64_t total = 0;
    for (const Entry& entry : entries())
        total += entry.count;
    return total;
}

} // namespace squall
