#include "ui/settingsdialog.h"

#include <algorithm>

#include <QComboBox>
#include <QDialogButtonBox>
#include <QEvent>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>

#include "ui/appearance.h"
#include "ui/settings.h"

namespace squall {

SettingsDialog::SettingsDialog(bool isRunActive, QWidget* parent)
    : QDialog(parent)
    , m_isRunActive(isRunActive)
    , m_languageLabel(new QLabel(this))
    , m_language(new QComboBox(this))
    , m_note(new QLabel(this))
    , m_themeLabel(new QLabel(this))
    , m_theme(new QComboBox(this))
    , m_buttons(new QDialogButtonBox(QDialogButtonBox::Close, this)) {
    setObjectName(QStringLiteral("settingsDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_language->setObjectName(QStringLiteral("languageBox"));
    m_note->setObjectName(QStringLiteral("languageNote"));
    m_note->setWordWrap(true);
    m_note->hide();
    m_theme->setObjectName(QStringLiteral("themeBox"));
    m_language->addItem({}, QString());
    for (const auto& [code, name] : appearance::languages())
        m_language->addItem(name, code);
    m_language->setCurrentIndex(std::max(m_language->findData(settings::language()), 0));
    m_theme->addItems({{}, {}, {}});
    m_theme->setCurrentIndex(static_cast<int>(settings::theme()));
    m_languageLabel->setBuddy(m_language);
    m_themeLabel->setBuddy(m_theme);
    auto* const form = new QFormLayout(this);
    form->setContentsMargins(18, 16, 18, 14);
    form->setVerticalSpacing(10);
    form->addRow(m_languageLabel, m_language);
    form->addRow(m_note);
    form->addRow(m_themeLabel, m_theme);
    form->addRow(m_buttons);
    connect(m_language, &QComboBox::activated, this, &SettingsDialog::chooseLanguage);
    connect(m_theme, &QComboBox::activated, this, [](int index) {
        settings::setTheme(static_cast<settings::Theme>(index));
        appearance::applyTheme();
    });
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    setWords();
}

void SettingsDialog::chooseLanguage() {
    const QString code = m_language->currentData().toString();
    if (code == settings::language())
        return;
    settings::setLanguage(code);
    m_note->setVisible(m_isRunActive);
    emit languageChosen();
}

void SettingsDialog::changeEvent(QEvent* event) {
    QDialog::changeEvent(event);
    if (event->type() != QEvent::LanguageChange)
        return;
    m_note->hide();
    setWords();
}

void SettingsDialog::setWords() {
    setWindowTitle(tr("Settings"));
    m_languageLabel->setText(tr("&Language:"));
    m_language->setItemText(0, tr("as the system"));
    m_note->setText(tr("The language changes when the run has ended."));
    m_themeLabel->setText(tr("&Theme:"));
    const QStringList themes = {tr("as the system"), tr("light"), tr("dark")};
    for (int i = 0; i < m_theme->count(); ++i)
        m_theme->setItemText(i, themes[i]);
    m_buttons->button(QDialogButtonBox::Close)->setText(tr("Close"));
}

} // namespace squall
