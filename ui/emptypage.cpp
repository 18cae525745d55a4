#include "ui/emptypage.h"

#include <QEvent>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/theme.h"

namespace squall {

EmptyPage::EmptyPage(QWidget* parent)
    : QWidget(parent)
    , m_sentence(new QLabel(this))
    , m_button(new QPushButton(this)) {
    m_sentence->setTextFormat(Qt::PlainText);
    m_sentence->setWordWrap(true);
    m_sentence->setAlignment(Qt::AlignCenter);
    m_sentence->setFont(theme::scaled(m_sentence->font(), 1.1));
    auto* const rows = new QVBoxLayout(this);
    rows->setSpacing(14);
    rows->addStretch();
    rows->addWidget(m_sentence);
    rows->addWidget(m_button, 0, Qt::AlignHCenter);
    rows->addStretch();
    connect(m_button, &QPushButton::clicked, this, &EmptyPage::activated);
}

void EmptyPage::setWords(const QString& sentence, const QString& button) {
    theme::setWordsColor(m_sentence, theme::quietWords(palette()));
    m_sentence->setText(sentence);
    m_button->setText(button);
    m_button->setVisible(!button.isEmpty());
}

void EmptyPage::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        theme::setWordsColor(m_sentence, theme::quietWords(palette()));
}

} // namespace squall
