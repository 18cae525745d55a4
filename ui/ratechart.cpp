#include "ui/ratechart.h"

#include <algorithm>
#include <cmath>

#include <QPainter>
#include <QPainterPath>

#include "ui/format.h"
#include "ui/theme.h"

namespace squall {

namespace {

constexpr std::size_t maxPoints = 1200;
constexpr double shortestAxis = 5;

/// The next of 1, 2, 5, 10, 20, 50 ... that is not below `value`.
double roundedUp(double value) {
    if (value <= 0)
        return 1;
    const double decade = std::pow(10, std::floor(std::log10(value)));
    for (const double step : {1.0, 2.0, 5.0}) {
        if (step * decade >= value * 0.999999)
            return step * decade;
    }
    return 10 * decade;
}

double seconds(Nanoseconds time) {
    return std::chrono::duration<double>(time).count();
}

} // namespace

RateChart::RateChart(QWidget* parent)
    : QWidget(parent) {
    setAccessibleName(tr("Requests per second over time"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void RateChart::render(const RunView& view) {
    const bool isNew = view.state == RunState::Preparing;
    const bool wasLive = m_isLive;
    m_isLive = view.state == RunState::Running;
    if (hasEnded(view.state) && view.result != nullptr)
        m_invitation = tr("The run was too short to draw.");
    else
        m_invitation = isNew ? QString() : tr("Requests per second appear here during a run.");
    if (isNew) {
        m_points.clear();
        m_peak = 0;
        m_pointsMerged = 1;
        m_pointsInLast = 0;
        m_seconds = shortestAxis;
    }
    if (m_isLive || wasLive)
        append({seconds(view.progress.elapsed), view.rate});
    if (m_isLive && !m_points.empty())
        m_seconds = std::max({m_seconds, shortestAxis, roundedUp(m_points.back().seconds)});
    if (hasEnded(view.state) && !m_points.empty())
        m_seconds = std::max(m_points.back().seconds, 0.001);
    describe();
    update();
}

void RateChart::append(Point point) {
    const bool isNews = m_points.empty() ? point.rate > 0 : point.seconds > m_points.back().seconds;
    if (!isNews)
        return;
    // The first rate is the mean since the start.
    if (m_points.empty())
        m_points.push_back({0, point.rate});
    m_peak = std::max(m_peak, point.rate);
    if (++m_pointsInLast >= m_pointsMerged) {
        m_points.push_back(point);
        m_pointsInLast = 0;
    }
    if (m_points.size() < maxPoints)
        return;
    for (std::size_t i = 0; i < m_points.size() / 2; ++i)
        m_points[i] = m_points[2 * i + 1];
    m_points.resize(m_points.size() / 2);
    m_pointsMerged *= 2;
}

void RateChart::describe() {
    const QString now =
        m_points.empty()
            ? m_invitation
            : tr("%1 now, %2 at most over %3.")
                  .arg(format::rate(m_points.back().rate), format::rate(m_peak),
                       format::clock(std::chrono::seconds(std::llround(m_points.back().seconds))));
    if (now != accessibleDescription())
        setAccessibleDescription(now);
}

void RateChart::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF body = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    painter.setPen(QPen(theme::edge(palette()), 1));
    painter.setBrush(theme::card(palette()));
    painter.drawRoundedRect(body, 6, 6);

    const QFontMetricsF metrics(font());
    painter.setPen(theme::quietWords(palette()));
    painter.drawText(body.adjusted(14, 10, -14, 0), Qt::AlignLeft | Qt::AlignTop,
                     tr("Requests per second"));
    if (body.height() < 4 * metrics.height())
        return;
    if (m_points.size() < 2) {
        painter.drawText(body.adjusted(14, metrics.height() + 10, -14, -10),
                         Qt::AlignCenter | Qt::TextWordWrap, m_invitation);
        return;
    }
    const double labels = metrics.horizontalAdvance(QStringLiteral("888.8 k")) + 18;
    const QRectF area = body.adjusted(labels, metrics.height() + 22, -18, -metrics.height() - 14);
    paintFrame(painter, area);
    paintLine(painter, area);
}

void RateChart::paintFrame(QPainter& painter, const QRectF& area) const {
    const double top = roundedUp(m_peak);
    const QFontMetricsF metrics(font());
    const int rows = area.height() > 120 ? 4 : 2;
    for (int row = 0; row <= rows; ++row) {
        const double y = std::round(area.bottom() - area.height() * row / rows) + 0.5;
        painter.setPen(QPen(theme::mixed(theme::card(palette()), theme::edge(palette()), 0.6), 1));
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
        painter.setPen(theme::quietWords(palette()));
        painter.drawText(QRectF(0, y - metrics.height() / 2, area.left() - 8, metrics.height()),
                         Qt::AlignRight | Qt::AlignVCenter, format::magnitude(top * row / rows));
    }
    const auto timeAt = [this](double share) {
        const Nanoseconds time(static_cast<std::int64_t>(m_seconds * share * 1e9));
        return m_seconds < 10 ? format::duration(time) : format::clock(time);
    };
    const QRectF below(area.left(), area.bottom() + 6, area.width(), metrics.height());
    painter.drawText(below, Qt::AlignLeft | Qt::AlignVCenter, QStringLiteral("0"));
    painter.drawText(below, Qt::AlignHCenter | Qt::AlignVCenter, timeAt(0.5));
    painter.drawText(below, Qt::AlignRight | Qt::AlignVCenter, timeAt(1));
}

void RateChart::paintLine(QPainter& painter, const QRectF& area) const {
    const double top = roundedUp(m_peak);
    QPainterPath line;
    for (std::size_t i = 0; i < m_points.size(); ++i) {
        const QPointF at(area.left() +
                             area.width() * std::min(m_points[i].seconds / m_seconds, 1.0),
                         area.bottom() - area.height() * m_points[i].rate / top);
        if (i == 0)
            line.moveTo(at);
        else
            line.lineTo(at);
    }
    QPainterPath filled = line;
    filled.lineTo(line.currentPosition().x(), area.bottom());
    filled.lineTo(line.elementAt(0).x, area.bottom());
    filled.closeSubpath();
    QColor shade = theme::accent(palette());
    shade.setAlphaF(0.14f);
    painter.fillPath(filled, shade);
    painter.strokePath(
        line, QPen(theme::accent(palette()), 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
}

} // namespace squall
