#include "ui/waterfall.h"

#include <algorithm>

#include <QPainter>
#include <QStringList>

#include "ui/format.h"
#include "ui/theme.h"

namespace squall {

namespace {

constexpr int between = 6;

} // namespace

Waterfall::Waterfall(QWidget* parent)
    : QWidget(parent) {
    setAccessibleName(tr("Phases of the request"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void Waterfall::setPhases(std::vector<Phase> phases) {
    std::erase_if(phases, [](const Phase& phase) { return phase.length <= Nanoseconds{0}; });
    m_phases = std::move(phases);
    QStringList words;
    for (const Phase& phase : m_phases)
        words << phase.name + QLatin1Char(' ') + format::duration(phase.length);
    setAccessibleDescription(words.join(QStringLiteral(", ")));
    updateGeometry();
    update();
}

QSize Waterfall::sizeHint() const {
    const int rows = static_cast<int>(m_phases.size());
    return {360, rows * (fontMetrics().height() + between)};
}

void Waterfall::paintEvent(QPaintEvent*) {
    Nanoseconds whole{0};
    int names = 0;
    int lengths = 0;
    for (const Phase& phase : m_phases) {
        whole += phase.length;
        names = std::max(names, fontMetrics().horizontalAdvance(phase.name));
        lengths =
            std::max(lengths, fontMetrics().horizontalAdvance(format::duration(phase.length)));
    }
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const int high = fontMetrics().height();
    const double left = names + 12;
    const double room = std::max(width() - left - lengths - 12, 10.0);
    const auto at = [&](Nanoseconds time) {
        return left + room * static_cast<double>(time.count()) / static_cast<double>(whole.count());
    };
    Nanoseconds begin{0};
    for (std::size_t i = 0; i < m_phases.size(); ++i) {
        const Phase& phase = m_phases[i];
        const int top = static_cast<int>(i) * (high + between);
        const double from = at(begin);
        const double wide = std::max(at(begin + phase.length) - from, 2.0);
        painter.setPen(palette().color(QPalette::WindowText));
        painter.drawText(QRectF(0, top, names + 2, high), Qt::AlignLeft | Qt::AlignVCenter,
                         phase.name);
        painter.drawText(QRectF(width() - lengths - 2, top, lengths + 2, high),
                         Qt::AlignRight | Qt::AlignVCenter, format::duration(phase.length));
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme::series(i, palette()));
        painter.drawRoundedRect(QRectF(from, top + 2, wide, high - 4), 2, 2);
        begin += phase.length;
    }
}

} // namespace squall
