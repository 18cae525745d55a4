#include "core/http/request.h"

#include <algorithm>
#include <array>
#include <optional>

#include <openssl/evp.h>

#include "core/base/version.h"

namespace squall {

namespace {

bool equalsIgnoringCase(std::string_view a, std::string_view b) {
    const auto fold = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; };
    return std::ranges::equal(a, b, {}, fold, fold);
}

bool has(const std::vector<HeaderField>& fields, std::string_view name) {
    return std::ranges::any_of(
        fields, [name](const HeaderField& field) { return equalsIgnoringCase(field.name, name); });
}

std::string base64(std::string_view text) {
    std::string encoded((text.size() + 2) / 3 * 4 + 1, '\0');
    const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()),
                                     reinterpret_cast<const unsigned char*>(text.data()),
                                     static_cast<int>(text.size()));
    encoded.resize(static_cast<std::size_t>(size));
    return encoded;
}

std::string lowerCase(std::string_view text) {
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
    });
    return lower;
}

std::string http1Head(std::string_view method, std::string_view target,
                      const std::vector<HeaderField>& fields) {
    std::string head = std::string(method) + " " + std::string(target) + " HTTP/1.1\r\n";
    for (const HeaderField& field : fields)
        head.append(field.name).append(": ").append(field.value).append("\r\n");
    return head.append("\r\n");
}

/// What speaks of the connection has no place in HTTP/2 (RFC 9113, 8.2.2), and Host becomes a
/// pseudo-header field.
std::vector<HeaderField> http2Head(const Url& url, std::string_view method,
                                   const std::vector<HeaderField>& fields) {
    constexpr std::array<std::string_view, 4> ofConnection = {"connection", "keep-alive",
                                                              "proxy-connection", "upgrade"};
    std::vector<HeaderField> head = {{":method", std::string(method)},
                                     {":scheme", url.isTls ? "https" : "http"},
                                     {":authority", url.authority()},
                                     {":path", url.target}};
    for (const HeaderField& field : fields) {
        const std::string name = lowerCase(field.name);
        if (name == "host")
            head[2].value = field.value;
        else if (std::ranges::find(ofConnection, name) == ofConnection.end())
            head.push_back({name, field.value});
    }
    return head;
}

bool impliesBody(std::string_view method) {
    return method == "POST" || method == "PUT" || method == "PATCH";
}

std::optional<Error> faultIn(std::string_view method, const std::vector<HeaderField>& fields) {
    if (!isToken(method))
        return Error{ErrorCode::BadPlan, "\"" + std::string(method) + "\" is not a method"};
    if (method == "CONNECT")
        return Error{ErrorCode::BadPlan, "CONNECT asks for a tunnel, which is no load"};
    for (const HeaderField& field : fields) {
        if (!isToken(field.name))
            return Error{ErrorCode::BadPlan, "\"" + field.name + "\" is not a header name"};
        if (!isSafeFieldValue(field.value))
            return Error{ErrorCode::BadPlan,
                         "the value of " + field.name + " holds a line break or NUL"};
        if (equalsIgnoringCase(field.name, "Content-Length") ||
            equalsIgnoringCase(field.name, "Transfer-Encoding"))
            return Error{ErrorCode::BadPlan, field.name + " follows from the body; leave it out"};
    }
    return std::nullopt;
}

} // namespace

bool isToken(std::string_view text) {
    static constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    const auto isTokenByte = [](char c) {
        const bool letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
        return letter || (c >= '0' && c <= '9') || marks.find(c) != std::string_view::npos;
    };
    return !text.empty() && std::ranges::all_of(text, isTokenByte);
}

Result<HeaderField> parseHeader(std::string_view line) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0)
        return std::unexpected(
            Error{ErrorCode::BadPlan,
                  "\"" + std::string(line) + "\" is not of the form \"Name: value\""});
    const std::size_t begin = std::min(line.find_first_not_of(" \t", colon + 1), line.size());
    return HeaderField{std::string(line.substr(0, colon)), std::string(line.substr(begin))};
}

std::string basicCredentials(const std::string& userInfo) {
    return base64(userInfo.find(':') == std::string::npos ? userInfo + ":" : userInfo);
}

bool isSafeFieldValue(std::string_view text) {
    return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

Result<Request> makeRequest(const Url& url, std::string_view method,
                            const std::vector<HeaderField>& fields, std::string_view body,
                            const RequestForm& form) {
    if (auto fault = faultIn(method, fields))
        return std::unexpected(std::move(*fault));

    std::vector<HeaderField> all;
    const auto addDefault = [&](std::string_view name, std::string value) {
        if (!has(fields, name))
            all.push_back({std::string(name), std::move(value)});
    };
    addDefault("Host", url.authority());
    addDefault("User-Agent", "squall/" SQUALL_VERSION);
    if (!url.userInfo.empty())
        addDefault("Authorization", "Basic " + basicCredentials(url.userInfo));
    all.insert(all.end(), fields.begin(), fields.end());
    if (!body.empty() || impliesBody(method))
        all.push_back({"Content-Length", std::to_string(body.size())});
    if (!form.keepAlive)
        addDefault("Connection", "close");

    constexpr std::array<std::string_view, 6> idempotent = {"GET",   "HEAD", "OPTIONS",
                                                            "TRACE", "PUT",  "DELETE"};
    Request request;
    request.fields = http2Head(url, method, all);
    request.isHead = method == "HEAD";
    request.isIdempotent = std::ranges::find(idempotent, method) != idempotent.end();
    request.expectsContinue = form.expectsContinue && !body.empty();
    if (request.expectsContinue)
        addDefault("Expect", "100-continue");
    if (form.isAbsolute && !form.proxyUser.empty())
        addDefault("Proxy-Authorization", "Basic " + basicCredentials(form.proxyUser));
    const std::string address = form.isAbsolute ? "http://" + url.authority() : std::string();
    request.bytes = http1Head(method, address + url.target, all);
    if (request.expectsContinue || body.size() > largestCopiedBody) {
        request.apart = body;
    } else {
        request.bytes.append(body);
        request.bodySize = body.size();
    }
    return request;
}

} // namespace squall
