#pragma once

#include "ui/planpage.h"

class QComboBox;
class QLabel;

namespace squall {

class FieldEdit;

/// Who asks: nobody, a user with a password, or the bearer of a token. Secrets may be references to
/// the environment, `${NAME}`, which are resolved when a run starts.
class AuthPage final : public PlanPage {
    Q_OBJECT

public:
    explicit AuthPage(QWidget* parent = nullptr);

    void setPlan(const TestPlan& plan) override;
    void readInto(TestPlan& plan, FieldProblems& problems) const override;
    [[nodiscard]] QStringList summary() const override;
    void render(bool isEditable, const FieldProblems& problems) override;

private:
    enum class Kind { None, User, Bearer };

    [[nodiscard]] Kind kind() const;

    QComboBox* const m_kind;
    FieldEdit* const m_user;
    FieldEdit* const m_password;
    FieldEdit* const m_token;
    QLabel* const m_hint;
};

} // namespace squall
