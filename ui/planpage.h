#pragma once

#include <optional>
#include <vector>

#include <QWidget>

#include "core/plan/testplan.h"
#include "ui/fieldproblems.h"

class QGridLayout;
class QLabel;

namespace squall {

class FieldError;

/// One page of the options: fields of a plan with their labels, two beside each other where there
/// is room, each with room beneath for the words that say what is wrong. GUI thread.
class PlanPage : public QWidget {
    Q_OBJECT

public:
    explicit PlanPage(QWidget* parent = nullptr);

    virtual void setPlan(const TestPlan& plan) = 0;

    /// Overwrites what the page has fields for, or says what is wrong with them.
    virtual void readInto(TestPlan& plan, FieldProblems& problems) const = 0;

    /// A few words for each thing that is not as usual, as the folded options show them.
    [[nodiscard]] virtual QStringList summary() const { return {}; }

    /// Enables the fields or not, and shows what is wrong.
    virtual void render(bool isEditable, const FieldProblems& problems);

    /// Whether the page has it.
    [[nodiscard]] bool has(PlanField field) const;

    /// False when the page does not have it.
    bool focusField(PlanField field);

    /// In the order of the Tab key.
    [[nodiscard]] QList<QWidget*> fields() const;

signals:
    void edited(squall::PlanField field);
    void changed();   ///< a field that cannot be wrong
    void submitted(); ///< Enter in a field

protected:
    enum class Width { Half, Whole };

    /// Puts `field` behind a label in the next free place; a check box needs none. Its object name
    /// is `name`, and that of the words beneath the same with Error in the place of its last word.
    void place(QWidget* field, const QString& name, const QString& label,
               std::optional<PlanField> planField = {}, Width width = Width::Half);

    /// Hides the field with its label.
    void setShown(QWidget* field, bool isShown);

    /// Narrow, for a number.
    static void makeNarrow(QWidget* field);

    /// Leaves the rest of the line free and takes the next one.
    void breakLine() { m_breaksLine = true; }

    void resizeEvent(QResizeEvent* event) override;

private:
    struct Row {
        QWidget* field;
        QLabel* label;
        FieldError* error;
        std::optional<PlanField> planField;
        bool isWhole = false;    ///< a line of its own
        bool beginsLine = false; ///< at least
        bool isShown = true;
    };

    void put(const Row& row);
    void fit();

    void listen(QWidget* field, std::optional<PlanField> planField);

    QGridLayout* const m_grid;
    std::vector<Row> m_rows;
    int m_place = 0; ///< two a line
    int m_widthOfTwo = 0;
    bool m_breaksLine = false;
    bool m_isSingle = false; ///< there is no room for two beside each other
};

} // namespace squall
