#include "ui/settingsdialog.h"

#include <algorithm>
#include <set>

#include <QComboBox>
#include <QDialogButtonBox>
#include <QEvent>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>

#include "core/base/quantity.h"
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
    , m_historyLabel(new QLabel(this))
    , m_history(new QComboBox(this))
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
    m_history->setObjectName(QStringLiteral("historyBoundBox"));
    m_historyLabel->setBuddy(m_history);
    fillHistory();
    auto* const form = new QFormLayout(this);
    form->setContentsMargins(18, 16, 18, 14);
    form->setVerticalSpacing(10);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    setMinimumWidth(26 * fontMetrics().height());
    form->addRow(m_languageLabel, m_language);
    form->addRow(m_note);
    form->addRow(m_themeLabel, m_theme);
    form->addRow(m_historyLabel, m_history);
    form->addRow(m_buttons);
    connect(m_language, &QComboBox::activated, this, &SettingsDialog::chooseLanguage);
    connect(m_theme, &QComboBox::activated, this, [](int index) {
        settings::setTheme(static_cast<settings::Theme>(index));
        appearance::applyTheme();
    });
    connect(m_history, &QComboBox::activated, this,
            [this] { settings::setHistoryBound(m_history->currentData().toULongLong()); });
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    setWords();
}

void SettingsDialog::fillHistory() {
    const std::uint64_t present = settings::historyBound();
    std::set<std::uint64_t> sizes = {50'000'000,    100'000'000,   200'000'000,  500'000'000,
                                     1'000'000'000, 2'000'000'000, 5'000'000'000};
    sizes.insert(present);
    for (const std::uint64_t size : sizes)
        m_history->addItem({}, static_cast<qulonglong>(size));
    m_history->setCurrentIndex(m_history->findData(static_cast<qulonglong>(present)));
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
    m_historyLabel->setText(tr("&History:"));
    m_history->setToolTip(tr("The oldest runs go when Squall starts and the history is larger; the "
                             "baseline stays"));
    for (int i = 0; i < m_history->count(); ++i)
        m_history->setItemText(i, tr("at most %1")
                                      .arg(QString::fromStdString(sizeText(
                                          m_history->itemData(i).toULongLong(), "\u00a0"))));
    m_buttons->button(QDialogButtonBox::Close)->setText(tr("Close"));
}

} // namespace squall
