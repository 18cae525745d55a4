#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace squall {

/// The arguments of another load tester as arguments of `squall run`: the same run, with that
/// tool's own defaults.
struct LikeArguments {
    std::vector<std::string> arguments; ///< without "run"
    std::vector<std::string> ignored;   ///< options that make no difference here, as given
};

/// `tool`: wrk, hey or oha. ErrorCode::BadPlan with a sentence when there is no counterpart.
[[nodiscard]] Result<LikeArguments> readLike(std::string_view tool,
                                             const std::vector<std::string>& arguments);

} // namespace squall
