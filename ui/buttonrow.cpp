#include "ui/buttonrow.h"

#include <algorithm>

#include <QEvent>
#include <QMenu>
#include <QPushButton>
#include <QStyle>

namespace squall {

ButtonRow::ButtonRow(const QString& name, QWidget* parent)
    : QWidget(parent)
    , m_more(new QPushButton(tr("More"), this))
    , m_menu(new QMenu(m_more)) {
    m_more->setObjectName(name);
    m_more->setMenu(m_menu);
    m_more->hide();
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    connect(m_menu, &QMenu::aboutToShow, this, &ButtonRow::fillMenu);
}

void ButtonRow::add(QPushButton* button) {
    button->setParent(this);
    m_buttons.push_back(button);
    setTabOrder(button, m_more);
    updateGeometry();
}

int ButtonRow::spacing() const {
    return std::max(style()->pixelMetric(QStyle::PM_LayoutHorizontalSpacing, nullptr, this), 6);
}

/// With room around its words.
QSize ButtonRow::sizeOf(const QPushButton& button) {
    constexpr int room = 12;
    return button.sizeHint() + QSize(room, 0);
}

QSize ButtonRow::sizeHint() const {
    QSize size(-spacing(), sizeOf(*m_more).height());
    for (const QPushButton* const button : m_buttons) {
        const QSize needed = sizeOf(*button);
        size = QSize(size.width() + needed.width() + spacing(),
                     std::max(size.height(), needed.height()));
    }
    return size;
}

QSize ButtonRow::minimumSizeHint() const {
    return {sizeOf(*m_more).width(), sizeHint().height()};
}

// Buttons tell their parent in this way that they have other words.
bool ButtonRow::event(QEvent* event) {
    if (event->type() == QEvent::LayoutRequest) {
        updateGeometry();
        arrange();
    }
    return QWidget::event(event);
}

void ButtonRow::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    arrange();
}

void ButtonRow::arrange() {
    const bool isEnough = sizeHint().width() <= width();
    const int room = isEnough ? width() : width() - spacing() - sizeOf(*m_more).width();
    int left = 0;
    bool isFull = false;
    const auto place = [&left, this](QPushButton* button) {
        const QRect area(QPoint(left, 0), sizeOf(*button));
        button->setGeometry(QStyle::visualRect(layoutDirection(), rect(), area));
        left += area.width() + spacing();
    };
    for (QPushButton* const button : m_buttons) {
        isFull = isFull || left + sizeOf(*button).width() > room;
        button->setVisible(!isFull);
        if (!isFull)
            place(button);
    }
    m_more->setVisible(isFull);
    place(m_more);
}

void ButtonRow::fillMenu() {
    m_menu->clear();
    for (QPushButton* const button : m_buttons) {
        if (button->isVisibleTo(this))
            continue;
        QAction* const entry = m_menu->addAction(button->text(), button, &QPushButton::click);
        entry->setEnabled(button->isEnabled());
    }
}

} // namespace squall
