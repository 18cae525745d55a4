#include <algorithm>
#include <string>

#include "core/http/redirect.h"
#include "tests/fuzz/pieces.h"

using namespace squall;
using namespace squall::fuzz;

namespace {

bool isPrintable(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f; });
}

void resolveFrom(const char* address, std::string_view reference) {
    const Url base = parseUrl(address).value();
    const auto url = resolveReference(base, reference);
    if (!url) {
        require(url.error().code == ErrorCode::BadUrl && !url.error().detail.empty(),
                "refused without a reason");
        return;
    }
    require(url->port != 0 && !url->host.empty(), "no host or port");
    require(url->userInfo.empty(), "credentials from a server");
    require(isPrintable(url->host) && isPrintable(url->target), "an unclean host or target");
    require(url->target.starts_with('/'), "a target without /");
    const std::string_view path = std::string_view(url->target).substr(0, url->target.find('?'));
    require(path.find("/../") == std::string_view::npos &&
                path.find("/./") == std::string_view::npos,
            "a path with dots in it");
    const auto again = parseUrl(url->toString());
    require(again && *again == *url, "its own text is another address");
    require(isSameOrigin(*url, *again), "its own text is another origin");
}

} // namespace

// Once as the answer that has a Location somewhere, and once as the Location itself.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input = textOf(data, size);
    const auto location = locationIn(input);
    require(!location || location->size() <= input.size(), "a Location longer than its answer");
    for (const char* const base : {"http://a.test/b/c?d", "https://[::1]:8443/"}) {
        resolveFrom(base, input);
        if (location)
            resolveFrom(base, *location);
    }
    return 0;
}
