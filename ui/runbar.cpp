#include "ui/runbar.h"

#include <QPainter>
#include <QPainterPath>
#include <QTimerEvent>

#include "ui/theme.h"

namespace squall {

namespace {

constexpr int frameInterval = 33;
constexpr int framesPerPass = 60;
constexpr double radius = 5;

} // namespace

RunBar::RunBar(QWidget* parent)
    : QProgressBar(parent) {
    setRange(0, 1000);
    setValue(0);
    setTextVisible(false);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void RunBar::setLook(Look look) {
    if (look == m_look)
        return;
    m_look = look;
    m_frame = 0;
    if (look == Look::Busy)
        m_animation.start(frameInterval, this);
    else
        m_animation.stop();
    update();
}

void RunBar::setTicks(const QList<int>& ticks) {
    if (ticks == m_ticks)
        return;
    m_ticks = ticks;
    update();
}

QSize RunBar::sizeHint() const {
    return {320, qMax(18, fontMetrics().height() + 2)};
}

QSize RunBar::minimumSizeHint() const {
    return {120, sizeHint().height()};
}

void RunBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF groove = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    QPainterPath shape;
    shape.addRoundedRect(groove, radius, radius);
    painter.fillPath(shape, theme::mixed(palette().color(QPalette::Window),
                                         palette().color(QPalette::WindowText), 0.10));
    painter.setClipPath(shape);
    paintFilled(painter, groove);
    paintTicks(painter, groove);
    painter.setClipping(false);
    painter.setPen(QPen(theme::edge(palette()), 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(shape);
    if (m_look == Look::Crossed)
        paintCross(painter, groove);
}

void RunBar::paintFilled(QPainter& painter, const QRectF& groove) const {
    const QColor accent = theme::accent(palette());
    QRectF filled = groove;
    filled.setWidth(groove.width() * value() / 1000);
    if (m_look == Look::Busy) {
        filled.setWidth(groove.width() / 4);
        const double pass = double(m_frame) / framesPerPass;
        filled.moveLeft(groove.left() - filled.width() + pass * (groove.width() + filled.width()));
    }
    if (layoutDirection() == Qt::RightToLeft)
        filled.moveLeft(groove.left() + groove.right() - filled.right());
    switch (m_look) {
    case Look::Plain:
    case Look::Busy:
        painter.fillRect(filled, accent);
        return;
    case Look::Done:
        painter.fillRect(filled, theme::good(palette()));
        return;
    case Look::Hatched:
        painter.fillRect(filled, theme::mixed(accent, palette().color(QPalette::Window), 0.55));
        painter.fillRect(filled, QBrush(accent, Qt::BDiagPattern));
        return;
    case Look::Crossed:
        painter.fillRect(
            groove, theme::mixed(palette().color(QPalette::Window), theme::bad(palette()), 0.18));
        painter.fillRect(filled, theme::bad(palette()));
        return;
    }
}

void RunBar::paintTicks(QPainter& painter, const QRectF& groove) const {
    const bool isMirrored = layoutDirection() == Qt::RightToLeft;
    painter.setPen(QPen(palette().color(QPalette::WindowText), 1.5));
    for (const int tick : m_ticks) {
        const double way = groove.width() * tick / 1000;
        const double x = isMirrored ? groove.right() - way : groove.left() + way;
        painter.drawLine(QPointF(x, groove.top() + groove.height() * 0.6),
                         QPointF(x, groove.bottom()));
    }
}

void RunBar::paintCross(QPainter& painter, const QRectF& groove) const {
    const double arm = groove.height() * 0.22;
    const double middle = groove.center().y();
    const double x = groove.left() + groove.height() * 0.6;
    painter.setPen(QPen(theme::badWords(palette()), 2.2, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(QPointF(x - arm, middle - arm), QPointF(x + arm, middle + arm));
    painter.drawLine(QPointF(x - arm, middle + arm), QPointF(x + arm, middle - arm));
}

void RunBar::timerEvent(QTimerEvent* event) {
    if (event->timerId() != m_animation.timerId()) {
        QProgressBar::timerEvent(event);
        return;
    }
    m_frame = (m_frame + 1) % framesPerPass;
    update();
}

} // namespace squall
