#include "ui/settingsdialog.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>

#include "ui/appearance.h"
#include "ui/settings.h"

namespace squall {

namespace {

struct SettingsDialog {
    Q_DECLARE_TR_FUNCTIONS(squall::SettingsDialog)
};

QComboBox* makeThemeBox(QWidget* parent) {
    auto* const box = new QComboBox(parent);
    box->setObjectName(QStringLiteral("themeBox"));
    box->addItems({SettingsDialog::tr("as the system"), SettingsDialog::tr("light"),
                   SettingsDialog::tr("dark")});
    box->setCurrentIndex(static_cast<int>(settings::theme()));
    QObject::connect(box, &QComboBox::activated, box, [](int index) {
        settings::setTheme(static_cast<settings::Theme>(index));
        appearance::applyTheme();
    });
    return box;
}

QComboBox* makeLanguageBox(QWidget* parent, QLabel* note) {
    auto* const box = new QComboBox(parent);
    box->setObjectName(QStringLiteral("languageBox"));
    box->addItem(SettingsDialog::tr("as the system"), QString());
    for (const auto& [code, name] : appearance::languages())
        box->addItem(name, code);
    box->setCurrentIndex(std::max(box->findData(settings::language()), 0));
    QObject::connect(box, &QComboBox::activated, box, [box, note] {
        settings::setLanguage(box->currentData().toString());
        note->setVisible(true);
    });
    return box;
}

} // namespace

void showSettings(QWidget* parent) {
    auto* const dialog = new QDialog(parent);
    dialog->setObjectName(QStringLiteral("settingsDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(SettingsDialog::tr("Settings"));
    auto* const note =
        new QLabel(SettingsDialog::tr("The language changes when Squall starts again."), dialog);
    note->setObjectName(QStringLiteral("languageNote"));
    note->setVisible(false);
    auto* const buttons = new QDialogButtonBox(dialog);
    buttons->addButton(SettingsDialog::tr("Close"), QDialogButtonBox::RejectRole);
    QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    auto* const form = new QFormLayout(dialog);
    form->addRow(SettingsDialog::tr("&Language:"), makeLanguageBox(dialog, note));
    form->addRow(note);
    form->addRow(SettingsDialog::tr("&Theme:"), makeThemeBox(dialog));
    form->addRow(buttons);
    dialog->open();
}

} // namespace squall
