#pragma once

#include <cstddef>

#include <QColor>
#include <QFont>
#include <QPalette>

class QPainter;
class QRectF;

/// Colours by meaning, from the palette of Okabe and Ito (told apart by colour-blind eyes), each in
/// a shade that is legible on the given palette. Colour never stands alone: a word or a sign says
/// the same.
namespace squall::theme {

[[nodiscard]] bool isDark(const QPalette& palette);

/// For those who chose a theme of their own.
[[nodiscard]] QPalette lightPalette();
[[nodiscard]] QPalette darkPalette();

[[nodiscard]] QColor accent(const QPalette& palette);     ///< progress, the main button
[[nodiscard]] QColor onAccent(const QPalette& palette);   ///< words on the accent
[[nodiscard]] QColor good(const QPalette& palette);       ///< done, valid
[[nodiscard]] QColor caution(const QPalette& palette);    ///< cancelled, doubtful
[[nodiscard]] QColor bad(const QPalette& palette);        ///< edges and signs of errors
[[nodiscard]] QColor badWords(const QPalette& palette);   ///< words of errors
[[nodiscard]] QColor quietWords(const QPalette& palette); ///< captions and notes
[[nodiscard]] QColor card(const QPalette& palette);       ///< ground of tiles
[[nodiscard]] QColor edge(const QPalette& palette);       ///< lines around and between

/// The colour of the i-th of several lines or bars; after eight they begin again.
[[nodiscard]] QColor series(std::size_t index, const QPalette& palette);

[[nodiscard]] QColor mixed(const QColor& from, const QColor& to, double share);

/// As large as `font`, with letters of one width.
[[nodiscard]] QFont fixedWidth(const QFont& font);

[[nodiscard]] QFont scaled(const QFont& font, double factor, QFont::Weight weight = QFont::Normal);

/// Gives a label's words a colour, and keeps quiet when they have it.
void setWordsColor(QWidget* widget, const QColor& color);

/// A disc with an exclamation mark.
void paintWrongSign(QPainter& painter, const QRectF& area, const QPalette& palette);

} // namespace squall::theme
