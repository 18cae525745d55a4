#pragma once

#include <optional>

#include "core/base/clock.h"
#include "ui/fieldedit.h"

namespace squall {

/// A span of time as people write it: "500 ms", "30 s", "2m"; a number alone means seconds.
/// Nothing when it is none, or longer than a plan may have it.
[[nodiscard]] std::optional<Nanoseconds> readTime(const QString& text);

/// A field for a span of time. What was typed stays as it is, right or wrong.
class TimeEdit final : public FieldEdit {
    Q_OBJECT

public:
    enum class Zero { Refused, Allowed };

    explicit TimeEdit(Zero zero, QWidget* parent = nullptr);

    void setTime(Nanoseconds time);

    /// Nothing when problem() has words.
    [[nodiscard]] std::optional<Nanoseconds> time() const;

    /// What is wrong with the text, as a sentence that says what would be right; else empty.
    [[nodiscard]] QString problem() const;

private:
    const Zero m_zero;
};

} // namespace squall
