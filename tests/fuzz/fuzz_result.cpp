#include <string>

#include "core/results/report.h"
#include "core/results/resultreader.h"
#include "tests/fuzz/pieces.h"

using namespace squall;
using namespace squall::fuzz;

// What is accepted can be shown in every form, and its own text is accepted again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto result = parseResult(textOf(data, size));
    if (!result) {
        require(result.error().code == ErrorCode::FileFailed && !result.error().detail.empty(),
                "refused without a reason");
        return 0;
    }
    for (const ReportForm& form : reportForms)
        require(!report(*result, form.format).empty(), "a report without a word");
    const auto again = parseResult(report(*result, ReportFormat::Json));
    require(again.has_value(), "its own text is refused");
    require(again->id == result->id && again->state == result->state &&
                again->counts.ledger == result->counts.ledger,
            "its own text is another result");
    return 0;
}
