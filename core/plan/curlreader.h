#pragma once

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/plan/curlimport.h"

namespace squall {

/// Reads one curl command into an import, option by option.
class CurlReader final {
public:
    explicit CurlReader(std::vector<std::string> words)
        : m_words(std::move(words)) {}

    Result<CurlImport> read();

private:
    /// How an option of curl is taken. Without `take` it is left out: silently when it only
    /// changes what curl prints, else by name.
    struct Option {
        std::string_view name; ///< long, without dashes
        char letter;           ///< 0: none
        bool hasValue;
        void (CurlReader::*take)(const std::string& value);
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

    void takeCookieJar(const std::string&) { plan().cookies = true; }

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

} // namespace squall
