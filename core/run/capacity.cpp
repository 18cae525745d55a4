#include "core/run/capacity.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace squall {

namespace {

constexpr double growth = 2;
constexpr double slowest = 0.1;           // per second; below this no rate is tried
constexpr std::ptrdiff_t mostLimited = 4; // trials in a row, after which this machine is in use

std::string rateText(double rate) {
    std::array<char, 32> text{};
    const int digits = rate < 10 ? 2 : 4;
    const auto [end, error] =
        std::to_chars(text.data(), text.data() + text.size(), rate,
                      rate < 1e4 ? std::chars_format::general : std::chars_format::fixed,
                      rate < 1e4 ? digits : 0);
    return std::string(text.data(), end) + "/s";
}

} // namespace

double CapacityResult::rate() const {
    return broken && kept > 0 ? std::sqrt(kept * *broken) : kept;
}

bool CapacityResult::isGeneratorLimit() const {
    const auto last = std::ranges::find_if(steps.rbegin(), steps.rend(), [this](const auto& step) {
        return broken && step.rate == *broken && step.outcome != StepOutcome::Kept;
    });
    return last != steps.rend() && last->outcome == StepOutcome::GeneratorLimited;
}

std::string CapacityResult::sentence() const {
    const auto last = std::ranges::find_if(steps.rbegin(), steps.rend(), [this](const auto& step) {
        return step.outcome != StepOutcome::Kept && step.rate == broken.value_or(step.rate);
    });
    const std::string why = last == steps.rend() ? std::string() : last->why;
    if (steps.empty())
        return "Nothing was tried.";
    if (steps.back().outcome == StepOutcome::NothingSent)
        return "The search ended early: " + steps.back().why + ".";
    const std::string unfinished = isComplete ? "" : " The search was not finished.";
    if (isGeneratorLimit())
        return "The target bears " + (kept > 0 ? rateText(kept) + " at least" : "an unknown rate") +
               "; at " + rateText(*broken) + " this machine is the limit: " + why + "." +
               unfinished;
    if (kept == 0)
        return "The target does not even bear " + rateText(*broken) + ": " + why + ".";
    if (!broken)
        return "The target bears " + rateText(kept) + ", the highest rate that was tried.";
    return "The target bears about " + rateText(rate()) + " (between " + rateText(kept) + " and " +
           rateText(*broken) + "); at " + rateText(*broken) + " " + why + "." + unfinished;
}

std::optional<CapacityTrial> CapacitySearch::next() const {
    if (m_phase == Phase::Over)
        return std::nullopt;
    Nanoseconds length = m_phase == Phase::Growing ? m_options.length / 2 : m_options.length;
    if (m_isRepeat)
        length = m_options.length * 2;
    return CapacityTrial{m_rate, length};
}

void CapacitySearch::add(CapacityStep step) {
    const bool isLast = m_steps.size() + 1 >= m_options.maxSteps;
    const StepOutcome outcome = step.outcome;
    const bool isLimited = outcome == StepOutcome::GeneratorLimited;
    const bool isSettled = (step.isClear && (!isLimited || m_isBusy)) || m_isRepeat;
    m_isBusy |= isLimited && m_isRepeat;
    m_steps.push_back(std::move(step));
    if (outcome == StepOutcome::NothingSent) {
        m_phase = Phase::Over;
        return;
    }
    if (!isSettled && !isLast) {
        m_isRepeat = true;
        return;
    }
    m_isRepeat = false;
    place(m_rate, outcome == StepOutcome::Kept);
    choose();
    if (isLast)
        m_phase = Phase::Over;
}

// What was kept below a rate that breaks now, and the other way round, is older and shorter news.
void CapacitySearch::place(double rate, bool isKept) {
    if (isKept) {
        m_kept = std::max(m_kept, rate);
        if (m_broken && *m_broken <= rate)
            m_broken.reset();
        for (const CapacityStep& step : m_steps) {
            if (step.outcome != StepOutcome::Kept && step.rate > m_kept)
                m_broken = std::min(m_broken.value_or(step.rate), step.rate);
        }
        return;
    }
    m_broken = std::min(m_broken.value_or(rate), rate);
    if (m_kept < rate)
        return;
    m_kept = 0;
    for (const CapacityStep& step : m_steps) {
        if (step.outcome == StepOutcome::Kept && step.rate < rate)
            m_kept = std::max(m_kept, step.rate);
    }
}

bool CapacitySearch::isConfirmed(double rate, bool isKept) const {
    return std::ranges::count_if(m_steps, [&](const CapacityStep& step) {
               return step.rate == rate && (step.outcome == StepOutcome::Kept) == isKept;
           }) > 1;
}

bool CapacitySearch::isNarrow() const {
    return m_kept > 0 && m_broken && *m_broken <= m_kept * (1 + m_options.width);
}

// Whose limit has nothing to do with the rate, so that a lower one does not help.
bool CapacitySearch::isMachineInUse() const {
    const auto first = std::ranges::find_if(m_steps.rbegin(), m_steps.rend(), [](const auto& step) {
        return step.outcome != StepOutcome::GeneratorLimited;
    });
    return first - m_steps.rbegin() >= mostLimited;
}

void CapacitySearch::choose() {
    if (!m_broken) {
        m_rate = m_kept * growth;
        if (m_kept >= m_options.most)
            m_phase = Phase::Over;
        m_rate = std::min(m_rate, m_options.most);
        return;
    }
    if (m_kept == 0) {
        m_rate = *m_broken / growth;
        if (m_rate < slowest || isMachineInUse())
            m_phase = Phase::Over;
        return;
    }
    m_phase = Phase::Halving;
    if (!isNarrow()) {
        m_rate = std::sqrt(m_kept * *m_broken);
        return;
    }
    // Once more, each end for twice as long.
    m_isRepeat = true;
    if (!isConfirmed(m_kept, true))
        m_rate = m_kept;
    else if (!isConfirmed(*m_broken, false))
        m_rate = *m_broken;
    else
        m_phase = Phase::Over;
}

CapacityResult CapacitySearch::result() const {
    return {.steps = m_steps,
            .kept = m_kept,
            .broken = m_broken,
            .isComplete = m_phase == Phase::Over && isNarrow() &&
                          m_steps.back().outcome != StepOutcome::NothingSent};
}

} // namespace squall
