#include "core/demo/demoroute.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/base/quantity.h"

namespace squall {

namespace {

constexpr std::uint64_t mostFillerBytes = 1ULL << 30;
constexpr Nanoseconds longestDelay = std::chrono::seconds(60);

using Body = DemoRoute::Body;

/// "http://host:1/path" to "/path"; anything else stays as it is.
std::string_view pathAndQuery(std::string_view target) {
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (!target.starts_with(scheme))
            continue;
        const std::size_t path = target.find_first_of("/?", scheme.size());
        const bool hasPath = path != std::string_view::npos && target[path] == '/';
        return hasPath ? target.substr(path) : "/";
    }
    return target;
}

DemoRoute bytesRoute(std::string_view amount) {
    const auto bytes = parseCount(amount);
    if (!bytes || *bytes > mostFillerBytes)
        return {};
    return {.status = 200, .body = Body::Filler, .fillerBytes = *bytes};
}

DemoRoute delayRoute(std::string_view amount) {
    const auto delay = parseDuration(amount);
    if (!delay || *delay > longestDelay)
        return {};
    return {.status = 200, .delay = *delay};
}

DemoRoute statusRoute(std::string_view code) {
    int status = 0;
    const auto [end, error] = std::from_chars(code.data(), code.data() + code.size(), status);
    const bool understood =
        error == std::errc{} && end == code.data() + code.size() && code.size() == 3;
    if (!understood || status < 200 || status > 599)
        return {};
    return {.status = status, .body = Body::None};
}

DemoRoute failRoute(std::string_view share) {
    double percent = 0;
    const auto [end, error] = std::from_chars(share.data(), share.data() + share.size(), percent,
                                              std::chars_format::fixed);
    const bool understood = error == std::errc{} && end == share.data() + share.size();
    if (!understood || !(percent >= 0 && percent <= 100))
        return {};
    return {.status = 200,
            .failMillionths = static_cast<std::uint32_t>(std::lround(percent * 10'000))};
}

} // namespace

DemoRoute routeOf(std::string_view target) {
    std::string_view path = pathAndQuery(target);
    path = path.substr(0, path.find_first_of("?#"));
    if (path == "/")
        return {.status = 200};
    if (path == "/echo")
        return {.status = 200, .body = Body::Echo};
    const std::size_t slash = path.find('/', 1);
    if (slash == std::string_view::npos)
        return {};
    const std::string_view amount = path.substr(slash + 1);
    const std::string_view name = path.substr(0, slash);
    if (name == "/bytes")
        return bytesRoute(amount);
    if (name == "/delay")
        return delayRoute(amount);
    if (name == "/status")
        return statusRoute(amount);
    if (name == "/fail")
        return failRoute(amount);
    return {};
}

} // namespace squall
