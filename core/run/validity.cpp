#include "core/run/validity.h"

#include <algorithm>
#include <cerrno>
#include <cmath>

#include "core/base/quantity.h"

namespace squall {

namespace {

/// A loop this busy keeps answers waiting that have already arrived.
constexpr double busyLimit = 0.95;
/// Shares of the run past which the figures are no longer the server's alone.
constexpr double runDelayLimit = 0.10;
constexpr double throttledLimit = 0.01;
constexpr double stealLimit = 0.05;
constexpr Nanoseconds lagLimit = std::chrono::milliseconds(1);
/// Under this, one hiccup of the machine decides.
constexpr Nanoseconds shortest = std::chrono::milliseconds(50);

std::string percentText(double share) {
    return std::to_string(std::lround(share * 100)) + " %";
}

/// What the generator lacked; empty when it lacked nothing.
std::vector<std::string> limitsIn(const GeneratorFacts& facts) {
    std::vector<std::string> reasons;
    if (facts.loopBusy > busyLimit)
        reasons.push_back("a request loop was busy " + percentText(facts.loopBusy) +
                          " of the time; more threads or another machine would show more");
    if (facts.runDelay > runDelayLimit)
        reasons.push_back("a request loop waited " + percentText(facts.runDelay) +
                          " of the time for a processor; something else uses this machine");
    const double throttled = static_cast<double>(facts.throttled.count()) /
                             static_cast<double>(std::max<std::int64_t>(facts.elapsed.count(), 1));
    if (throttled > throttledLimit)
        reasons.push_back("the CPU quota of this process stopped it for " +
                          latencyText(facts.throttled));
    if (facts.hasSchedule && facts.late > lagLimit)
        reasons.push_back(percentText(facts.lateShare) + " of the requests left " +
                          latencyText(facts.late) +
                          " or more after they were due, though a connection was free");
    if (facts.ownFailures > 0)
        reasons.push_back(std::to_string(facts.ownFailures) +
                          " attempts to connect failed for want "
                          "of ports or descriptors here");
    return reasons;
}

} // namespace

// A single hiccup of a machine in use does not tell that it was the limit.
void GeneratorFacts::setLag(const Histogram& lag) {
    constexpr double fewest = 10;
    lagP50 = lag.percentile(50);
    lagP99 = lag.percentile(99);
    lagMax = lag.max();
    const auto count = static_cast<double>(std::max<std::uint64_t>(lag.count(), 1));
    lateShare = std::clamp(fewest / count, 0.01, 1.0);
    late = lag.percentile(100 * (1 - lateShare));
}

std::uint64_t ownFailuresIn(const FailureCounts& failures) {
    std::uint64_t count = 0;
    for (const FailureCounts::Entry& entry : failures.entries()) {
        const int code = entry.kind.code;
        const bool isOwn = code == EADDRNOTAVAIL || code == EMFILE || code == ENFILE ||
                           code == ENOBUFS || code == ENOMEM || code == ENOSPC;
        count += entry.kind.group == FailureClass::Connect && isOwn ? entry.count : 0;
    }
    return count;
}

Verdict judge(const GeneratorFacts& facts) {
    Verdict verdict;
    verdict.loopBusy = facts.loopBusy;
    verdict.cpuSteal = facts.cpuSteal;
    verdict.lagP50 = facts.lagP50;
    verdict.lagP99 = facts.lagP99;
    verdict.lagMax = facts.lagMax;
    if (facts.elapsed < shortest) {
        verdict.reasons.push_back(
            "the run was too short (under 50 ms) to tell server and generator "
            "apart");
        return verdict;
    }
    verdict.reasons = limitsIn(facts);
    if (!verdict.reasons.empty()) {
        verdict.validity = Validity::GeneratorLimited;
        return verdict;
    }
    if (facts.cpuSteal > stealLimit) {
        verdict.reasons.push_back("the hypervisor took " + percentText(facts.cpuSteal) +
                                  " of this machine's CPU time away");
        return verdict;
    }
    verdict.validity = Validity::Valid;
    verdict.reasons.push_back("the busiest request loop had work " + percentText(facts.loopBusy) +
                              " of the time, so the generator had room left");
    if (facts.hasSchedule && facts.lateShare <= 0.5)
        verdict.reasons.push_back(percentText(1 - facts.lateShare) +
                                  " of the requests left within " + latencyText(facts.late) +
                                  " of their time");
    return verdict;
}

} // namespace squall
