#pragma once

#include <vector>

#include <QWidget>

#include "core/base/clock.h"

namespace squall {

/// Phases one below the other, each beginning where the one above ends. The accessible description
/// says the same in words.
class Waterfall final : public QWidget {
    Q_OBJECT

public:
    struct Phase {
        QString name;
        Nanoseconds length{0};
    };

    explicit Waterfall(QWidget* parent = nullptr);

    /// Phases without length are left out.
    void setPhases(std::vector<Phase> phases);

    [[nodiscard]] QSize sizeHint() const override;

    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<Phase> m_phases;
};

} // namespace squall
