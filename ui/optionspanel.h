#pragma once

#include <vector>

#include <QWidget>

#include "core/plan/testplan.h"
#include "ui/fieldproblems.h"

class QLabel;
class QTabWidget;

namespace squall {

class FoldButton;
class LoadPage;
class PlanPage;
class RequestPage;
class TlsPage;

/// What a run may be told beyond address and amount, page by page, folded away behind a line that
/// sums it up. GUI thread.
class OptionsPanel final : public QWidget {
    Q_OBJECT

public:
    explicit OptionsPanel(QWidget* parent = nullptr);

    void setPlan(const TestPlan& plan);

    /// Overwrites what the pages have fields for, or says what is wrong with them.
    void readInto(TestPlan& plan, FieldProblems& problems) const;

    void render(bool isEditable, const FieldProblems& problems);

    /// Unfolds, and turns to the page of the field; false when there is none.
    bool focusField(PlanField field);

    void setUnfolded(bool isUnfolded);
    [[nodiscard]] bool isUnfolded() const;

    void setPage(int page);
    [[nodiscard]] int page() const;

    /// The load ends with its last stage.
    [[nodiscard]] bool isStaged() const;

    /// In the order of the Tab key; the first is what unfolds the others.
    [[nodiscard]] QList<QWidget*> fields() const;

signals:
    void edited(squall::PlanField field);
    void changed();   ///< something that cannot be wrong, such as whether it is folded
    void submitted(); ///< Enter in a field
    void loadChosen(bool isStaged);

private:
    void addPage(PlanPage* page, const QString& title);
    void markPages(const FieldProblems& problems);
    [[nodiscard]] QString summary() const;

    FoldButton* const m_toggle;
    QLabel* const m_badge; ///< red, while any certificate will do
    QTabWidget* const m_tabs;
    LoadPage* const m_load;
    RequestPage* const m_request;
    TlsPage* const m_tls;
    std::vector<PlanPage*> m_pages; ///< in the order of the tabs
};

} // namespace squall
