#include "ui/linegraph.h"

#include <algorithm>
#include <cmath>

namespace squall {

namespace {

/// In pixels, and more than any screen has. A line beyond it has too many dashes, or none that
/// could be told from where it begins.
constexpr qreal longestLine = 1e5;

/// Cuts lines into the pieces that are drawn, as a pen with a pattern of dashes does.
class Dashes final {
public:
    explicit Dashes(const QPen& pen) {
        for (const qreal length : pen.dashPattern())
            m_lengths << length * pen.widthF();
        m_left = m_lengths.value(0);
    }

    void add(const QPointF& from, const QPointF& to) {
        const QLineF line(from, to);
        const qreal length = line.length();
        if (m_lengths.isEmpty() || length == 0 || !(length < longestLine)) {
            m_pieces << line;
            return;
        }
        for (qreal at = 0; at < length;) {
            const bool isWhole = m_left <= length - at;
            const qreal end = isWhole ? at + m_left : length;
            if (m_place % 2 == 0)
                m_pieces << QLineF(line.pointAt(at / length), line.pointAt(end / length));
            m_left -= end - at;
            at = end;
            if (isWhole) {
                m_place = (m_place + 1) % m_lengths.size();
                m_left = m_lengths[m_place];
            }
        }
    }

    [[nodiscard]] const QVector<QLineF>& pieces() const { return m_pieces; }

private:
    QVector<qreal> m_lengths; ///< of a dash, a gap, and so on
    qsizetype m_place = 0;    ///< in these
    qreal m_left = 0;         ///< of the one at that place
    QVector<QLineF> m_pieces;
};

bool isGap(const QPointF& point) {
    return std::isnan(point.x()) || std::isnan(point.y());
}

} // namespace

LineGraph::LineGraph(QCustomPlot* plot)
    : QCPGraph(plot->xAxis, plot->yAxis) {}

void LineGraph::drawLinePlot(QCPPainter* painter, const QVector<QPointF>& points) const {
    QPen pen = painter->pen();
    if (pen.style() == Qt::NoPen)
        return;
    Dashes dashes(pen);
    for (qsizetype i = 1; i < points.size(); ++i) {
        if (!isGap(points[i - 1]) && !isGap(points[i]))
            dashes.add(points[i - 1], points[i]);
    }
    applyDefaultAntialiasingHint(painter);
    pen.setStyle(Qt::SolidLine);
    painter->setPen(pen);
    for (const QLineF& piece : dashes.pieces())
        painter->drawLine(piece);
}

} // namespace squall
