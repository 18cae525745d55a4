#include "core/http/redirect.h"

#include <algorithm>
#include <vector>

#include "core/http/answerhead.h"

namespace squall {

namespace {

bool isLetter(char c) {
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/// Bytes of "scheme:" at the beginning (RFC 3986, 3.1); 0 where a relative reference begins.
std::size_t schemeSize(std::string_view reference) {
    const std::size_t colon = reference.find(':');
    if (colon == 0 || colon == std::string_view::npos || !isLetter(reference.front()))
        return 0;
    const bool isScheme = std::ranges::all_of(reference.substr(0, colon), [](char c) {
        return isLetter(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
    });
    return isScheme ? colon + 1 : 0;
}

/// RFC 3986, 5.2.4, of a path that begins with a slash.
std::string withoutDots(std::string_view path) {
    std::vector<std::string_view> kept;
    for (bool isLast = false; !isLast;) {
        path.remove_prefix(1);
        const std::size_t end = std::min(path.find('/'), path.size());
        const std::string_view segment = path.substr(0, end);
        path.remove_prefix(end);
        isLast = path.empty();
        const bool isUp = segment == "..";
        if (isUp && !kept.empty())
            kept.pop_back();
        if (!isUp && segment != ".")
            kept.push_back(segment);
        else if (isLast)
            kept.emplace_back(); // what they lead to is a folder
    }
    std::string whole;
    for (const std::string_view segment : kept)
        whole.append("/").append(segment);
    return whole.empty() ? "/" : whole;
}

/// RFC 3986, 5.2.2, for a reference that has neither scheme nor authority.
std::string mergedTarget(const std::string& base, std::string_view reference) {
    const std::string_view basePath = std::string_view(base).substr(0, base.find('?'));
    if (reference.empty())
        return base;
    if (reference.starts_with('/'))
        return std::string(reference);
    if (reference.starts_with('?'))
        return std::string(basePath).append(reference);
    return std::string(basePath.substr(0, basePath.rfind('/') + 1)).append(reference);
}

std::string withoutBlanks(std::string_view text) {
    std::string encoded;
    for (const char c : text)
        encoded += c == ' ' ? std::string("%20") : std::string(1, c);
    return encoded;
}

} // namespace

std::string_view describe(RedirectFault fault) {
    switch (fault) {
    case RedirectFault::TooMany:
        return "more redirects than are followed, or a loop of them";
    case RedirectFault::NoLocation:
        return "a redirect that does not say where to";
    case RedirectFault::BadLocation:
        return "a redirect to what is not an http or https address";
    case RedirectFault::UnknownHost:
        return "a redirect to another host, whose address is not known (--resolve tells it)";
    case RedirectFault::PublicHost:
        break;
    }
    return "a redirect to a public address, which nobody has allowed";
}

std::optional<std::string> locationIn(std::string_view answer) {
    for (AnswerFields field(answer); field.next();) {
        if (field.isNamed("location"))
            return std::string(field.value());
    }
    return std::nullopt;
}

Result<Url> resolveReference(const Url& base, std::string_view reference) {
    reference = reference.substr(0, reference.find('#'));
    const std::string scheme = base.isTls ? "https:" : "http:";
    const std::size_t ownScheme = schemeSize(reference);
    std::string address;
    if (ownScheme > 0 && !reference.substr(ownScheme).starts_with("//"))
        return fail(ErrorCode::BadUrl, "an address has // behind its scheme");
    if (ownScheme > 0)
        address = reference;
    else if (reference.starts_with("//"))
        address = scheme + std::string(reference);
    else
        address = scheme + "//" + base.authority() + mergedTarget(base.target, reference);
    auto url = parseUrl(withoutBlanks(address));
    if (!url)
        return url;
    url->userInfo.clear();
    const std::size_t query = std::min(url->target.find('?'), url->target.size());
    url->target = withoutDots(url->target.substr(0, query)) + url->target.substr(query);
    return url;
}

bool isSameOrigin(const Url& a, const Url& b) {
    return a.isTls == b.isTls && a.host == b.host && a.port == b.port;
}

std::string methodAfter(int status, const std::string& method) {
    const bool becomesGet =
        status == 303 ? method != "HEAD" : (status == 301 || status == 302) && method == "POST";
    return becomesGet ? "GET" : method;
}

} // namespace squall
