#pragma once

#include <cstdint>
#include <string>

#include "app/options.h"
#include "core/run/stresstest.h"

namespace squall {

/// Shows on standard error how far a run is: a bar that is redrawn on a terminal, a line a second
/// elsewhere, or JSON lines.
class TerminalProgress final {
public:
    explicit TerminalProgress(ProgressMode mode);

    /// Call after every poll; draws when it is time.
    void update(const Progress& progress);
    /// The last state, always shown, with the rate of the whole run.
    void finish(const Progress& progress);

private:
    enum class Style { Bar, Lines, Json, None };

    [[nodiscard]] static Style styleOf(ProgressMode mode);
    void draw(const Progress& progress, double rate, bool isLast);
    /// Requests/s in the last second or so.
    [[nodiscard]] double rateSince(const Progress& progress);

    const Style m_style;
    Nanoseconds m_lastDraw{0};
    Nanoseconds m_rateFrom{0};
    std::uint64_t m_rateBase = 0;
    double m_rate = 0;
};

} // namespace squall
