#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/plan/testplan.h"

namespace squall {

/// What a curl command asks for.
struct CurlImport {
    /// Address and request of the command; the load is that of a new plan. Its files (body,
    /// certificates) are named, not read.
    TestPlan plan;
    std::vector<std::string> ignored; ///< options that change the request and have no place here
};

/// Whether the text begins like a command: "curl ", with blanks before it or not.
[[nodiscard]] bool looksLikeCurl(std::string_view text);

/// Reads a curl command as people copy it from browsers and manuals. No shell is run and no file is
/// read. ErrorCode::BadPlan with a sentence when a quote is open, an option lacks its value or
/// there is no address; ErrorCode::BadUrl when the address cannot be used.
[[nodiscard]] Result<CurlImport> importCurl(std::string_view text);

} // namespace squall
