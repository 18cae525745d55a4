#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "core/http/request.h"
#include "core/http/url.h"
#include "core/plan/testplan.h"
#include "tests/fuzz/pieces.h"

namespace squall::fuzz {

/// The request of a valid plan is its head and its body, and no text of the plan makes it more.
inline void requireOneRequest(const TestPlan& plan) {
    const auto url = parseUrl(plan.url);
    require(url.has_value(), "a valid plan without an address");
    RequestForm form;
    form.keepAlive = plan.keepAlive;
    const auto request = makeRequest(*url, plan.method, plan.headers, plan.body, form);
    require(request.has_value(), "a valid plan that makes no request");
    const std::string_view bytes = request->bytes;
    const std::size_t end = bytes.find("\r\n\r\n");
    require(end != std::string_view::npos, "a head without end");
    require(std::string(bytes.substr(end + 4)).append(request->apart) == plan.body,
            "something stands between head and body");
    const std::string_view head = bytes.substr(0, end + 4);
    const auto lineFeeds = std::ranges::count(head, '\n');
    require(std::ranges::count(head, '\r') == lineFeeds, "a line end that is not CRLF");
    require(head.find('\0') == std::string_view::npos, "NUL in a head");
    // Request line, empty line, and Host, User-Agent, Authorization, Content-Length, Connection.
    const auto most = static_cast<std::ptrdiff_t>(plan.headers.size()) + 7;
    require(lineFeeds <= most, "a text of the plan became a line of its own");
}

} // namespace squall::fuzz
