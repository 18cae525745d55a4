#pragma once

#include <cstddef>
#include <cstdint>

#include "core/base/clock.h"
#include "core/net/polltrial.h"

namespace squall {

/// What a loop waits for.
struct Traffic {
    std::size_t awaited = 0;    ///< answers that are outstanding
    std::uint64_t answered = 0; ///< that have come so far
    bool isClosed = true; ///< closed model: the rate follows from how the answers are waited for
};

/// Chooses how a loop that has nothing to do begins to wait (SpinPolicy::Auto), from what its waits
/// found before. What follows when that finds nothing is a sleep until something happens.
///
/// A sleeper that is woken costs the server: the system call that delivers the answer also wakes
/// the sleeper, and where the server is the limit that is lost to it. Polling costs it too, since
/// both sides then take turns at the same locks. A nap costs it nothing, but answers lie there
/// until it is over. So naps are for loads under which they are short beside the latency: there
/// several answers arrive in each. In a closed model they then take nothing from the throughput,
/// and hence by Little's law add nothing to the mean latency, where the server has requests in
/// line.
///
/// Where several answers are outstanding and naps do not pay, a PollTrial decides.
///
/// One thread.
class IdlePolicy final {
public:
    enum class Start {
        Poll,  ///< look again and again, for up to longestPoll
        Nap,   ///< sleep for napLength, whatever happens, and look then
        Sleep, ///< until something happens
    };

    /// Polling longer than this costs more than the sleep that it avoids.
    static constexpr Nanoseconds longestPoll{50'000};
    /// As asked for; on a virtual machine it takes some 30 µs more.
    static constexpr Nanoseconds napLength{25'000};

    [[nodiscard]] Start choose(Nanoseconds now, const Traffic& traffic);

    /// A wait found so many events.
    void onEvents(std::size_t count) { m_events += count; }

    /// A wait that began with Poll found something while it polled, or did not.
    void onPolled(bool found);

private:
    void assess(Nanoseconds now, const Traffic& traffic);

    static constexpr int fewestSleeps = 200;

    int m_misses = 0;                       ///< polls in a row that found nothing
    int m_sleepsAhead = 0;                  ///< waits that sleep at once before the next poll
    int m_sleepsAfterMisses = fewestSleeps; ///< what m_sleepsAhead becomes next
    bool m_isDense = false;                 ///< naps pay
    bool m_isTried = false;                 ///< m_trial decides
    Nanoseconds m_since{0};                 ///< of m_events
    std::size_t m_events = 0;
    std::uint64_t m_answeredBefore = 0; ///< at m_since
    PollTrial m_trial;
};

} // namespace squall
