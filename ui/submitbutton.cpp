#include "ui/submitbutton.h"

#include <QKeyEvent>
#include <QPainter>

#include "ui/theme.h"

namespace squall {

struct SubmitButton::Look {
    QColor ground, edge, words;
};

SubmitButton::SubmitButton(QWidget* parent)
    : QPushButton(parent) {
    setFont(theme::scaled(font(), 1.15, QFont::DemiBold));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAttribute(Qt::WA_Hover);
    setText(tr("Submit"));
}

void SubmitButton::setRole(Role role) {
    setText(role == Role::Submit ? tr("Submit") : tr("Cancel"));
    if (role == m_role)
        return;
    m_role = role;
    update();
}

// Wide enough for both texts, so that it never jumps.
QSize SubmitButton::sizeHint() const {
    const QFontMetrics metrics(font());
    const int words =
        qMax(metrics.horizontalAdvance(tr("Submit")), metrics.horizontalAdvance(tr("Cancel")));
    return {qMax(words + 64, 168), metrics.height() + 22};
}

void SubmitButton::keyPressEvent(QKeyEvent* event) {
    if (event->isAutoRepeat()) {
        event->accept();
        return;
    }
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (!isEnter || event->modifiers().testFlag(Qt::ControlModifier)) {
        QPushButton::keyPressEvent(event);
        return;
    }
    event->accept();
    if (m_role == Role::Submit)
        click();
}

void SubmitButton::keyReleaseEvent(QKeyEvent* event) {
    if (!event->isAutoRepeat())
        QPushButton::keyReleaseEvent(event);
}

SubmitButton::Look SubmitButton::look() const {
    const QPalette& colors = palette();
    const QColor window = colors.color(QPalette::Window);
    if (!isEnabled()) {
        const QColor ground = theme::mixed(window, colors.color(QPalette::WindowText), 0.08);
        return {ground, theme::edge(colors), theme::quietWords(colors)};
    }
    const double tint = isDown() ? 0.25 : underMouse() ? 0.12 : 0;
    if (m_role == Role::Cancel) {
        const QColor bad = theme::bad(colors);
        return {theme::mixed(theme::card(colors), bad, tint), bad, theme::badWords(colors)};
    }
    const QColor ground = theme::mixed(theme::accent(colors), Qt::black, tint);
    return {ground, ground, theme::onAccent(colors)};
}

void SubmitButton::paintEvent(QPaintEvent*) {
    const Look colors = look();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF body = QRectF(rect()).adjusted(2.5, 2.5, -2.5, -2.5);
    painter.setBrush(colors.ground);
    painter.setPen(QPen(colors.edge, 1.5));
    painter.drawRoundedRect(body, 6, 6);
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme::mixed(colors.edge, palette().color(QPalette::Window), 0.45), 2));
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 7.5, 7.5);
    }
    painter.setPen(colors.words);
    painter.drawText(rect(), Qt::AlignCenter | Qt::TextShowMnemonic, text());
}

} // namespace squall
