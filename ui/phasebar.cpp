#include "ui/phasebar.h"

#include <QPainter>
#include <QStringList>

#include "ui/format.h"
#include "ui/theme.h"

namespace squall {

PhaseBar::PhaseBar(QWidget* parent)
    : QWidget(parent) {
    setAccessibleName(tr("Phases of the request"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void PhaseBar::setPhases(Nanoseconds waited, Nanoseconds firstByte, Nanoseconds transfer) {
    m_phases = {waited, firstByte, transfer};
    setAccessibleDescription(words());
    setToolTip(words());
    update();
}

QString PhaseBar::words() const {
    QStringList parts;
    if (m_phases[0] > Nanoseconds{0})
        parts << tr("waited %1").arg(format::duration(m_phases[0]));
    parts << tr("first byte %1").arg(format::duration(m_phases[1]));
    parts << tr("transfer %1").arg(format::duration(m_phases[2]));
    return parts.join(QStringLiteral(" · "));
}

// Hatched differently, so that the phases are told apart without their colours.
void PhaseBar::paintEvent(QPaintEvent*) {
    constexpr std::array hatchings = {Qt::BDiagPattern, Qt::SolidPattern, Qt::Dense5Pattern};
    QPainter painter(this);
    painter.fillRect(rect(), theme::edge(palette()));
    const Nanoseconds whole = m_phases[0] + m_phases[1] + m_phases[2];
    if (whole <= Nanoseconds{0})
        return;
    double left = 0;
    for (std::size_t i = 0; i < m_phases.size(); ++i) {
        const double share =
            static_cast<double>(m_phases[i].count()) / static_cast<double>(whole.count());
        const QRectF part(left, 0, width() * share, height());
        painter.fillRect(part, QBrush(theme::series(i, palette()), hatchings[i]));
        left = part.right();
    }
}

} // namespace squall
