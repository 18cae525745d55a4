#include "ui/fielderror.h"

#include "ui/theme.h"

namespace squall {

FieldError::FieldError(QWidget* parent)
    : QLabel(parent) {
    setTextFormat(Qt::PlainText);
    setWordWrap(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse);
    setFocusPolicy(Qt::NoFocus);
    hide();
}

void FieldError::setWords(const QString& words) {
    const QPalette& around = parentWidget() != nullptr ? parentWidget()->palette() : palette();
    theme::setWordsColor(this, theme::badWords(around));
    setText(words);
    setVisible(!words.isEmpty());
}

} // namespace squall
