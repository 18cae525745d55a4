#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/base/clock.h"

namespace squall {

/// Finds out by trying whether polling brings more answers than sleeping, where that cannot be told
/// from what either finds: a poller sees each answer as it comes, a sleeper several together, and
/// it depends on the server with which of these it is the quicker. In a closed model the rate
/// decides for the latency too: by Little's law it is the number of requests in flight over the
/// rate.
///
/// A trial takes windows in turns, P S P S, since a server's pace changes, and compares medians,
/// since a machine is disturbed; what won holds for some seconds then. One thread.
class PollTrial final {
public:
    static constexpr std::size_t trialWindows = 64;
    static constexpr std::size_t heldWindows = 1000; ///< until the next trial

    /// A window has ended, that took so long and brought so many answers.
    void onWindow(Nanoseconds took, std::uint64_t answers);

    /// How the window that begins is to be waited in.
    [[nodiscard]] bool sleeps() const { return m_window < trialWindows ? kind() == 1 : m_sleeps; }

private:
    /// Of a window of the trial: 0 polls, 1 sleeps.
    [[nodiscard]] std::size_t kind() const { return m_window % 2; }

    std::array<std::array<double, trialWindows / 2>, 2> m_rates{}; ///< by kind()
    std::size_t m_window = 0;                                      ///< since the trial began
    bool m_sleeps = false;                                         ///< what won
};

} // namespace squall
