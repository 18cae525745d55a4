#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.h"
#include "core/http/request.h"
#include "core/http/url.h"

namespace squall {

/// The cookies of one user of one host (RFC 6265): what the host's answers set goes back to it, and
/// nowhere else. Name, value, Domain, Path, Secure and Max-Age are heeded; Expires only where it
/// deletes. A cookie of more than 4 KB, one for another domain and one past the fiftieth are
/// dropped. One thread.
class CookieJar final {
public:
    static constexpr std::size_t mostCookies = 50;
    static constexpr std::size_t mostBytes = 4096; ///< of name and value

    /// `host` as Url::host has it.
    explicit CookieJar(std::string host)
        : m_host(std::move(host)) {}

    /// Takes the Set-Cookie fields of an answer to `url`, of which `answer` is the beginning.
    void take(const Url& url, std::string_view answer, Nanoseconds now);

    /// Changes with what cookies() says, for whatever address: by take(), and as time goes by.
    [[nodiscard]] std::uint32_t revision(Nanoseconds now);

    /// `fields` of a request to `url` with a Cookie field that has what is here for it. What one of
    /// `fields` says about a cookie of the same name gives way.
    [[nodiscard]] std::vector<HeaderField> addTo(std::vector<HeaderField> fields,
                                                 const Url& url) const;

private:
    struct Cookie {
        std::string name;
        std::string value;
        std::string path;
        bool isSecure = false;
        Nanoseconds until = Nanoseconds::max();
    };

    void takeOne(const Url& url, std::string_view text, Nanoseconds now);
    void keep(Cookie cookie);
    void remove(const Cookie& cookie);
    [[nodiscard]] bool goesTo(const Cookie& cookie, const Url& url) const;

    const std::string m_host;
    std::vector<Cookie> m_cookies; ///< longer paths first, then as they came
    std::uint32_t m_revision = 0;
    Nanoseconds m_nextEnd = Nanoseconds::max(); ///< when the first of them is over
};

/// Whether `text`, the value of an Expires attribute, is a date in the past (RFC 6265, 5.1.1).
[[nodiscard]] bool isPast(std::string_view text);

} // namespace squall
