#include "core/http/answerhead.h"

#include <algorithm>

namespace squall {

AnswerFields::AnswerFields(std::string_view answer) {
    constexpr std::string_view emptyLine = "\r\n\r\n";
    for (std::size_t end = 0; (end = answer.find(emptyLine)) != std::string_view::npos;) {
        const std::string_view head = answer.substr(0, end + 2);
        answer.remove_prefix(end + emptyLine.size());
        // "HTTP/1.1 103 Early Hints", "HTTP/2 302"
        if (head.substr(head.find(' ') + 1).starts_with('1'))
            continue;
        m_rest = head;
        return;
    }
}

bool AnswerFields::next() {
    while (!m_rest.empty()) {
        const std::size_t lineEnd = m_rest.find("\r\n");
        const std::string_view line = m_rest.substr(0, lineEnd);
        m_rest.remove_prefix(lineEnd + 2);
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos)
            continue;
        m_name = line.substr(0, colon);
        m_value = trimmed(line.substr(colon + 1));
        return true;
    }
    return false;
}

bool AnswerFields::isNamed(std::string_view lower) const {
    return isSameName(m_name, lower);
}

bool isSameName(std::string_view text, std::string_view lower) {
    return std::ranges::equal(text, lower, [](char c, char wanted) {
        return (c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c) == wanted;
    });
}

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

} // namespace squall
