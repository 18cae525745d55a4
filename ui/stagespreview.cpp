#include "ui/stagespreview.h"

#include <algorithm>

#include <QPainter>
#include <QPolygonF>

#include "ui/format.h"
#include "ui/loadwords.h"
#include "ui/theme.h"

namespace squall {

namespace {

double secondsOf(Nanoseconds time) {
    return std::chrono::duration<double>(time).count();
}

} // namespace

StagesPreview::StagesPreview(QWidget* parent)
    : QWidget(parent) {
    setAccessibleName(tr("Curve of the stages"));
}

void StagesPreview::showStages(const TestPlan& plan) {
    const double first = plan.stageOf == StageOf::Rate ? plan.rate.value_or(0) : 0;
    if (plan.stages == m_stages && first == m_first)
        return;
    m_stages = plan.stages;
    m_first = first;
    Nanoseconds length{0};
    for (const Stage& stage : m_stages)
        length += stage.length;
    m_highest = loadwords::highest(plan);
    m_length = format::span(length);
    setAccessibleDescription(loadwords::stages(plan));
    update();
}

void StagesPreview::paintEvent(QPaintEvent*) {
    double highest = m_first;
    double whole = 0;
    for (const Stage& stage : m_stages) {
        highest = std::max(highest, stage.target);
        whole += secondsOf(stage.length);
    }
    if (highest <= 0 || whole <= 0)
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const int room = std::max(fontMetrics().horizontalAdvance(m_highest),
                              fontMetrics().horizontalAdvance(m_length)) +
                     12;
    const QRectF area = QRectF(rect()).adjusted(1, 5, -room, -3);
    QPolygonF line;
    double at = 0;
    const auto add = [&](double value) {
        line << QPointF(area.left() + area.width() * at / whole,
                        area.bottom() - area.height() * value / highest);
    };
    add(m_first);
    for (const Stage& stage : m_stages) {
        at += secondsOf(stage.length);
        add(stage.target);
    }
    const QColor color = theme::accent(palette());
    QPolygonF below = line;
    below << area.bottomRight() << area.bottomLeft();
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme::mixed(palette().color(QPalette::Window), color, 0.18));
    painter.drawPolygon(below);
    painter.setPen(QPen(theme::edge(palette()), 1));
    painter.drawLine(area.bottomLeft(), area.bottomRight());
    painter.setPen(QPen(color, 2));
    painter.drawPolyline(line);
    painter.setPen(theme::quietWords(palette()));
    const QRectF words(area.right() + 8, 0, room, height());
    painter.drawText(words, Qt::AlignLeft | Qt::AlignTop, m_highest);
    painter.drawText(words, Qt::AlignLeft | Qt::AlignBottom, m_length);
}

} // namespace squall
