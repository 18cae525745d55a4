#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "core/base/error.h"
#include "core/plan/testplan.h"

namespace squall {

/// Raises the soft limit of file descriptors to the hard one, then asks whether `connections` more
/// sockets fit beside what is open. ErrorCode::TooFewDescriptors with the number that would fit.
[[nodiscard]] Result<> ensureDescriptors(std::uint32_t connections);

/// A sentence where the plan is likely to use up the local ports towards so many addresses of the
/// host, since each connection keeps one for a minute after its end (TIME_WAIT, RFC 9293, 3.6.1);
/// nothing where they suffice or the number of connections cannot be foretold.
[[nodiscard]] std::optional<std::string> portShortage(const TestPlan& plan, std::size_t addresses);

/// Local ports that the kernel gives out, by default 28 232.
[[nodiscard]] std::uint64_t ephemeralPorts();

/// Processors that this process may run on, at least 1.
[[nodiscard]] std::uint32_t usableCores();

} // namespace squall
