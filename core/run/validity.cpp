#include "core/run/validity.h"

#include <cmath>

namespace squall {

namespace {

/// A loop this busy keeps answers waiting that have already arrived.
constexpr double saturated = 0.95;
constexpr Nanoseconds tooShort{50'000'000};

} // namespace

Verdict judge(double loopBusy, double cpuSteal, Nanoseconds elapsed) {
    Verdict verdict;
    verdict.loopBusy = loopBusy;
    verdict.cpuSteal = cpuSteal;
    const std::string percent = std::to_string(std::lround(loopBusy * 100));
    if (elapsed < tooShort) {
        verdict.validity = Validity::Inconclusive;
        verdict.reasons.push_back("the run was too short (under 50 ms) to tell server and "
                                  "generator apart");
    } else if (loopBusy > saturated) {
        verdict.validity = Validity::GeneratorLimited;
        verdict.reasons.push_back(
            "a request loop was busy " + percent +
            " % of the time: the generator may be the limit; use more threads "
            "or another machine");
    } else {
        verdict.validity = Validity::Valid;
        verdict.reasons.push_back("the busiest request loop had work " + percent +
                                  " % of the time, so the generator had room left");
    }
    return verdict;
}

} // namespace squall
