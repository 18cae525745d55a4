#pragma once

#include <cstdint>

#include "core/base/error.h"

namespace squall {

/// Raises the soft limit of file descriptors to the hard one, then asks whether `connections` more
/// sockets fit beside what is open. ErrorCode::TooFewDescriptors with the number that would fit.
[[nodiscard]] Result<> ensureDescriptors(std::uint32_t connections);

/// Processors that this process may run on, at least 1.
[[nodiscard]] std::uint32_t usableCores();

} // namespace squall
