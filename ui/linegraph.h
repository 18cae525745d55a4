#pragma once

#include <qcustomplot.h>

namespace squall {

/// A graph that draws its line piece by piece, dash by dash. It looks as one stroke along the whole
/// line does, which is what Qt makes of a line that is wide or dashed, and costs a third of it.
class LineGraph final : public QCPGraph {
public:
    /// On the axes of `plot`, which owns it.
    explicit LineGraph(QCustomPlot* plot);

protected:
    void drawLinePlot(QCPPainter* painter, const QVector<QPointF>& points) const override;
};

} // namespace squall
