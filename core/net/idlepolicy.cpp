#include "core/net/idlepolicy.h"

#include <algorithm>
#include <utility>

namespace squall {

namespace {

constexpr int missesAllowed = 4;
constexpr int mostSleeps = 6400;

constexpr Nanoseconds assessEvery = std::chrono::milliseconds(5);
/// What a nap takes, with the time until the thread runs again.
constexpr Nanoseconds napTakes{60'000};
constexpr double eventsWorthNap = 1;
/// With fewer requests in flight, a server soon has nothing to do while a sleeper wakes up.
constexpr std::size_t fewestToTry = 4;
/// An answer lies there for half a nap in the mean: 6 % of this.
constexpr Nanoseconds shortestLatency = std::chrono::microseconds(500);

} // namespace

IdlePolicy::Start IdlePolicy::choose(Nanoseconds now, const Traffic& traffic) {
    if (now - m_since >= assessEvery)
        assess(now, traffic);
    if (m_isDense)
        return Start::Nap;
    if (m_isTried && m_trial.sleeps())
        return Start::Sleep;
    if (m_sleepsAhead == 0)
        return Start::Poll;
    --m_sleepsAhead;
    return Start::Sleep;
}

// Little's law: the mean latency is the number of requests in flight over their rate.
void IdlePolicy::assess(Nanoseconds now, const Traffic& traffic) {
    const Nanoseconds took = now - m_since;
    const std::uint64_t answers = traffic.answered - m_answeredBefore;
    const auto each = [took](std::uint64_t count) {
        return static_cast<double>(took.count()) / static_cast<double>(std::max(count, 1ul));
    };
    m_isDense = static_cast<double>(napTakes.count()) >= each(m_events) * eventsWorthNap &&
                each(answers) * static_cast<double>(traffic.awaited) >=
                    static_cast<double>(shortestLatency.count());
    const bool isWorthTrial = !m_isDense && traffic.isClosed && traffic.awaited >= fewestToTry;
    // Where a window lasted longer, the loop had no time to wait.
    if (std::exchange(m_isTried, isWorthTrial) && took < 2 * assessEvery)
        m_trial.onWindow(took, answers);
    m_since = now;
    m_events = 0;
    m_answeredBefore = traffic.answered;
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
