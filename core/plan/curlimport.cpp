#include "core/plan/curlimport.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "core/plan/curlreader.h"
#include "core/plan/secrets.h"
#include "core/plan/shellwords.h"

namespace squall {

namespace {

std::string percentEncoded(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string encoded;
    for (const char c : text) {
        const bool isPlain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                             (c >= '0' && c <= '9') ||
                             std::string_view("-._~").find(c) != std::string_view::npos;
        const auto byte = static_cast<unsigned char>(c);
        if (isPlain)
            encoded += c;
        else
            encoded += {'%', digits[byte >> 4], digits[byte & 15]};
    }
    return encoded;
}

} // namespace

Result<CurlImport> CurlReader::read() {
    while (m_next < m_words.size()) {
        const std::string word = m_words[m_next++];
        Result<> taken;
        if (word.starts_with("--") && word.size() > 2)
            taken = takeLong(word);
        else if (word.starts_with('-') && word.size() > 1)
            taken = takeLetters(word);
        else
            takeUrl(word);
        if (!taken)
            return std::unexpected(taken.error());
    }
    if (const auto finished = finish(); !finished)
        return std::unexpected(finished.error());
    return std::move(m_import);
}

Result<> CurlReader::takeLong(const std::string& word) {
    return apply(byName(word.substr(2)), word, std::nullopt);
}

Result<> CurlReader::takeLetters(const std::string& word) {
    for (std::size_t i = 1; i < word.size(); ++i) {
        const Option* const option = byLetter(word[i]);
        const std::string written = {'-', word[i]};
        const bool takesRest = option != nullptr && option->hasValue && i + 1 < word.size();
        const auto taken =
            apply(option, written, takesRest ? std::optional(word.substr(i + 1)) : std::nullopt);
        if (!taken || takesRest)
            return taken;
    }
    return {};
}

Result<> CurlReader::apply(const Option* option, const std::string& written,
                           std::optional<std::string> value) {
    if (option == nullptr) {
        ignore(written);
        return {};
    }
    if (option->hasValue && !value) {
        if (m_next >= m_words.size())
            return fail(ErrorCode::BadPlan, "the option " + written + " lacks its value");
        value = m_words[m_next++];
    }
    if (option->take != nullptr)
        (this->*option->take)(value.value_or(std::string()));
    else if (!option->isQuiet)
        ignore(written);
    return {};
}

void CurlReader::takeHeader(const std::string& value) {
    const std::size_t colon = value.find_first_of(":;");
    if (value.starts_with('@') || colon == std::string::npos)
        return ignore("-H " + value);
    const std::string name = value.substr(0, colon);
    const std::size_t begin = value.find_first_not_of(" \t", colon + 1);
    const std::string content = begin == std::string::npos ? "" : value.substr(begin);
    const std::string lower = lowerCase(name);
    // The first takes a header away that curl would send, the others would break the framing.
    if ((content.empty() && value[colon] == ':') || lower == "content-length" ||
        lower == "transfer-encoding")
        return ignore("-H " + name);
    constexpr std::string_view bearer = "Bearer ";
    if (lower == "expect" && lowerCase(content) == "100-continue")
        plan().expectContinue = true;
    else if (lower == "authorization" && content.starts_with(bearer))
        plan().bearer = content.substr(bearer.size());
    else
        plan().headers.push_back({name, content});
}

void CurlReader::takeData(const std::string& value) {
    if (!value.starts_with('@'))
        return addData(value);
    m_isForm = true;
    plan().bodyFile = value.substr(1);
}

void CurlReader::addData(const std::string& data) {
    m_isForm = true;
    m_data = m_data ? *m_data + '&' + data : data;
}

void CurlReader::takeEncodedData(const std::string& value) {
    const std::size_t mark = value.find_first_of("=@");
    if (mark != std::string::npos && value[mark] == '@')
        return ignore("--data-urlencode " + value);
    if (mark == std::string::npos)
        return addData(percentEncoded(value));
    const std::string name = value.substr(0, mark);
    addData((name.empty() ? "" : name + '=') + percentEncoded(value.substr(mark + 1)));
}

void CurlReader::takeJson(const std::string& value) {
    setHeader("Content-Type", "application/json");
    setHeader("Accept", "application/json");
    if (value.starts_with('@'))
        plan().bodyFile = value.substr(1);
    else
        m_data = m_data.value_or(std::string()) + value;
    m_isForm = true;
}

void CurlReader::takeCookie(const std::string& value) {
    if (value.find('=') != std::string::npos)
        return setHeader("Cookie", value);
    plan().cookies = true;
    if (!value.empty()) // a file of cookies, to begin with
        ignore("-b " + value);
}

void CurlReader::takeCertificate(const std::string& value) {
    const std::size_t colon = value.find(':');
    plan().tls.certificateFile = value.substr(0, colon);
    if (colon != std::string::npos)
        plan().tls.passphrase = value.substr(colon + 1);
}

void CurlReader::takeUrl(const std::string& value) {
    if (plan().url.empty())
        plan().url = value;
    else
        ignore(value);
}

void CurlReader::setHeader(const std::string& name, const std::string& value) {
    if (!hasHeader(name))
        plan().headers.push_back({name, value});
}

bool CurlReader::hasHeader(std::string_view name) const {
    const std::string wanted = lowerCase(name);
    return std::ranges::any_of(m_import.plan.headers, [&wanted](const HeaderField& header) {
        return lowerCase(header.name) == wanted;
    });
}

void CurlReader::setSeconds(Nanoseconds& time, const std::string& value) {
    double seconds = 0;
    const auto [end, fault] = std::from_chars(value.data(), value.data() + value.size(), seconds);
    const double most = std::chrono::duration<double>(maxDuration).count();
    if (fault == std::errc() && end == value.data() + value.size() && seconds > 0 &&
        seconds <= most)
        time = std::chrono::round<Nanoseconds>(std::chrono::duration<double>(seconds));
}

Result<> CurlReader::finish() {
    if (plan().url.empty())
        return fail(ErrorCode::BadPlan, "the command has no address");
    if (m_isGet && m_data) {
        plan().url += (plan().url.find('?') == std::string::npos ? '?' : '&') + *m_data;
        m_data.reset();
        plan().bodyFile.clear();
    } else if (m_isForm) {
        m_usualMethod = "POST";
        setHeader("Content-Type", "application/x-www-form-urlencoded");
    }
    if (plan().bodyFile.empty())
        plan().body = m_data.value_or(std::string());
    else if (m_data)
        ignore("the data beside the file");
    plan().method = m_method.empty() ? m_usualMethod : m_method;
    plan().follow = m_follows ? std::min(m_mostRedirects, maxFollow) : 0;
    if (const auto url = parseUrl(plan().url); !url)
        return std::unexpected(url.error());
    return {};
}

bool looksLikeCurl(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(" \t\r\n$");
    if (begin == std::string_view::npos)
        return false;
    text.remove_prefix(begin);
    return text.starts_with("curl ") || text.starts_with("curl\t") || text.starts_with("curl \\");
}

Result<CurlImport> importCurl(std::string_view text) {
    const std::size_t begin = text.find("curl");
    auto words = shellWords(begin == std::string_view::npos ? text : text.substr(begin));
    if (!words)
        return std::unexpected(words.error());
    return CurlReader(std::move(*words)).read();
}

} // namespace squall
