#include "core/http/url.h"

#include <algorithm>
#include <charconv>
#include <memory>

#include <arpa/inet.h>
#include <idn2.h>

#include "core/base/routing.h"

namespace squall {

namespace {

bool isControl(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
}

bool isAsciiLetter(char c) {
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const std::size_t first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string toLower(std::string_view text) {
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? char(c | 0x20) : c; });
    return lower;
}

/// A scheme is what stands before "://", ahead of any path; "localhost:8080" has none.
std::string takeScheme(std::string_view& text) {
    const std::size_t end = text.find("://");
    if (end == std::string_view::npos || text.find_first_of("/?#") < end)
        return "http";
    std::string scheme = toLower(text.substr(0, end));
    text.remove_prefix(end + 3);
    return scheme;
}

int hexValue(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    const int folded = c | 0x20;
    return folded >= 'a' && folded <= 'f' ? folded - 'a' + 10 : -1;
}

Result<std::string> percentDecoded(std::string_view text) {
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            decoded += text[i];
            continue;
        }
        const int high = i + 2 < text.size() ? hexValue(text[i + 1]) : -1;
        const int low = high >= 0 ? hexValue(text[i + 2]) : -1;
        if (low < 0)
            return fail(ErrorCode::BadUrl,
                        "a % in user or password must be followed by two digits");
        decoded += static_cast<char>(high * 16 + low);
        i += 2;
    }
    if (std::ranges::any_of(decoded, isControl))
        return fail(ErrorCode::BadUrl, "user or password holds a control character");
    return decoded;
}

Result<std::string> asciiHost(std::string_view host) {
    char* converted = nullptr;
    const int status = idn2_to_ascii_8z(std::string(host).c_str(), &converted,
                                        IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT);
    const std::unique_ptr<char, void (*)(void*)> owner(converted, idn2_free);
    if (status != IDN2_OK)
        return fail(ErrorCode::BadUrl, "\"" + std::string(host) + "\" is not a host name");
    return std::string(converted);
}

Result<std::string> checkedHost(std::string_view text) {
    const bool isAscii = std::ranges::none_of(text, [](char c) { return (c & 0x80) != 0; });
    std::string host;
    if (isAscii) {
        host = toLower(text);
    } else {
        auto converted = asciiHost(text);
        if (!converted)
            return converted;
        host = std::move(*converted);
    }
    const auto mayStandInName = [](char c) {
        return isAsciiLetter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
    };
    if (host.empty() || host.size() > 253 || host.front() == '.' ||
        host.find("..") != std::string::npos || !std::ranges::all_of(host, mayStandInName))
        return fail(ErrorCode::BadUrl, "\"" + std::string(text) + "\" is not a host name");
    return host;
}

Result<std::uint16_t> parsePort(std::string_view text) {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < 1 || value > 65535)
        return fail(ErrorCode::BadUrl,
                    "port \"" + std::string(text) + "\" is not a number from 1 to 65535");
    return static_cast<std::uint16_t>(value);
}

/// Reads "host", "host:port", "[v6]" or "[v6]:port".
Result<> parseHostAndPort(std::string_view text, Url& url) {
    std::string_view portText;
    if (text.starts_with('[')) {
        const std::size_t close = text.find(']');
        const std::string address(text.substr(1, close == std::string_view::npos ? 0 : close - 1));
        in6_addr parsed{};
        if (inet_pton(AF_INET6, address.c_str(), &parsed) != 1)
            return fail(ErrorCode::BadUrl, "what stands in [ ] is not an IPv6 address");
        url.host = toLower(address);
        text.remove_prefix(close + 1);
        if (!text.empty() && text.front() != ':')
            return fail(ErrorCode::BadUrl, "after ] only a port may follow");
        portText = text;
    } else {
        const std::size_t colon = text.find(':');
        portText = colon == std::string_view::npos ? std::string_view{} : text.substr(colon);
        if (portText.find(':', 1) != std::string_view::npos)
            return fail(ErrorCode::BadUrl, "an IPv6 address needs brackets: http://[::1]:8080/");
        if (text.substr(0, colon).empty())
            return fail(ErrorCode::BadUrl, "the host is missing");
        auto host = checkedHost(text.substr(0, colon));
        if (!host)
            return std::unexpected(host.error());
        url.host = std::move(*host);
    }
    if (portText.size() <= 1) // none, or a colon alone, which RFC 3986 allows
        return {};
    const auto port = parsePort(portText.substr(1));
    if (!port)
        return std::unexpected(port.error());
    url.port = *port;
    return {};
}

/// Path and query, without the fragment; bytes past ASCII percent-encoded.
std::string requestTarget(std::string_view text) {
    text = text.substr(0, text.find('#'));
    std::string target;
    if (!text.starts_with('/'))
        target += '/';
    constexpr std::string_view digits = "0123456789ABCDEF";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) {
            target += c;
        } else {
            target += '%';
            target += digits[byte >> 4];
            target += digits[byte & 15];
        }
    }
    return target;
}

} // namespace

std::string Url::authority() const {
    std::string text = hostText(host);
    if (port != (isTls ? 443 : 80))
        text += ":" + std::to_string(port);
    return text;
}

std::string Url::toString() const {
    return (isTls ? "https://" : "http://") + authority() + target;
}

Result<Url> parseUrl(std::string_view text) {
    text = trimmed(text);
    if (text.empty())
        return fail(ErrorCode::BadUrl, "the address is empty");
    if (std::ranges::any_of(text, isControl))
        return fail(ErrorCode::BadUrl, "the address holds a line break or control character");
    if (text.find(' ') != std::string_view::npos)
        return fail(ErrorCode::BadUrl, "the address holds a space; write it as %20");
    const std::string scheme = takeScheme(text);
    if (scheme != "http" && scheme != "https")
        return fail(ErrorCode::BadUrl, "\"" + scheme + "\" is not http or https");

    Url url;
    url.isTls = scheme == "https";
    url.port = url.isTls ? 443 : 80;
    const std::size_t authorityEnd = std::min(text.find_first_of("/?#"), text.size());
    std::string_view authority = text.substr(0, authorityEnd);
    if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
        auto userInfo = percentDecoded(authority.substr(0, at));
        if (!userInfo)
            return std::unexpected(userInfo.error());
        url.userInfo = std::move(*userInfo);
        authority.remove_prefix(at + 1);
    }
    if (authority.empty())
        return fail(ErrorCode::BadUrl, "the host is missing");
    if (auto read = parseHostAndPort(authority, url); !read)
        return std::unexpected(read.error());
    url.target = requestTarget(text.substr(authorityEnd));
    return url;
}

} // namespace squall
