#include "core/http/cookiejar.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <optional>
#include <utility>

#include "core/http/answerhead.h"

namespace squall {

namespace {

/// The text up to the next `mark`, which is taken too.
std::string_view takePart(std::string_view& text, char mark) {
    const std::size_t end = std::min(text.find(mark), text.size());
    const std::string_view part = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return trimmed(part);
}

bool isSafe(std::string_view text) {
    return std::ranges::none_of(text, [](char c) {
        return (static_cast<unsigned char>(c) < ' ' && c != '\t') || c == '\x7f';
    });
}

/// RFC 6265, 5.1.4.
std::string defaultPath(const Url& url) {
    const std::string_view path = std::string_view(url.target).substr(0, url.target.find('?'));
    const std::size_t slash = path.rfind('/');
    return slash == 0 || slash == std::string_view::npos ? "/" : std::string(path.substr(0, slash));
}

/// RFC 6265, 5.1.3, for a `domain` that need not be in lower case. An address in numbers has no
/// domain above it.
bool isWithin(const std::string& host, std::string_view domain) {
    if (domain.starts_with('.'))
        domain.remove_prefix(1);
    if (domain.size() >= host.size())
        return domain.size() == host.size() && isSameName(domain, host);
    const std::string_view end = std::string_view(host).substr(host.size() - domain.size());
    const bool isNumeric = host.find_first_not_of("0123456789.") == std::string::npos ||
                           host.find(':') != std::string::npos;
    return !isNumeric && isSameName(domain, end) && host[host.size() - domain.size() - 1] == '.';
}

/// When a cookie of this Max-Age is over; nothing when that is no number.
std::optional<Nanoseconds> endOf(std::string_view maxAge, Nanoseconds now) {
    constexpr std::int64_t most = 366LL * 24 * 3600; // no run is that long
    std::int64_t seconds = 0;
    const char* const end = maxAge.data() + maxAge.size();
    const auto [stop, error] = std::from_chars(maxAge.data(), end, seconds);
    if (stop != end || error == std::errc::invalid_argument)
        return std::nullopt;
    if (error == std::errc::result_out_of_range)
        seconds = maxAge.starts_with('-') ? 0 : most;
    return seconds <= 0 ? Nanoseconds{0} : now + std::chrono::seconds(std::min(seconds, most));
}

std::optional<int> numberIn(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || text.front() == '-')
        return std::nullopt;
    return value;
}

/// 1 to 12; nothing when `text` does not begin as a month does.
std::optional<int> monthIn(std::string_view text) {
    constexpr std::array<std::string_view, 12> months = {"jan", "feb", "mar", "apr", "may", "jun",
                                                         "jul", "aug", "sep", "oct", "nov", "dec"};
    const auto* const found = std::ranges::find_if(
        months, [text](std::string_view month) { return isSameName(text.substr(0, 3), month); });
    if (found == months.end())
        return std::nullopt;
    return static_cast<int>(found - months.begin()) + 1;
}

std::string_view nameOf(std::string_view pair) {
    return trimmed(pair.substr(0, pair.find('=')));
}

} // namespace

// Days are precise enough: what deletes a cookie is a date of years ago.
bool isPast(std::string_view text) {
    constexpr std::string_view delimiters = " \t,-/";
    std::optional<int> day;
    std::optional<int> month;
    std::optional<int> year;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of(delimiters), text.size());
        const std::string_view token = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (token.empty() || token.find(':') != std::string_view::npos)
            continue;
        const auto number = numberIn(token);
        if (number && !day)
            day = number;
        else if (number && !year)
            year = *number < 70 ? *number + 2000 : *number < 100 ? *number + 1900 : *number;
        else if (!month)
            month = monthIn(token);
    }
    if (!day || !month || !year || *day > 31 || *year < 1601 || *year > 9999)
        return false;
    const std::chrono::year_month_day date{std::chrono::year(*year),
                                           std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    const auto today = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
    return date.ok() && std::chrono::sys_days(date) < today;
}

void CookieJar::take(const Url& url, std::string_view answer, Nanoseconds now) {
    if (url.host != m_host)
        return;
    for (AnswerFields field(answer); field.next();) {
        if (field.isNamed("set-cookie"))
            takeOne(url, field.value(), now);
    }
}

void CookieJar::takeOne(const Url& url, std::string_view text, Nanoseconds now) {
    std::string_view pair = takePart(text, ';');
    if (pair.find('=') == std::string_view::npos || !isSafe(pair))
        return;
    Cookie cookie;
    cookie.name = takePart(pair, '=');
    cookie.value = trimmed(pair);
    cookie.path = defaultPath(url);
    bool hasAge = false;
    while (!text.empty()) {
        std::string_view attribute = takePart(text, ';');
        const std::string_view name = takePart(attribute, '=');
        const std::string_view value = trimmed(attribute);
        if (isSameName(name, "domain") && !value.empty() && !isWithin(m_host, value))
            return;
        if (isSameName(name, "path"))
            cookie.path = value.starts_with('/') ? std::string(value) : defaultPath(url);
        cookie.isSecure |= isSameName(name, "secure");
        if (const auto end = isSameName(name, "max-age") ? endOf(value, now) : std::nullopt) {
            hasAge = true; // which goes before Expires
            cookie.until = *end;
        } else if (!hasAge && isSameName(name, "expires") && isPast(value)) {
            cookie.until = Nanoseconds{0};
        }
    }
    if (cookie.name.empty() || cookie.name.size() + cookie.value.size() > mostBytes)
        return;
    if (cookie.until <= now)
        return remove(cookie);
    keep(std::move(cookie));
}

void CookieJar::keep(Cookie cookie) {
    m_nextEnd = std::min(m_nextEnd, cookie.until);
    const auto same = std::ranges::find_if(m_cookies, [&cookie](const Cookie& other) {
        return other.name == cookie.name && other.path == cookie.path;
    });
    if (same != m_cookies.end()) {
        same->until = cookie.until;
        if (same->value == cookie.value && same->isSecure == cookie.isSecure)
            return;
        *same = std::move(cookie);
    } else if (m_cookies.size() < mostCookies) {
        const auto place = std::ranges::find_if(m_cookies, [&cookie](const Cookie& other) {
            return other.path.size() < cookie.path.size();
        });
        m_cookies.insert(place, std::move(cookie));
    } else {
        return;
    }
    ++m_revision;
}

void CookieJar::remove(const Cookie& cookie) {
    const auto removed = std::erase_if(m_cookies, [&cookie](const Cookie& other) {
        return other.name == cookie.name && other.path == cookie.path;
    });
    m_revision += removed > 0 ? 1 : 0;
}

std::uint32_t CookieJar::revision(Nanoseconds now) {
    if (now < m_nextEnd)
        return m_revision;
    const auto removed =
        std::erase_if(m_cookies, [now](const Cookie& cookie) { return cookie.until <= now; });
    m_nextEnd = Nanoseconds::max();
    for (const Cookie& cookie : m_cookies)
        m_nextEnd = std::min(m_nextEnd, cookie.until);
    return m_revision += removed > 0 ? 1 : 0;
}

bool CookieJar::goesTo(const Cookie& cookie, const Url& url) const {
    if (url.host != m_host || (cookie.isSecure && !url.isTls))
        return false;
    const std::string_view path = std::string_view(url.target).substr(0, url.target.find('?'));
    return path.starts_with(cookie.path) &&
           (path.size() == cookie.path.size() || cookie.path.ends_with('/') ||
            path[cookie.path.size()] == '/');
}

std::vector<HeaderField> CookieJar::addTo(std::vector<HeaderField> fields, const Url& url) const {
    std::string ours;
    for (const Cookie& cookie : m_cookies) {
        if (goesTo(cookie, url))
            ours.append(ours.empty() ? "" : "; ")
                .append(cookie.name)
                .append("=")
                .append(cookie.value);
    }
    if (ours.empty())
        return fields;
    const auto own = std::ranges::find_if(
        fields, [](const HeaderField& field) { return isSameName(field.name, "cookie"); });
    if (own == fields.end()) {
        fields.push_back({"Cookie", std::move(ours)});
        return fields;
    }
    std::string all;
    for (std::string_view rest = own->value; !rest.empty();) {
        const std::string_view pair = takePart(rest, ';');
        const bool givesWay =
            pair.empty() || std::ranges::any_of(m_cookies, [&](const Cookie& cookie) {
                return goesTo(cookie, url) && cookie.name == nameOf(pair);
            });
        if (!givesWay)
            all.append(pair).append("; ");
    }
    own->value = all + ours;
    return fields;
}

} // namespace squall
