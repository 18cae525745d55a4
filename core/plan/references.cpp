#include "core/plan/references.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include <nlohmann/json.hpp>

#include "core/http/request.h"
#include "core/http/url.h"
#include "core/plan/secrets.h"

namespace squall {

namespace {

std::unexpected<Error> refuse(ErrorCode code, std::string why) {
    return std::unexpected(Error{code, std::move(why)});
}

bool isNameByte(char c) {
    return c == '_' || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/// Where in `text` the next `${NAME}` begins and how long it is; at the end of text when there is
/// none.
struct Reference {
    std::size_t begin;
    std::size_t size = 0;
};

Reference nextReference(std::string_view text, std::size_t from) {
    for (std::size_t begin = text.find("${", from); begin < text.size();
         begin = text.find("${", begin + 1)) {
        std::size_t end = begin + 2;
        while (end < text.size() && isNameByte(text[end]))
            ++end;
        if (end > begin + 2 && end < text.size() && text[end] == '}')
            return {begin, end + 1 - begin};
    }
    return {text.size()};
}

Result<std::string> expand(const std::string& text) {
    std::string expanded;
    std::size_t done = 0;
    for (Reference next = nextReference(text, 0); next.size > 0; next = nextReference(text, done)) {
        const std::string name = text.substr(next.begin + 2, next.size - 3);
        const char* const value = std::getenv(name.c_str());
        if (value == nullptr)
            return refuse(ErrorCode::BadPlan, "the environment variable " + name + " is not set");
        expanded.append(text, done, next.begin - done).append(value);
        done = next.begin + next.size;
    }
    return expanded.append(text, done);
}

Result<std::string> firstLineOf(const std::string& path) {
    constexpr std::size_t longest = std::size_t{64} * 1024; // a device may have no end
    std::ifstream file(path, std::ios::binary);
    std::string line(longest, '\0');
    if (!file.read(line.data(), longest) && !file.eof())
        return refuse(ErrorCode::FileFailed, "cannot read \"" + path + "\"");
    line.resize(static_cast<std::size_t>(file.gcount()));
    line.resize(std::min(line.find_first_of("\r\n"), line.size()));
    return line;
}

/// Of a user or bearer: "@path" or text with variables.
Result<std::string> credential(const std::string& text) {
    return text.starts_with('@') ? firstLineOf(text.substr(1)) : expand(text);
}

bool hasAuthorization(const TestPlan& plan) {
    return std::ranges::any_of(plan.headers, [](const HeaderField& header) {
        return lowerCase(header.name) == "authorization";
    });
}

std::string variableOf(const std::string& headerName) {
    std::string name = "SQUALL_" + headerName;
    std::ranges::transform(name, name.begin(), [](char c) {
        if (!isNameByte(c))
            return '_';
        return c >= 'a' && c <= 'z' ? static_cast<char>(c & ~0x20) : c;
    });
    return name;
}

/// Whether a plan file can hold it: JSON is UTF-8, and an address can have any byte as %EE.
bool isUtf8(const std::string& text) {
    try {
        static_cast<void>(nlohmann::json(text).dump());
        return true;
    } catch (const nlohmann::json::type_error&) {
        return false;
    }
}

std::string nameOf(const std::string& user) {
    return user.substr(0, user.find(':'));
}

} // namespace

bool isReference(std::string_view text) {
    if (text.starts_with('@'))
        return true;
    const Reference first = nextReference(text, 0);
    const std::string_view before = text.substr(0, first.begin);
    const bool isAfterScheme =
        before.empty() || (before.ends_with(' ') && isToken(before.substr(0, before.size() - 1)));
    return first.size > 0 && first.begin + first.size == text.size() && isAfterScheme;
}

Result<TestPlan> resolve(TestPlan plan) {
    Result<std::string> read;
    for (HeaderField& header : plan.headers) {
        if (read = expand(header.value); !read)
            return std::unexpected(read.error());
        header.value = *std::move(read);
    }
    for (std::string* const text : {&plan.user, &plan.bearer, &plan.tls.passphrase}) {
        if (read = credential(*text); !read)
            return std::unexpected(read.error());
        *text = *std::move(read);
    }
    if (read = expand(plan.routing.proxy); !read)
        return std::unexpected(read.error());
    plan.routing.proxy = *std::move(read);
    if (!plan.user.empty() && !hasAuthorization(plan))
        plan.headers.push_back({"Authorization", "Basic " + basicCredentials(plan.user)});
    else if (!plan.bearer.empty() && !hasAuthorization(plan))
        plan.headers.push_back({"Authorization", "Bearer " + plan.bearer});
    return plan;
}

KeptPlan withReferences(TestPlan plan) {
    KeptPlan kept;
    const auto refer = [&kept](const std::string& variable) {
        kept.variables.push_back(variable);
        return "${" + variable + "}";
    };
    if (const auto url = parseUrl(plan.url); url && !url->userInfo.empty()) {
        plan.url = url->toString();
        if (plan.user.empty() && plan.bearer.empty())
            plan.user = url->userInfo;
    }
    for (HeaderField& header : plan.headers) {
        if (isSecretHeader(header.name) && !isReference(header.value))
            header.value = refer(variableOf(header.name));
    }
    if (!plan.bearer.empty() && !isReference(plan.bearer))
        plan.bearer = refer("SQUALL_BEARER");
    if (!plan.tls.passphrase.empty() && !isReference(plan.tls.passphrase))
        plan.tls.passphrase = refer(std::string(passphraseVariable));
    if (!isUtf8(plan.user))
        plan.user = refer("SQUALL_USER");
    const std::string name = nameOf(plan.user);
    if (name.size() < plan.user.size() && !isReference(plan.user) &&
        !isReference(plan.user.substr(name.size() + 1)))
        plan.user = name + ":" + refer("SQUALL_PASSWORD");
    if (const auto user = proxyUser(plan.routing.proxy); !user.empty() && !isReference(user))
        plan.routing.proxy = withProxyUser(plan.routing.proxy, refer("SQUALL_PROXY_USER"));
    kept.plan = std::move(plan);
    return kept;
}

} // namespace squall
