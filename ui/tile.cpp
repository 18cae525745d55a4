#include "ui/tile.h"

#include <QLabel>
#include <QPainter>
#include <QPainterPath>
#include <QVBoxLayout>

#include "ui/theme.h"

namespace squall {

namespace {

QLabel* makeLine(QWidget* parent, double size, QFont::Weight weight) {
    auto* const label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setFont(theme::scaled(label->font(), size, weight));
    label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    return label;
}

} // namespace

Tile::Tile(const QString& caption, QWidget* parent)
    : QFrame(parent)
    , m_caption(makeLine(this, 0.92, QFont::Normal))
    , m_value(makeLine(this, 1.0, QFont::DemiBold))
    , m_note(makeLine(this, 0.85, QFont::Normal)) {
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    auto* const lines = new QVBoxLayout(this);
    lines->addWidget(m_caption);
    lines->addWidget(m_value);
    lines->addWidget(m_note);
    m_caption->setText(caption);
    setAccessibleName(caption);
    setCompact(false);
    setFigure(QStringLiteral("–"), {});
}

QFont Tile::valueFont(const QFont& font, bool isCompact) {
    return theme::scaled(font, isCompact ? 1.25 : 1.75, QFont::DemiBold);
}

int Tile::widthFor(const QFont& font, bool isCompact) {
    const QFontMetrics metrics(valueFont(font, isCompact));
    return metrics.horizontalAdvance(QStringLiteral("88.8 ms")) + (isCompact ? 18 : 26);
}

void Tile::setCompact(bool isCompact) {
    m_value->setFont(valueFont(font(), isCompact));
    m_note->setVisible(!isCompact);
    layout()->setSpacing(isCompact ? 0 : 2);
    if (isCompact)
        layout()->setContentsMargins(10, 4, 6, 4);
    else
        layout()->setContentsMargins(14, 10, 10, 10);
}

void Tile::setFigure(const QString& value, const QString& note, Tone tone) {
    theme::setWordsColor(m_caption, theme::quietWords(palette()));
    theme::setWordsColor(m_note, theme::quietWords(palette()));
    if (tone != m_tone) {
        m_tone = tone;
        update();
    }
    if (value == m_value->text() && note == m_note->text())
        return;
    m_value->setText(value);
    m_note->setText(note);
    setAccessibleDescription(note.isEmpty() ? value : value + QStringLiteral(", ") + note);
}

QString Tile::value() const {
    return m_value->text();
}

QColor Tile::toneColor() const {
    switch (m_tone) {
    case Tone::Plain:
        return theme::edge(palette());
    case Tone::Good:
        return theme::good(palette());
    case Tone::Caution:
        return theme::caution(palette());
    case Tone::Bad:
        break;
    }
    return theme::bad(palette());
}

void Tile::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath shape;
    shape.addRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    painter.fillPath(shape, theme::card(palette()));
    if (m_tone != Tone::Plain) {
        painter.setClipPath(shape);
        painter.fillRect(QRectF(0, 0, 4, height()), toneColor());
        painter.setClipping(false);
    }
    painter.setPen(QPen(theme::edge(palette()), 1));
    painter.drawPath(shape);
}

} // namespace squall
