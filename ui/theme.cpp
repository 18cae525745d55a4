#include "ui/theme.h"

#include <array>

#include <QFontDatabase>
#include <QPainter>
#include <QWidget>

namespace squall::theme {

namespace {

constexpr QColor blue(0x00, 0x72, 0xb2);
constexpr QColor skyBlue(0x56, 0xb4, 0xe9);
constexpr QColor bluishGreen(0x00, 0x9e, 0x73);
constexpr QColor orange(0xe6, 0x9f, 0x00);
constexpr QColor vermillion(0xd5, 0x5e, 0x00);
constexpr QColor reddishPurple(0xcc, 0x79, 0xa7);
constexpr QColor yellow(0xf0, 0xe4, 0x42);

} // namespace

bool isDark(const QPalette& palette) {
    return palette.color(QPalette::Window).lightness() < 128;
}

QPalette darkPalette() {
    const QColor window(0x2b, 0x2d, 0x30);
    const QColor words(0xe6, 0xe6, 0xe6);
    QPalette palette(words, QColor(0x3a, 0x3d, 0x41), QColor(0x55, 0x58, 0x5c),
                     QColor(0x1b, 0x1c, 0x1e), QColor(0x45, 0x48, 0x4c), words, Qt::white,
                     QColor(0x1f, 0x21, 0x23), window);
    palette.setColor(QPalette::AlternateBase, QColor(0x27, 0x29, 0x2c));
    palette.setColor(QPalette::Highlight, QColor(0x1f, 0x5f, 0x8b));
    palette.setColor(QPalette::HighlightedText, Qt::white);
    palette.setColor(QPalette::ToolTipBase, window);
    palette.setColor(QPalette::ToolTipText, words);
    palette.setColor(QPalette::PlaceholderText, QColor(0x8a, 0x8d, 0x91));
    for (const auto role : {QPalette::Text, QPalette::WindowText, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, QColor(0x8a, 0x8d, 0x91));
    return palette;
}

// That of Fusion while the desktop is light; it would follow a dark one.
QPalette lightPalette() {
    const QColor words(0x1a, 0x1a, 0x1a);
    QPalette palette(words, QColor(0xef, 0xef, 0xef), Qt::white, QColor(0x9f, 0x9f, 0x9f),
                     QColor(0xb8, 0xb8, 0xb8), words, Qt::white, Qt::white,
                     QColor(0xef, 0xef, 0xef));
    palette.setColor(QPalette::AlternateBase, QColor(0xf7, 0xf7, 0xf7));
    palette.setColor(QPalette::Highlight, QColor(0x30, 0x8c, 0xc6));
    palette.setColor(QPalette::HighlightedText, Qt::white);
    palette.setColor(QPalette::ToolTipBase, QColor(0xff, 0xff, 0xdc));
    palette.setColor(QPalette::ToolTipText, Qt::black);
    palette.setColor(QPalette::PlaceholderText, QColor(0x76, 0x76, 0x76));
    for (const auto role : {QPalette::Text, QPalette::WindowText, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, QColor(0x8e, 0x8e, 0x8e));
    return palette;
}

QColor mixed(const QColor& from, const QColor& to, double share) {
    const auto blend = [share](float a, float b) {
        return a + (b - a) * static_cast<float>(share);
    };
    return QColor::fromRgbF(blend(from.redF(), to.redF()), blend(from.greenF(), to.greenF()),
                            blend(from.blueF(), to.blueF()));
}

QColor accent(const QPalette& palette) {
    return isDark(palette) ? skyBlue : blue;
}

QColor onAccent(const QPalette& palette) {
    return isDark(palette) ? QColor(0x0c, 0x1d, 0x28) : QColor(Qt::white);
}

QColor good(const QPalette& palette) {
    return isDark(palette) ? mixed(bluishGreen, Qt::white, 0.2) : bluishGreen;
}

QColor caution(const QPalette&) {
    return orange;
}

QColor bad(const QPalette& palette) {
    return isDark(palette) ? mixed(vermillion, Qt::white, 0.2) : vermillion;
}

QColor badWords(const QPalette& palette) {
    return isDark(palette) ? mixed(vermillion, Qt::white, 0.45)
                           : mixed(vermillion, Qt::black, 0.25);
}

QColor quietWords(const QPalette& palette) {
    return mixed(palette.color(QPalette::WindowText), palette.color(QPalette::Window), 0.35);
}

QColor card(const QPalette& palette) {
    return isDark(palette) ? mixed(palette.color(QPalette::Window), Qt::white, 0.06)
                           : palette.color(QPalette::Base);
}

QColor edge(const QPalette& palette) {
    return mixed(palette.color(QPalette::Window), palette.color(QPalette::WindowText), 0.18);
}

QColor series(std::size_t index, const QPalette& palette) {
    constexpr std::array colors = {blue,          bluishGreen, orange, vermillion,
                                   reddishPurple, skyBlue,     yellow, QColor(0x99, 0x99, 0x99)};
    const QColor color = colors[index % colors.size()];
    return isDark(palette) && color == blue ? skyBlue : color;
}

QFont fixedWidth(const QFont& font) {
    QFont fixed = font;
    fixed.setFamilies(QFontDatabase::systemFont(QFontDatabase::FixedFont).families());
    fixed.setStyleHint(QFont::Monospace);
    fixed.setFixedPitch(true);
    return fixed;
}

QFont scaled(const QFont& font, double factor, QFont::Weight weight) {
    QFont larger = font;
    if (font.pointSizeF() > 0)
        larger.setPointSizeF(font.pointSizeF() * factor);
    else
        larger.setPixelSize(static_cast<int>(font.pixelSize() * factor));
    larger.setWeight(weight);
    return larger;
}

void setWordsColor(QWidget* widget, const QColor& color) {
    QPalette palette = widget->palette();
    if (palette.color(QPalette::WindowText) == color)
        return;
    palette.setColor(QPalette::WindowText, color);
    widget->setPalette(palette);
}

void paintWrongSign(QPainter& painter, const QRectF& area, const QPalette& palette) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(bad(palette));
    painter.drawEllipse(area);
    const double stroke = area.height() / 8;
    painter.setBrush(isDark(palette) ? Qt::black : Qt::white);
    painter.drawRoundedRect(
        QRectF(area.center().x() - stroke / 2, area.top() + 2 * stroke, stroke, 2.6 * stroke),
        stroke / 2, stroke / 2);
    painter.drawEllipse(QPointF(area.center().x(), area.bottom() - 2 * stroke), stroke * 0.6,
                        stroke * 0.6);
    painter.restore();
}

} // namespace squall::theme
