#include "core/net/idlepolicy.h"

#include <algorithm>

namespace squall {

namespace {

constexpr int missesAllowed = 4;
constexpr int mostSleeps = 6400;

constexpr Nanoseconds assessEvery = std::chrono::milliseconds(5);
/// What a nap takes, with the time until the thread runs again.
constexpr Nanoseconds napTakes{60'000};
constexpr double eventsWorthNap = 1;
/// An answer lies there for half a nap in the mean: 6 % of this.
constexpr Nanoseconds shortestLatency = std::chrono::microseconds(500);

} // namespace

IdlePolicy::Start IdlePolicy::choose(Nanoseconds now, std::size_t awaited) {
    if (now - m_since >= assessEvery)
        assess(now, awaited);
    if (m_isDense)
        return Start::Nap;
    if (m_sleepsAhead == 0)
        return Start::Poll;
    --m_sleepsAhead;
    return Start::Sleep;
}

// Little's law: the mean latency is the number of requests in flight over their rate.
void IdlePolicy::assess(Nanoseconds now, std::size_t awaited) {
    const double interval =
        static_cast<double>((now - m_since).count()) / static_cast<double>(std::max(m_events, 1ul));
    const double latency = interval * static_cast<double>(awaited);
    m_isDense = static_cast<double>(napTakes.count()) >= interval * eventsWorthNap &&
                latency >= static_cast<double>(shortestLatency.count());
    m_since = now;
    m_events = 0;
}

// Where polling does not pay it is tried ever more seldom, so that a slow server costs no more than
// with sleeping alone.
void IdlePolicy::onPolled(bool found) {
    if (found) {
        m_misses = 0;
        m_sleepsAfterMisses = fewestSleeps;
        return;
    }
    if (++m_misses < missesAllowed)
        return;
    m_misses = missesAllowed - 1;
    m_sleepsAhead = m_sleepsAfterMisses;
    m_sleepsAfterMisses = std::min(2 * m_sleepsAfterMisses, mostSleeps);
}

} // namespace squall
