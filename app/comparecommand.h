#pragma once

#include <string>

namespace squall {

/// `squall compare BASE NEW`.
struct CompareCommand {
    std::string base; ///< path of a result file
    std::string now;
    bool asJson = false;
    bool failsOnWorse = false; ///< exit code 99 when any figure is worse

    bool operator==(const CompareCommand&) const = default;
};

/// Prints how NEW differs from BASE. Answers with the exit code: 0, 99 as asked, 104 with a line on
/// standard error when either cannot be read.
[[nodiscard]] int runCompare(const CompareCommand& command);

} // namespace squall
