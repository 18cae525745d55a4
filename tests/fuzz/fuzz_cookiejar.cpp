#include <string>

#include "core/http/cookiejar.h"
#include "tests/fuzz/pieces.h"

using namespace squall;
using namespace squall::fuzz;

// Whatever an answer sets, a request that sends it back is one request, no longer than the bounds
// allow, and it goes to no other host.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr Nanoseconds now = std::chrono::hours(1);
    Url url;
    url.host = "www.a.test";
    url.target = "/a/b";
    CookieJar jar(url.host);
    const std::string_view answer = textOf(data, size);
    jar.take(url, answer, now);
    const auto fields = jar.addTo({}, url);
    require(fields.size() <= 1, "more than one field");
    require(makeRequest(url, "GET", fields, {}).has_value(), "a cookie that breaks a request");
    for (const HeaderField& field : fields)
        require(field.value.size() <= CookieJar::mostCookies * (CookieJar::mostBytes + 3),
                "more than the bounds");
    Url elsewhere = url;
    elsewhere.host = "a.test";
    require(jar.addTo({}, elsewhere).empty(), "a cookie for another host");
    static_cast<void>(jar.revision(now + std::chrono::hours(1000)));
    return 0;
}
