#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/plan/testplan.h"

namespace squall {

// Secrets stand in a plan as references, so that the plan can be kept and shown: `${NAME}` is an
// environment variable, in the values of headers, TestPlan::user, TestPlan::bearer,
// TlsOptions::passphrase and Routing::proxy; a user, bearer or passphrase of the form "@path" is
// the first line of a file.

/// Stands for the passphrase of a client certificate's key in plan files.
inline constexpr std::string_view passphraseVariable = "SQUALL_KEY_PASSPHRASE";

/// The plan as it is sent: references replaced, and the user or bearer put into an Authorization
/// header unless there is one; RequestBody has its body. ErrorCode::BadPlan or FileFailed with a
/// sentence that names what is missing. Reads the environment: main thread.
[[nodiscard]] Result<TestPlan> resolve(TestPlan plan);

/// The text is a reference, alone or behind a word such as "Bearer": it gives nothing away.
[[nodiscard]] bool isReference(std::string_view text);

struct KeptPlan {
    TestPlan plan;
    std::vector<std::string> variables; ///< to be set before the plan is run again
};

/// The plan fit for a file: each secret that stands in it as text becomes a reference to a variable
/// such as SQUALL_BEARER.
[[nodiscard]] KeptPlan withReferences(TestPlan plan);

} // namespace squall
