// The options of curl that are known; curlimport.cpp has what becomes of them.

#include <algorithm>

#include "core/plan/curlreader.h"

namespace squall {

const std::vector<CurlReader::Option>& CurlReader::options() {
    static const std::vector<Option> all = {
        {"request", 'X', true, &CurlReader::takeMethod},
        {"header", 'H', true, &CurlReader::takeHeader},
        {"data", 'd', true, &CurlReader::takeData},
        {"data-ascii", 0, true, &CurlReader::takeData},
        {"data-binary", 0, true, &CurlReader::takeData},
        {"data-raw", 0, true, &CurlReader::takeRawData},
        {"data-urlencode", 0, true, &CurlReader::takeEncodedData},
        {"json", 0, true, &CurlReader::takeJson},
        {"upload-file", 'T', true, &CurlReader::takeUpload},
        {"head", 'I', false, &CurlReader::takeHead},
        {"get", 'G', false, &CurlReader::takeGet},
        {"user", 'u', true, &CurlReader::takeUser},
        {"oauth2-bearer", 0, true, &CurlReader::takeBearer},
        {"user-agent", 'A', true, &CurlReader::takeAgent},
        {"referer", 'e', true, &CurlReader::takeReferer},
        {"cookie", 'b', true, &CurlReader::takeCookie},
        {"cookie-jar", 'c', true, &CurlReader::takeCookieJar},
        {"range", 'r', true, &CurlReader::takeRange},
        {"insecure", 'k', false, &CurlReader::takeInsecure},
        {"cacert", 0, true, &CurlReader::takeCaFile},
        {"cert", 'E', true, &CurlReader::takeCertificate},
        {"key", 0, true, &CurlReader::takeKey},
        {"pass", 0, true, &CurlReader::takePassphrase},
        {"tlsv1.3", 0, false, &CurlReader::takeTls13},
        {"url", 0, true, &CurlReader::takeUrl},
        {"max-time", 'm', true, &CurlReader::takeTimeout},
        {"connect-timeout", 0, true, &CurlReader::takeConnectTimeout},
        {"location", 'L', false, &CurlReader::takeLocation},
        {"max-redirs", 0, true, &CurlReader::takeMaxRedirects},
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

const CurlReader::Option* CurlReader::byName(std::string_view name) {
    const auto found = std::ranges::find(options(), name, &Option::name);
    return found == options().end() ? nullptr : &*found;
}

const CurlReader::Option* CurlReader::byLetter(char letter) {
    const auto found = std::ranges::find(options(), letter, &Option::letter);
    return letter == 0 || found == options().end() ? nullptr : &*found;
}

} // namespace squall
