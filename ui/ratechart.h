#pragma once

#include <vector>

#include <QWidget>

#include "ui/runview.h"

namespace squall {

/// Requests per second over the time of the run, as one filled line. Bounded memory: past some
/// thousand points neighbours are merged.
class RateChart final : public QWidget {
    Q_OBJECT

public:
    explicit RateChart(QWidget* parent = nullptr);

    /// Takes the present rate as the next point while a run is Running.
    void render(const RunView& view);

    [[nodiscard]] QSize sizeHint() const override { return {600, 240}; }

    [[nodiscard]] QSize minimumSizeHint() const override { return {200, 0}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Point {
        double seconds;
        double rate;
    };

    void append(Point point);
    void paintFrame(QPainter& painter, const QRectF& area) const;
    void paintLine(QPainter& painter, const QRectF& area) const;
    void describe();

    std::vector<Point> m_points;
    double m_peak = 0;
    double m_seconds = 0; ///< width of the time axis
    int m_pointsMerged = 1;
    int m_pointsInLast = 0;
    bool m_isLive = false;
    QString m_invitation;
};

} // namespace squall
