#pragma once

#include "core/base/error.h"
#include "core/base/tlsoptions.h"

namespace squall {

/// Completes `tls` where its certificate needs a passphrase and none is given: with a reference to
/// SQUALL_KEY_PASSPHRASE when that is set, else with what somebody types at the terminal, unseen.
/// Left as it is where there is no terminal. ErrorCode::BadPlan when nothing was typed. Main
/// thread.
[[nodiscard]] Result<> completePassphrase(TlsOptions& tls);

} // namespace squall
