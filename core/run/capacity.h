#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/stats/thresholds.h"

namespace squall {

/// How one rate went.
enum class StepOutcome : std::uint8_t {
    Kept,             ///< every bound, and as many requests were answered as were due
    Broken,           ///< some bound, or the answers fell behind
    GeneratorLimited, ///< the load was not what it should be, so that nothing can be told
    NothingSent,      ///< the run failed or was cancelled
};

/// One rate that was tried, and what came of it.
struct CapacityStep {
    double rate = 0; ///< due per second
    Nanoseconds length{0};
    StepOutcome outcome = StepOutcome::Kept;
    bool isClear = true;    ///< the figures lie far enough from their bounds
    double okPerSecond = 0; ///< what was reached
    Nanoseconds p50{0};     ///< of response times, as are the others
    Nanoseconds p99{0};
    double errorShare = 0;
    std::vector<ThresholdOutcome> bounds;
    std::string why; ///< of Broken, GeneratorLimited and NothingSent; plain English

    bool operator==(const CapacityStep&) const = default;
};

/// What to try next.
struct CapacityTrial {
    double rate = 0;
    Nanoseconds length{0};
};

/// Where the target's capacity lies: at least `kept`, below `broken`.
struct CapacityResult {
    std::vector<CapacityStep> steps; ///< in their order
    double kept = 0;                 ///< the highest rate that held, twice; 0: none did
    std::optional<double> broken;    ///< the lowest that did not, twice; nothing: none was reached
    bool isComplete = false;         ///< the interval is as narrow as it was to be

    /// The middle of the interval, or what was kept where it is open.
    [[nodiscard]] double rate() const;
    /// Past `kept` it is this machine that does not bear more.
    [[nodiscard]] bool isGeneratorLimit() const;
    /// What was found, or why not. Plain English.
    [[nodiscard]] std::string sentence() const;
};

/// Searches for the highest rate that a target bears, one trial after another: upward in doublings
/// from where it starts until a rate breaks, then in halves (of the logarithm) until the interval
/// is narrow, and then both ends once more, each for twice as long. An end that does not confirm is
/// the other end from there on. A trial whose figures lie too near their bounds is made once more,
/// longer, and then taken as it is; so is one in which this machine was the limit, until it was
/// that twice in a row. Where it is that at one rate after the other, down from the first, the
/// search ends. Pure; any thread.
class CapacitySearch final {
public:
    struct Options {
        double start = 20; ///< per second
        double most = 1e6;
        Nanoseconds length = std::chrono::seconds(4); ///< of a trial near the end
        double width = 0.04; ///< of the interval, relative, at which it ends
        std::size_t maxSteps = 60;
    };

    explicit CapacitySearch(const Options& options)
        : m_options(options)
        , m_rate(options.start) {}

    /// Nothing when the search is over.
    [[nodiscard]] std::optional<CapacityTrial> next() const;

    /// What came of next().
    void add(CapacityStep step);

    [[nodiscard]] CapacityResult result() const;

private:
    enum class Phase : std::uint8_t { Growing, Halving, Over };

    void place(double rate, bool isKept);
    void choose();
    [[nodiscard]] bool isConfirmed(double rate, bool isKept) const;
    [[nodiscard]] bool isNarrow() const;
    [[nodiscard]] bool isMachineInUse() const;

    const Options m_options;
    Phase m_phase = Phase::Growing;
    double m_rate;
    bool m_isRepeat = false; ///< next() is longer
    bool m_isBusy = false;   ///< this machine was the limit, and once more
    double m_kept = 0;
    std::optional<double> m_broken;
    std::vector<CapacityStep> m_steps;
};

} // namespace squall
