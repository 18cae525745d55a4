#include "core/net/polltrial.h"

#include <algorithm>
#include <iterator>
#include <span>

namespace squall {

namespace {

/// Polling takes the whole processor: it has to bring so many times the answers.
constexpr double worthPolling = 1.02;

double median(std::span<double> values) {
    const auto middle = values.begin() + std::ssize(values) / 2;
    std::ranges::nth_element(values, middle);
    return *middle;
}

} // namespace

void PollTrial::onWindow(Nanoseconds took, std::uint64_t answers) {
    if (m_window < trialWindows)
        m_rates[kind()][m_window / 2] =
            static_cast<double>(answers) / static_cast<double>(took.count());
    ++m_window;
    if (m_window == trialWindows)
        m_sleeps = median(m_rates[1]) * worthPolling > median(m_rates[0]);
    if (m_window == trialWindows + heldWindows)
        m_window = 0;
}

} // namespace squall
