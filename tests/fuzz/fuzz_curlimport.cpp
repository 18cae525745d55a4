#include <string>
#include <vector>

#include "core/plan/commandline.h"
#include "core/plan/curlimport.h"
#include "core/plan/shellwords.h"
#include "tests/fuzz/onerequest.h"

using namespace squall;
using namespace squall::fuzz;

namespace {

void checkWords(std::string_view input) {
    const auto words = shellWords(input);
    if (!words) {
        require(words.error().code == ErrorCode::BadPlan && !words.error().detail.empty(),
                "refused without a reason");
        return;
    }
    std::string quoted;
    for (const std::string& word : *words)
        quoted += shellQuoted(word) + ' ';
    const auto again = shellWords(quoted);
    require(again && *again == *words, "words are other ones when they are quoted");
}

} // namespace

// What is accepted is one request when it is valid, and its own command is accepted again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input = textOf(data, size);
    checkWords(input);
    static_cast<void>(looksLikeCurl(input));
    const auto import = importCurl(input);
    if (!import) {
        require(!import.error().detail.empty(), "refused without a reason");
        return 0;
    }
    require(parseUrl(import->plan.url).has_value(), "an import without an address");
    if (!validate(import->plan).empty())
        return 0;
    requireOneRequest(import->plan);
    const auto again = importCurl(curlCommandLine(import->plan));
    require(again.has_value(), "its own command is refused");
    require(validate(again->plan).empty(), "its own command is not valid");
    require(again->plan.method == import->plan.method, "its own command has another method");
    require(again->plan.body == import->plan.body, "its own command has another body");
    return 0;
}
