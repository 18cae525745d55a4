#include <string>

#include "core/plan/planjson.h"
#include "core/plan/references.h"
#include "core/plan/secrets.h"
#include "tests/fuzz/pieces.h"

using namespace squall;
using namespace squall::fuzz;

namespace {

/// A request is its head and its body, and no text of the plan makes it more than that.
void checkRequest(const TestPlan& plan) {
    const auto url = parseUrl(plan.url);
    require(url.has_value(), "a valid plan without an address");
    const auto request = makeRequest(*url, plan.method, plan.headers, plan.body, plan.keepAlive);
    require(request.has_value(), "a valid plan that makes no request");
    const std::string_view bytes = request->bytes;
    const std::size_t end = bytes.find("\r\n\r\n");
    require(end != std::string_view::npos, "a head without end");
    require(bytes.substr(end + 4) == plan.body, "something stands between head and body");
    const std::string_view head = bytes.substr(0, end + 4);
    const auto lineFeeds = std::ranges::count(head, '\n');
    require(std::ranges::count(head, '\r') == lineFeeds, "a line end that is not CRLF");
    require(head.find('\0') == std::string_view::npos, "NUL in a head");
    // Request line, empty line, and Host, User-Agent, Authorization, Content-Length, Connection.
    const auto most = static_cast<std::ptrdiff_t>(plan.headers.size()) + 7;
    require(lineFeeds <= most, "a text of the plan became a line of its own");
}

void checkKept(const TestPlan& plan) {
    const KeptPlan kept = withReferences(plan);
    const auto read = parsePlan(planJson(kept.plan));
    require(read && *read == kept.plan, "a plan without secrets is read back as another");
    require(withReferences(kept.plan).variables.empty(), "a secret is left in a plan to be kept");
    static_cast<void>(planJson(withoutSecrets(plan)));
    static_cast<void>(secretsOf(plan));
}

} // namespace

// What is accepted is read back as the same, holds no secret when it is kept, and sends one request
// when it is valid.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto plan = parsePlan(textOf(data, size));
    if (!plan) {
        require(plan.error().code == ErrorCode::BadPlan && !plan.error().detail.empty(),
                "refused without a reason");
        return 0;
    }
    const auto again = parsePlan(planJson(*plan));
    require(again && *again == *plan, "its own text is another plan");
    checkKept(*plan);
    if (validate(*plan).empty())
        checkRequest(*plan);
    return 0;
}
