#pragma once

#include <QPushButton>

namespace squall {

/// The one large button: Submit, filled, or Cancel, outlined. Held keys do nothing, and Enter
/// presses it only while it says Submit, so that a second Enter never cancels.
class SubmitButton final : public QPushButton {
    Q_OBJECT

public:
    enum class Role { Submit, Cancel };

    explicit SubmitButton(QWidget* parent = nullptr);

    void setRole(Role role);

    [[nodiscard]] QSize sizeHint() const override;

    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    struct Look;

    [[nodiscard]] Look look() const;

    Role m_role = Role::Submit;
};

} // namespace squall
