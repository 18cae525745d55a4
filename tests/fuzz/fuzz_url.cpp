#include "core/http/url.h"
#include "tests/fuzz/pieces.h"

using namespace squall;
using namespace squall::fuzz;

namespace {

bool isPrintable(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f; });
}

} // namespace

// What is accepted is clean, and its text is read back as the same address.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto url = parseUrl(textOf(data, size));
    if (!url) {
        require(url.error().code == ErrorCode::BadUrl && !url.error().detail.empty(),
                "refused without a reason");
        return 0;
    }
    require(url->port != 0 && !url->host.empty(), "no host or port");
    require(isPrintable(url->host) && isPrintable(url->target), "an unclean host or target");
    require(url->target.starts_with('/'), "a target without /");

    auto again = parseUrl(url->toString());
    require(again.has_value(), "its own text is refused");
    again->userInfo = url->userInfo; // which the text leaves out
    require(*again == *url, "its own text is another address");
    return 0;
}
