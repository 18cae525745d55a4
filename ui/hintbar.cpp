#include "ui/hintbar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QToolButton>

#include "ui/theme.h"

namespace squall {

HintBar::HintBar(const QString& name, QWidget* parent)
    : QFrame(parent)
    , m_label(new QLabel(this)) {
    m_label->setObjectName(name + QStringLiteral("Label"));
    m_label->setTextFormat(Qt::PlainText);
    m_label->setWordWrap(true);
    auto* const close = new QToolButton(this);
    close->setObjectName(name + QStringLiteral("Close"));
    close->setText(QStringLiteral("✕"));
    close->setAutoRaise(true);
    close->setAccessibleName(tr("Close this hint"));
    close->setToolTip(tr("Close this hint"));
    auto* const row = new QHBoxLayout(this);
    row->setContentsMargins(12, 3, 4, 3);
    row->addWidget(m_label, 1);
    row->addWidget(close);
    connect(close, &QToolButton::clicked, this, &HintBar::dismissed);
}

void HintBar::setWords(const QString& words) {
    m_label->setText(words);
}

void HintBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(
        theme::mixed(palette().color(QPalette::Window), theme::accent(palette()), 0.14));
    painter.drawRoundedRect(rect(), 5, 5);
}

} // namespace squall
