#pragma once

#include <optional>
#include <string>

#include <QWidget>

#include "core/plan/testplan.h"
#include "ui/fieldproblems.h"

class QComboBox;
class QGridLayout;
class QLabel;

namespace squall {

class CountEdit;
class FieldEdit;
class FieldError;
class HintBar;

/// The two fields that every run needs, address and amount, with room for the button beside them.
class PlanEditor final : public QWidget {
    Q_OBJECT

public:
    /// `demoUrl`: the address of the built-in server, filled in at first; may be empty.
    /// `action`: the button beside the amount.
    explicit PlanEditor(const std::string& demoUrl, QWidget* action, QWidget* parent = nullptr);

    void setPlan(const TestPlan& plan);

    /// Overwrites the plan's URL, requests and duration, or says what is wrong with them.
    void readInto(TestPlan& plan, FieldProblems& problems) const;

    void render(bool isEditable, const FieldProblems& problems);

    /// False when the field is not one of these.
    bool focusField(PlanField field);

    /// In the order of the Tab key.
    [[nodiscard]] QList<QWidget*> fields() const;

signals:
    void edited(squall::PlanField field);
    void changed();   ///< something that cannot be wrong
    void submitted(); ///< Enter in a field

private:
    void addUrlRows(QGridLayout* grid);
    void addAmountRows(QGridLayout* grid, QWidget* action);
    void onUnitChosen();
    [[nodiscard]] bool countsSeconds() const;
    [[nodiscard]] std::optional<Nanoseconds> duration() const;
    [[nodiscard]] QString durationProblem() const;

    const QString m_demoUrl;
    FieldEdit* const m_url;
    FieldError* const m_urlError;
    HintBar* const m_hint;
    QLabel* m_amountLabel = nullptr;
    CountEdit* const m_count;
    FieldError* const m_countError;
    QComboBox* const m_unit;
    QString m_otherAmount; ///< what stood in the field in the other unit
    int m_unitShown = 0;
    bool m_isUnitChosen = false; ///< by the user, so that the plan's other bound no longer counts
    bool m_isHintDismissed = false;
};

} // namespace squall
