#include "ui/fieldedit.h"

#include <QKeyEvent>
#include <QPainter>

#include "ui/theme.h"

namespace squall {

namespace {

constexpr int padding = 5;
constexpr int signSize = 16;
constexpr int signRoom = signSize + 8;

} // namespace

FieldEdit::FieldEdit(QWidget* parent)
    : QLineEdit(parent) {
    setTextMargins(padding, 0, padding, 0);
    setMinimumHeight(fontMetrics().height() + 16);
}

void FieldEdit::setWrong(const QString& words) {
    setAccessibleDescription(words);
    const bool isWrong = !words.isEmpty();
    if (isWrong == m_isWrong)
        return;
    m_isWrong = isWrong;
    setTextMargins(padding, 0, isWrong ? signRoom : padding, 0);
    update();
}

// Where the field has nothing to take back, the plan may.
bool FieldEdit::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride) {
        const auto& key = *static_cast<QKeyEvent*>(event);
        if ((key.matches(QKeySequence::Undo) && !isUndoAvailable()) ||
            (key.matches(QKeySequence::Redo) && !isRedoAvailable())) {
            event->ignore();
            return true;
        }
    }
    return QLineEdit::event(event);
}

void FieldEdit::keyPressEvent(QKeyEvent* event) {
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (!isEnter || event->modifiers().testFlag(Qt::ControlModifier)) {
        QLineEdit::keyPressEvent(event);
        return;
    }
    event->accept();
    if (!event->isAutoRepeat())
        emit submitted();
}

void FieldEdit::paintEvent(QPaintEvent* event) {
    QLineEdit::paintEvent(event);
    if (!m_isWrong)
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme::bad(palette()), 2));
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 3, 3);
    const bool isMirrored = layoutDirection() == Qt::RightToLeft;
    const int left = isMirrored ? signRoom - signSize : width() - signRoom;
    theme::paintWrongSign(painter, QRectF(left, (height() - signSize) / 2.0, signSize, signSize),
                          palette());
}

} // namespace squall
