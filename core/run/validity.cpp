#include "core/run/validity.h"

#include <cerrno>
#include <cmath>

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

/// "42 µs", "6.1 ms".
std::string timeText(Nanoseconds value) {
    if (value < std::chrono::milliseconds(1))
        return std::to_string(value.count() / 1000) + " µs";
    const auto tenths = std::lround(static_cast<double>(value.count()) / 1e5);
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " ms";
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
                          timeText(facts.throttled));
    if (facts.hasSchedule && facts.lagP99 > lagLimit)
        reasons.push_back("1 % of the requests left " + timeText(facts.lagP99) +
                          " or more after they were due, though a connection was free");
    if (facts.ownFailures > 0)
        reasons.push_back(std::to_string(facts.ownFailures) +
                          " attempts to connect failed for want "
                          "of ports or descriptors here");
    return reasons;
}

} // namespace

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
    if (facts.hasSchedule)
        verdict.reasons.push_back("99 % of the requests left within " + timeText(facts.lagP99) +
                                  " of their time");
    return verdict;
}

} // namespace squall
