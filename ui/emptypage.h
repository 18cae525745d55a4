#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace squall {

/// What a tab shows while it has nothing: one sentence and one button.
class EmptyPage final : public QWidget {
    Q_OBJECT

public:
    explicit EmptyPage(QWidget* parent = nullptr);

    /// Without words for the button there is none.
    void setWords(const QString& sentence, const QString& button);

signals:
    void activated();

protected:
    void changeEvent(QEvent* event) override;

private:
    QLabel* const m_sentence;
    QPushButton* const m_button;
};

} // namespace squall
