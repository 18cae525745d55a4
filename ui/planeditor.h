#pragma once

#include <array>
#include <optional>
#include <string>

#include <QWidget>

#include "core/plan/testplan.h"
#include "ui/fieldproblems.h"

class QComboBox;
class QGridLayout;
class QLabel;
class QPushButton;

namespace squall {

class CountEdit;
class FieldError;
class HintBar;
class UrlEdit;

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

    /// What setPlan() would not bring back: what is wrong, and what stands in other units.
    struct Kept {
        QString url;
        std::array<QString, 4> amounts; ///< by unit
        int unit = 0;
        bool isUnitChosen = false;
        bool isHintDismissed = false;
    };

    [[nodiscard]] Kept kept() const;

    /// After setPlan() with the same plan.
    void restore(const Kept& kept);

    /// `isStaged`: without an amount the load ends with its last stage.
    void render(bool isEditable, bool isStaged, const FieldProblems& problems);

    /// A line beneath the address, until it is closed or something else is said; empty: none.
    void say(const QString& words);

    void setRecentUrls(const QStringList& urls);

    /// Leaves the amount to the stages of the plan, or takes it back from them.
    void setStaged(bool isStaged);

    /// No amount is asked for, but the most that the target bears.
    [[nodiscard]] bool isForCapacity() const;

    /// What the target must keep to bear a rate, as parseThreshold() reads it.
    [[nodiscard]] QString capacityBound() const;

    /// False when the field is not one of these.
    bool focusField(PlanField field);

    /// In the order of the Tab key.
    [[nodiscard]] QList<QWidget*> fields() const;

    /// "Try once", beside the address; the last of the window in that order.
    [[nodiscard]] QWidget* tryButton() const;

signals:
    void edited(squall::PlanField field);
    void changed();   ///< something that cannot be wrong
    void submitted(); ///< Enter in a field
    void curlGiven(const QString& command);
    void tryAsked(); ///< one request and its answer

private:
    enum class Unit { Requests, Seconds, Open, Capacity };

    void addUrlRows(QGridLayout* grid);
    void addAmountRows(QGridLayout* grid, QWidget* action);
    [[nodiscard]] static QString untilStagesEnd();
    [[nodiscard]] int widthOfUnits() const;
    void onUnitChosen();
    void show(Unit unit);
    [[nodiscard]] Unit unit() const;
    [[nodiscard]] PlanField amountField() const;
    [[nodiscard]] std::optional<Nanoseconds> duration() const;
    [[nodiscard]] QString durationProblem() const;
    [[nodiscard]] QString boundProblem() const;
    [[nodiscard]] QString amountWords() const;

    const QString m_demoUrl;
    UrlEdit* const m_url;
    FieldError* const m_urlError;
    HintBar* const m_hint;
    HintBar* const m_notice;
    QPushButton* const m_try;
    QLabel* m_amountLabel = nullptr;
    CountEdit* const m_count;
    FieldError* const m_countError;
    QComboBox* const m_unit;
    std::array<QString, 4> m_amounts; ///< what stood in the field in each unit
    Unit m_unitShown = Unit::Requests;
    std::optional<Unit> m_unitBefore; ///< before the stages took over
    bool m_isUnitChosen = false; ///< by the user, so that the plan's other bound no longer counts
    bool m_isHintDismissed = false;
    bool m_isNoticeShown = false;
};

} // namespace squall
