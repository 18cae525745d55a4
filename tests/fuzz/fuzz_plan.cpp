#include <string>

#include "core/plan/planjson.h"
#include "core/plan/references.h"
#include "core/plan/secrets.h"
#include "tests/fuzz/onerequest.h"

using namespace squall;
using namespace squall::fuzz;

namespace {

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
        requireOneRequest(*plan);
    return 0;
}
