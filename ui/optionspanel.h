#pragma once

#include <QWidget>

#include "core/plan/testplan.h"
#include "ui/fieldproblems.h"

class QCheckBox;
class QComboBox;
class QGridLayout;

namespace squall {

class CountEdit;
class FieldEdit;
class FieldError;
class FoldButton;

/// What a run may be told beyond address and amount, folded away behind a line that sums it up.
class OptionsPanel final : public QWidget {
    Q_OBJECT

public:
    explicit OptionsPanel(QWidget* parent = nullptr);

    void setPlan(const TestPlan& plan);

    /// Overwrites the plan's connections, method, timeout and keepAlive, or says what is wrong.
    void readInto(TestPlan& plan, FieldProblems& problems) const;

    void render(bool isEditable, const FieldProblems& problems);

    /// Unfolds when the field is one of these; false when it is not.
    bool focusField(PlanField field);

    /// In the order of the Tab key; the first is what unfolds the others.
    [[nodiscard]] QList<QWidget*> fields() const;

signals:
    void edited(squall::PlanField field);
    void changed();   ///< something that cannot be wrong, such as whether it is folded
    void submitted(); ///< Enter in a field

private:
    void makeFields();
    void setMethod(const std::string& method);
    [[nodiscard]] QString summary() const;
    [[nodiscard]] std::optional<Nanoseconds> timeout() const;

    FoldButton* const m_toggle;
    QWidget* const m_details;
    CountEdit* const m_connections;
    FieldError* const m_connectionsError;
    QComboBox* const m_method;
    FieldEdit* const m_timeout;
    FieldError* const m_timeoutError;
    QCheckBox* const m_keepAlive;
};

} // namespace squall
