#pragma once

#include <cstdint>
#include <deque>

#include "core/base/clock.h"

namespace squall {

/// Speed over the last second or so, from a running total that is looked at every few
/// milliseconds. One thread.
class RateWindow final {
public:
    static constexpr Nanoseconds width = std::chrono::seconds(1);

    void clear() { m_samples.clear(); }

    [[nodiscard]] bool isEmpty() const { return m_samples.empty(); }

    /// `total` never shrinks, `at` never goes back.
    void add(Nanoseconds at, std::uint64_t total) {
        m_samples.push_back({at, total});
        while (m_samples.size() > 2 && at - m_samples[1].at >= width)
            m_samples.pop_front();
    }

    /// Zero until two samples are there.
    [[nodiscard]] double perSecond() const {
        if (m_samples.size() < 2 || m_samples.back().at <= m_samples.front().at)
            return 0;
        const std::chrono::duration<double> passed = m_samples.back().at - m_samples.front().at;
        return static_cast<double>(m_samples.back().total - m_samples.front().total) /
               passed.count();
    }

private:
    struct Sample {
        Nanoseconds at;
        std::uint64_t total;
    };

    std::deque<Sample> m_samples;
};

} // namespace squall
