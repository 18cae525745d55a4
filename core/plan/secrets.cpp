#include "core/plan/secrets.h"

#include <algorithm>
#include <array>

#include "core/http/proxyhandshake.h"
#include "core/http/request.h"
#include "core/http/url.h"
#include "core/plan/references.h"

namespace squall {

namespace {

constexpr std::array<std::string_view, 3> secretHeaders = {"authorization", "proxy-authorization",
                                                           "cookie"};

/// How names of parameters end whose values are nobody else's business.
constexpr std::array<std::string_view, 10> secretEndings = {
    "token", "secret", "password",   "passwd", "signature",
    "sig",   "key",    "credential", "auth",   "session"};

/// "key" and "api_key", but not "monkey".
bool isSecretParameter(std::string_view name) {
    const std::string lower = lowerCase(name);
    return std::ranges::any_of(secretEndings, [&lower](std::string_view ending) {
        if (!lower.ends_with(ending))
            return false;
        const std::string before = lower.substr(0, lower.size() - ending.size());
        const bool isWord = before.empty() || std::string_view("_-.[").contains(before.back());
        return isWord || before.ends_with("api") || before.ends_with("access");
    });
}

/// Shorter ones would blot out half of an answer.
constexpr std::size_t shortestSecret = 4;

void replaceAll(std::string& text, const std::string& what) {
    for (std::size_t at = text.find(what); at != std::string::npos;
         at = text.find(what, at + masked.size()))
        text.replace(at, what.size(), masked);
}

void maskSetCookies(std::string& head) {
    constexpr std::string_view name = "\nset-cookie:";
    for (std::size_t at = lowerCase(head).find(name); at != std::string::npos;
         at = lowerCase(head).find(name, at + name.size())) {
        const std::size_t value = at + name.size();
        const std::size_t end = std::min(head.find('\r', value), head.size());
        head.replace(value, end - value, " " + std::string(masked));
    }
}

} // namespace

std::string lowerCase(std::string_view text) {
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
    });
    return lower;
}

bool isSecretHeader(std::string_view name) {
    return std::ranges::find(secretHeaders, lowerCase(name)) != secretHeaders.end();
}

TestPlan withoutSecrets(TestPlan plan) {
    for (HeaderField& header : plan.headers) {
        if (isSecretHeader(header.name) && !isReference(header.value))
            header.value = masked;
    }
    if (!plan.user.empty() && !isReference(plan.user.substr(plan.user.find(':') + 1)))
        plan.user = masked;
    if (!plan.bearer.empty() && !isReference(plan.bearer))
        plan.bearer = masked;
    if (!plan.tls.passphrase.empty() && !isReference(plan.tls.passphrase))
        plan.tls.passphrase = masked;
    if (!isReference(proxyUser(plan.routing.proxy)))
        plan.routing.proxy = withProxyUser(plan.routing.proxy, masked);
    if (const auto url = parseUrl(plan.url); url && !url->userInfo.empty()) {
        const std::string scheme = url->isTls ? "https://" : "http://";
        plan.url = scheme + std::string(masked) + "@" + url->authority() + url->target;
    }
    return plan;
}

std::string withoutQuerySecrets(const std::string& url) {
    const std::size_t query = url.find('?');
    if (query == std::string::npos)
        return url;
    std::string text = url.substr(0, query);
    for (std::size_t at = query; at < url.size();) {
        const std::size_t end = std::min(url.find('&', at + 1), url.size());
        const std::size_t equals = url.find('=', at);
        const bool hasValue = equals < end;
        if (hasValue && isSecretParameter(std::string_view(url).substr(at + 1, equals - at - 1)))
            text += url.substr(at, equals + 1 - at) + std::string(masked);
        else
            text += url.substr(at, end - at);
        at = end;
    }
    return text;
}

std::vector<std::string> secretsOf(const TestPlan& plan) {
    std::vector<std::string> secrets;
    for (const HeaderField& header : plan.headers) {
        if (!isSecretHeader(header.name))
            continue;
        secrets.push_back(header.value);
        // "Bearer token": the token alone, too.
        if (const std::size_t blank = header.value.rfind(' '); blank != std::string::npos)
            secrets.push_back(header.value.substr(blank + 1));
    }
    const auto addUser = [&secrets](const std::string& user) {
        secrets.push_back(basicCredentials(user));
        secrets.push_back(user);
        secrets.push_back(user.substr(user.find(':') + 1));
    };
    if (const auto url = parseUrl(plan.url); url && !url->userInfo.empty())
        addUser(url->userInfo);
    if (!plan.user.empty())
        addUser(plan.user);
    secrets.push_back(plan.tls.passphrase);
    if (const auto proxy = parseProxy(plan.routing.proxy); proxy && !proxy->userInfo.empty())
        addUser(proxy->userInfo);
    std::erase_if(secrets, [](const auto& secret) { return secret.size() < shortestSecret; });
    return secrets;
}

std::string maskSecrets(std::string text, const std::vector<std::string>& secrets) {
    for (const std::string& secret : secrets)
        replaceAll(text, secret);
    maskSetCookies(text);
    return text;
}

} // namespace squall
