#pragma once

#include <vector>

#include <QWidget>

#include "core/plan/testplan.h"

namespace squall {

/// The stages of a plan as a curve over time, with its highest value and its length. The accessible
/// description says the same in words.
class StagesPreview final : public QWidget {
    Q_OBJECT

public:
    explicit StagesPreview(QWidget* parent = nullptr);

    void showStages(const TestPlan& plan);

    [[nodiscard]] QSize sizeHint() const override { return {240, 64}; }

    [[nodiscard]] QSize minimumSizeHint() const override { return {120, 48}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<Stage> m_stages;
    double m_first = 0;
    QString m_highest;
    QString m_length;
};

} // namespace squall
