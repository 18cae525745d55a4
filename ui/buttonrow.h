#pragma once

#include <vector>

#include <QWidget>

class QMenu;
class QPushButton;

namespace squall {

/// Buttons beside each other. Where room is short, the last ones are entries of a menu instead.
class ButtonRow final : public QWidget {
    Q_OBJECT

public:
    /// `name`: of the button with that menu.
    explicit ButtonRow(const QString& name, QWidget* parent = nullptr);

    /// Takes it; its words, state and tooltip may change later.
    void add(QPushButton* button);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    bool event(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void arrange();
    void fillMenu();
    [[nodiscard]] int spacing() const;
    [[nodiscard]] static QSize sizeOf(const QPushButton& button);

    std::vector<QPushButton*> m_buttons;
    QPushButton* const m_more;
    QMenu* const m_menu;
};

} // namespace squall
