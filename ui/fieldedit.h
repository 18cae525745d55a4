#pragma once

#include <QLineEdit>

namespace squall {

/// A line of input that can be marked as wrong: a red edge and a sign. What was typed is never
/// touched.
class FieldEdit : public QLineEdit {
    Q_OBJECT

public:
    explicit FieldEdit(QWidget* parent = nullptr);

    /// `words` say what is wrong, for a screen reader too; empty when nothing is.
    void setWrong(const QString& words);

    [[nodiscard]] bool isWrong() const { return m_isWrong; }

signals:
    void submitted(); ///< Enter was pressed, not held

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    bool m_isWrong = false;
};

} // namespace squall
