#include "core/plan/curlimport.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "core/plan/secrets.h"
#include "core/plan/shellwords.h"

namespace squall {

namespace {

/// Reads one curl command into an import, option by option.
class Reader final {
public:
    explicit Reader(std::vector<std::string> words)
        : m_words(std::move(words)) {}

    Result<CurlImport> read();

private:
    /// How an option of curl is taken. Without `take` it is left out: silently when it only
    /// changes what curl prints, else by name.
    struct Option {
        std::string_view name; ///< long, without dashes
        char letter;           ///< 0: none
        bool hasValue;
        void (Reader::*take)(const std::string& value);
        bool isQuiet = false;
    };

    static const std::vector<Option>& options();
    static const Option* byName(std::string_view name);
    static const Option* byLetter(char letter);

    Result<> takeLong(const std::string& word);
    Result<> takeLetters(const std::string& word);
    Result<> apply(const Option* option, const std::string& written,
                   std::optional<std::string> value);
    Result<> finish();

    void takeMethod(const std::string& value) { m_method = value; }

    void takeHeader(const std::string& value);
    void takeData(const std::string& value);

    void takeRawData(const std::string& value) { addData(value); }

    void takeEncodedData(const std::string& value);
    void takeJson(const std::string& value);

    void takeUpload(const std::string& value) {
        plan().bodyFile = value;
        m_usualMethod = "PUT";
    }

    void takeHead(const std::string&) { m_usualMethod = "HEAD"; }

    void takeGet(const std::string&) { m_isGet = true; }

    void takeUser(const std::string& value) {
        plan().user = value.find(':') == std::string::npos ? value + ':' : value;
    }

    void takeBearer(const std::string& value) { plan().bearer = value; }

    void takeAgent(const std::string& value) { setHeader("User-Agent", value); }

    void takeReferer(const std::string& value) { setHeader("Referer", value); }

    void takeCookie(const std::string& value);

    void takeRange(const std::string& value) { setHeader("Range", "bytes=" + value); }

    void takeInsecure(const std::string&) { plan().tls.insecure = true; }

    void takeCaFile(const std::string& value) { plan().tls.caFile = value; }

    void takeCertificate(const std::string& value);

    void takeKey(const std::string& value) { plan().tls.keyFile = value; }

    void takePassphrase(const std::string& value) { plan().tls.passphrase = value; }

    void takeTls13(const std::string&) { plan().tls.minVersion = TlsOptions::MinVersion::Tls13; }

    void takeUrl(const std::string& value);

    void takeTimeout(const std::string& value) { setSeconds(plan().timeout, value); }

    void takeConnectTimeout(const std::string& value) { setSeconds(plan().connectTimeout, value); }

    void takeLocation(const std::string&) { m_follows = true; }

    void takeMaxRedirects(const std::string& value) {
        std::from_chars(value.data(), value.data() + value.size(), m_mostRedirects); // or -1: any
    }

    void addData(const std::string& data);
    void setHeader(const std::string& name, const std::string& value);
    [[nodiscard]] bool hasHeader(std::string_view name) const;
    static void setSeconds(Nanoseconds& time, const std::string& value);

    void ignore(const std::string& what) {
        if (std::ranges::find(m_import.ignored, what) == m_import.ignored.end())
            m_import.ignored.push_back(what);
    }

    TestPlan& plan() { return m_import.plan; }

    std::vector<std::string> m_words;
    std::size_t m_next = 1;
    CurlImport m_import;
    std::string m_method; ///< as it was asked for
    std::string m_usualMethod = "GET";
    std::optional<std::string> m_data;
    bool m_isForm = false; ///< the data are of a form
    bool m_isGet = false;
    bool m_follows = false;
    std::uint32_t m_mostRedirects = maxFollow;
};

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

const std::vector<Reader::Option>& Reader::options() {
    static const std::vector<Option> all = {
        {"request", 'X', true, &Reader::takeMethod},
        {"header", 'H', true, &Reader::takeHeader},
        {"data", 'd', true, &Reader::takeData},
        {"data-ascii", 0, true, &Reader::takeData},
        {"data-binary", 0, true, &Reader::takeData},
        {"data-raw", 0, true, &Reader::takeRawData},
        {"data-urlencode", 0, true, &Reader::takeEncodedData},
        {"json", 0, true, &Reader::takeJson},
        {"upload-file", 'T', true, &Reader::takeUpload},
        {"head", 'I', false, &Reader::takeHead},
        {"get", 'G', false, &Reader::takeGet},
        {"user", 'u', true, &Reader::takeUser},
        {"oauth2-bearer", 0, true, &Reader::takeBearer},
        {"user-agent", 'A', true, &Reader::takeAgent},
        {"referer", 'e', true, &Reader::takeReferer},
        {"cookie", 'b', true, &Reader::takeCookie},
        {"range", 'r', true, &Reader::takeRange},
        {"insecure", 'k', false, &Reader::takeInsecure},
        {"cacert", 0, true, &Reader::takeCaFile},
        {"cert", 'E', true, &Reader::takeCertificate},
        {"key", 0, true, &Reader::takeKey},
        {"pass", 0, true, &Reader::takePassphrase},
        {"tlsv1.3", 0, false, &Reader::takeTls13},
        {"url", 0, true, &Reader::takeUrl},
        {"max-time", 'm', true, &Reader::takeTimeout},
        {"connect-timeout", 0, true, &Reader::takeConnectTimeout},
        {"location", 'L', false, &Reader::takeLocation},
        {"max-redirs", 0, true, &Reader::takeMaxRedirects},
        // What has no place in a plan.
        {"compressed", 0, false, nullptr},
        {"form", 'F', true, nullptr},
        {"form-string", 0, true, nullptr},
        {"proxy", 'x', true, nullptr},
        {"resolve", 0, true, nullptr},
        {"connect-to", 0, true, nullptr},
        {"unix-socket", 0, true, nullptr},
        {"interface", 0, true, nullptr},
        {"limit-rate", 0, true, nullptr},
        {"cookie-jar", 'c', true, nullptr},
        {"config", 'K', true, nullptr},
        {"retry", 0, true, nullptr},
        {"retry-delay", 0, true, nullptr},
        {"ciphers", 0, true, nullptr},
        {"proxy-user", 'U', true, nullptr},
        // What only changes what curl prints.
        {"output", 'o', true, nullptr, true},
        {"write-out", 'w', true, nullptr, true},
        {"dump-header", 'D', true, nullptr, true},
        {"remote-name", 'O', false, nullptr, true},
        {"silent", 's', false, nullptr, true},
        {"show-error", 'S', false, nullptr, true},
        {"fail", 'f', false, nullptr, true},
        {"verbose", 'v', false, nullptr, true},
        {"include", 'i', false, nullptr, true},
        {"progress-bar", '#', false, nullptr, true},
        {"no-progress-meter", 0, false, nullptr, true},
        {"tlsv1.2", 0, false, nullptr, true},
        {"http1.1", 0, false, nullptr, true},
    };
    return all;
}

const Reader::Option* Reader::byName(std::string_view name) {
    const auto found = std::ranges::find(options(), name, &Option::name);
    return found == options().end() ? nullptr : &*found;
}

const Reader::Option* Reader::byLetter(char letter) {
    const auto found = std::ranges::find(options(), letter, &Option::letter);
    return letter == 0 || found == options().end() ? nullptr : &*found;
}

Result<CurlImport> Reader::read() {
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

Result<> Reader::takeLong(const std::string& word) {
    return apply(byName(word.substr(2)), word, std::nullopt);
}

Result<> Reader::takeLetters(const std::string& word) {
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

Result<> Reader::apply(const Option* option, const std::string& written,
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

void Reader::takeHeader(const std::string& value) {
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
    if (lower == "authorization" && content.starts_with(bearer))
        plan().bearer = content.substr(bearer.size());
    else
        plan().headers.push_back({name, content});
}

void Reader::takeData(const std::string& value) {
    if (!value.starts_with('@'))
        return addData(value);
    m_isForm = true;
    plan().bodyFile = value.substr(1);
}

void Reader::addData(const std::string& data) {
    m_isForm = true;
    m_data = m_data ? *m_data + '&' + data : data;
}

void Reader::takeEncodedData(const std::string& value) {
    const std::size_t mark = value.find_first_of("=@");
    if (mark != std::string::npos && value[mark] == '@')
        return ignore("--data-urlencode " + value);
    if (mark == std::string::npos)
        return addData(percentEncoded(value));
    const std::string name = value.substr(0, mark);
    addData((name.empty() ? "" : name + '=') + percentEncoded(value.substr(mark + 1)));
}

void Reader::takeJson(const std::string& value) {
    setHeader("Content-Type", "application/json");
    setHeader("Accept", "application/json");
    if (value.starts_with('@'))
        plan().bodyFile = value.substr(1);
    else
        m_data = m_data.value_or(std::string()) + value;
    m_isForm = true;
}

void Reader::takeCookie(const std::string& value) {
    if (value.find('=') == std::string::npos)
        return ignore("-b " + value); // a file of cookies
    setHeader("Cookie", value);
}

void Reader::takeCertificate(const std::string& value) {
    const std::size_t colon = value.find(':');
    plan().tls.certificateFile = value.substr(0, colon);
    if (colon != std::string::npos)
        plan().tls.passphrase = value.substr(colon + 1);
}

void Reader::takeUrl(const std::string& value) {
    if (plan().url.empty())
        plan().url = value;
    else
        ignore(value);
}

void Reader::setHeader(const std::string& name, const std::string& value) {
    if (!hasHeader(name))
        plan().headers.push_back({name, value});
}

bool Reader::hasHeader(std::string_view name) const {
    const std::string wanted = lowerCase(name);
    return std::ranges::any_of(m_import.plan.headers, [&wanted](const HeaderField& header) {
        return lowerCase(header.name) == wanted;
    });
}

void Reader::setSeconds(Nanoseconds& time, const std::string& value) {
    double seconds = 0;
    const auto [end, fault] = std::from_chars(value.data(), value.data() + value.size(), seconds);
    const double most = std::chrono::duration<double>(maxDuration).count();
    if (fault == std::errc() && end == value.data() + value.size() && seconds > 0 &&
        seconds <= most)
        time = std::chrono::round<Nanoseconds>(std::chrono::duration<double>(seconds));
}

Result<> Reader::finish() {
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

} // namespace

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
    return Reader(std::move(*words)).read();
}

} // namespace squall
