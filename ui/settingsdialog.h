#pragma once

#include <QDialog>

class QComboBox;
class QDialogButtonBox;
class QLabel;

namespace squall {

/// Language, theme and the size of the history. Each is kept when it is chosen, and the theme is
/// applied. GUI thread.
class SettingsDialog final : public QDialog {
    Q_OBJECT

public:
    /// `isRunActive`: a language that is chosen has to wait for the end of the run, which is said.
    explicit SettingsDialog(bool isRunActive, QWidget* parent = nullptr);

signals:
    void languageChosen(); ///< and is in the settings

protected:
    void changeEvent(QEvent* event) override;

private:
    void chooseLanguage();
    void fillHistory();
    void setWords();

    const bool m_isRunActive;
    QLabel* const m_languageLabel;
    QComboBox* const m_language;
    QLabel* const m_note;
    QLabel* const m_themeLabel;
    QComboBox* const m_theme;
    QLabel* const m_historyLabel;
    QComboBox* const m_history;
    QDialogButtonBox* const m_buttons;
};

} // namespace squall
