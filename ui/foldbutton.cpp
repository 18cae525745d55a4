#include "ui/foldbutton.h"

#include <QPainter>
#include <QPolygonF>

#include "ui/theme.h"

namespace squall {

namespace {

constexpr int arrowRoom = 20;
constexpr int padding = 6;

} // namespace

FoldButton::FoldButton(QWidget* parent)
    : QToolButton(parent) {
    setCheckable(true);
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
}

QSize FoldButton::sizeHint() const {
    return {fontMetrics().horizontalAdvance(text()) + arrowRoom + 2 * padding,
            fontMetrics().height() + 2 * padding};
}

QSize FoldButton::minimumSizeHint() const {
    return {arrowRoom + 100, sizeHint().height()};
}

void FoldButton::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor words = palette().color(QPalette::WindowText);
    if (underMouse() || hasFocus()) {
        const QColor edge = hasFocus() ? theme::accent(palette()) : QColor(Qt::transparent);
        painter.setPen(QPen(edge, 1.5));
        painter.setBrush(underMouse() ? theme::mixed(palette().color(QPalette::Window), words, 0.07)
                                      : QColor(Qt::transparent));
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 5, 5);
    }
    painter.save();
    painter.translate(padding + 6, height() / 2.0);
    painter.rotate(isChecked() ? 90 : 0);
    painter.setPen(QPen(words, 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolyline(QPolygonF({{-2, -4}, {2, 0}, {-2, 4}}));
    painter.restore();
    const QRect area = rect().adjusted(arrowRoom, 0, -padding, 0);
    painter.setPen(words);
    painter.drawText(
        area, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextShowMnemonic,
        fontMetrics().elidedText(text(), Qt::ElideRight, area.width(), Qt::TextShowMnemonic));
}

} // namespace squall
