#pragma once

#include <QFrame>

class QLabel;

namespace squall {

/// One figure on a card: caption, value, note. Its accessible name is the caption, its accessible
/// description the value with the note.
class Tile final : public QFrame {
    Q_OBJECT
    Q_PROPERTY(QString value READ value)

public:
    enum class Tone { Plain, Good, Caution, Bad };

    explicit Tile(const QString& caption, QWidget* parent = nullptr);

    void setFigure(const QString& value, const QString& note, Tone tone = Tone::Plain);

    /// Smaller and without the note, for a window that is low.
    void setCompact(bool isCompact);

    /// Width that any figure fits into.
    [[nodiscard]] static int widthFor(const QFont& font, bool isCompact);

    [[nodiscard]] QString value() const;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] static QFont valueFont(const QFont& font, bool isCompact);
    [[nodiscard]] QColor toneColor() const;

    QLabel* const m_caption;
    QLabel* const m_value;
    QLabel* const m_note;
    Tone m_tone = Tone::Plain;
};

} // namespace squall
