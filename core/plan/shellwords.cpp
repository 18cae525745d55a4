#include "core/plan/shellwords.h"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace squall {

namespace {

bool isNameChar(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

int hexValue(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

void appendUtf8(std::string& text, std::uint32_t code) {
    const auto add = [&text](std::uint32_t byte) { text += static_cast<char>(byte); };
    if (code < 0x80) {
        add(code);
    } else if (code < 0x800) {
        add(0xc0 | code >> 6);
        add(0x80 | (code & 0x3f));
    } else {
        add(0xe0 | code >> 12);
        add(0x80 | (code >> 6 & 0x3f));
        add(0x80 | (code & 0x3f));
    }
}

/// Reads word after word.
class Splitter final {
public:
    explicit Splitter(std::string_view text)
        : m_text(text) {}

    Result<std::vector<std::string>> words() {
        while (m_at < m_text.size() && !endsCommand(m_text[m_at])) {
            if (isBlank() || skipContinuation()) {
                ++m_at;
                continue;
            }
            m_words.emplace_back();
            while (m_at < m_text.size() && !isBlank() && !endsCommand(m_text[m_at])) {
                if (!takePiece())
                    return fail(ErrorCode::BadPlan, "a quote in the command is not closed");
            }
        }
        return std::move(m_words);
    }

private:
    [[nodiscard]] bool isBlank() const { return m_text[m_at] == ' ' || m_text[m_at] == '\t'; }

    static bool endsCommand(char c) {
        return std::string_view("|;<>\n\r").find(c) != std::string_view::npos;
    }

    /// A backslash at the end of a line joins it to the next; afterwards m_at is at the break.
    bool skipContinuation() {
        const std::string_view rest = m_text.substr(m_at);
        if (rest.starts_with("\\\r\n"))
            m_at += 2;
        else if (rest.starts_with("\\\n"))
            m_at += 1;
        else
            return false;
        return true;
    }

    bool takePiece() {
        if (skipContinuation()) {
            ++m_at;
            return true;
        }
        const std::string_view rest = m_text.substr(m_at);
        if (rest.starts_with('\''))
            return takeSingle();
        if (rest.starts_with('"'))
            return takeDouble();
        if (rest.starts_with("$'"))
            return takeEscaped();
        if (rest.starts_with('$')) {
            takeReference();
            return true;
        }
        if (rest.starts_with('\\') && rest.size() > 1)
            ++m_at;
        word() += m_text[m_at++];
        return true;
    }

    bool takeSingle() {
        const std::size_t end = m_text.find('\'', m_at + 1);
        if (end == std::string_view::npos)
            return false;
        word() += m_text.substr(m_at + 1, end - m_at - 1);
        m_at = end + 1;
        return true;
    }

    bool takeDouble() {
        for (++m_at; m_at < m_text.size() && m_text[m_at] != '"';) {
            if (m_text[m_at] == '$') {
                takeReference();
                continue;
            }
            if (skipContinuation()) {
                ++m_at;
                continue;
            }
            const bool isEscape =
                m_text[m_at] == '\\' && m_at + 1 < m_text.size() &&
                std::string_view("$`\"\\").find(m_text[m_at + 1]) != std::string_view::npos;
            m_at += isEscape ? 1 : 0;
            word() += m_text[m_at++];
        }
        return closeQuote();
    }

    bool takeEscaped() {
        for (m_at += 2; m_at < m_text.size() && m_text[m_at] != '\'';) {
            if (m_text[m_at] == '\\' && m_at + 1 < m_text.size())
                takeEscape();
            else
                word() += m_text[m_at++];
        }
        return closeQuote();
    }

    bool closeQuote() {
        if (m_at >= m_text.size())
            return false;
        ++m_at;
        return true;
    }

    void takeEscape() {
        const char kind = m_text[m_at + 1];
        m_at += 2;
        constexpr std::string_view names = "nrtabfve";
        constexpr std::string_view values = "\n\r\t\a\b\f\v\033";
        if (const std::size_t found = names.find(kind); found != std::string_view::npos)
            word() += values[found];
        else if (kind == 'x' || kind == 'u')
            appendUtf8(word(), takeHex(kind == 'x' ? 2 : 4));
        else
            word() += kind;
    }

    std::uint32_t takeHex(int most) {
        std::uint32_t code = 0;
        for (int i = 0; i < most && m_at < m_text.size() && hexValue(m_text[m_at]) >= 0; ++i)
            code = code * 16 + static_cast<std::uint32_t>(hexValue(m_text[m_at++]));
        return code;
    }

    /// `$NAME` becomes `${NAME}`; any other dollar stays what it is.
    void takeReference() {
        std::size_t end = m_at + 1;
        while (end < m_text.size() && isNameChar(m_text[end]))
            ++end;
        const std::string_view name = m_text.substr(m_at + 1, end - m_at - 1);
        const bool isName = !name.empty() && !(name.front() >= '0' && name.front() <= '9');
        word() += isName ? "${" + std::string(name) + '}' : "$" + std::string(name);
        m_at = end;
    }

    std::string& word() { return m_words.back(); }

    const std::string_view m_text;
    std::size_t m_at = 0;
    std::vector<std::string> m_words;
};

bool isPlain(char c) {
    return isNameChar(c) || std::string_view("-./:@%+=,").find(c) != std::string_view::npos;
}

} // namespace

Result<std::vector<std::string>> shellWords(std::string_view text) {
    return Splitter(text).words();
}

std::string shellQuoted(std::string_view word) {
    if (!word.empty() && std::ranges::all_of(word, isPlain))
        return std::string(word);
    std::string quoted = "'";
    for (const char c : word)
        quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return quoted + '\'';
}

std::string shellQuotedWithReferences(std::string_view word) {
    if (word.find("${") == std::string_view::npos)
        return shellQuoted(word);
    std::string quoted = "\"";
    for (std::size_t i = 0; i < word.size(); ++i) {
        const bool isReference = word[i] == '$' && i + 1 < word.size() && word[i + 1] == '{';
        const bool isSpecial = std::string_view("$`\"\\").find(word[i]) != std::string_view::npos;
        if (isSpecial && !isReference)
            quoted += '\\';
        quoted += word[i];
    }
    return quoted + '"';
}

} // namespace squall
