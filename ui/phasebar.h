#pragma once

#include <array>

#include <QWidget>

#include "core/base/clock.h"

namespace squall {

/// The phases of a request one after the other, each as long as its share of the time: waiting in
/// line, first byte, transfer. Its accessible description says the same in words.
class PhaseBar final : public QWidget {
    Q_OBJECT

public:
    explicit PhaseBar(QWidget* parent = nullptr);

    void setPhases(Nanoseconds waited, Nanoseconds firstByte, Nanoseconds transfer);

    /// "waited 1.2 ms · first byte 840 µs · transfer 12 µs"
    [[nodiscard]] QString words() const;

    [[nodiscard]] QSize sizeHint() const override { return {200, 14}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::array<Nanoseconds, 3> m_phases{};
};

} // namespace squall
