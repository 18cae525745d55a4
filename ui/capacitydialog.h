#pragma once

#include <memory>

#include <QDialog>

#include "core/plan/testplan.h"
#include "core/run/capacity.h"

class QLabel;
class QLineEdit;
class QPushButton;

namespace squall {

class CapacityRun;
class CopyTable;
class TimeChart;

/// Searches for the highest rate that keeps a bound, with the request of a plan: each rate that was
/// tried is a row and a point of the curve, and the answer a sentence. GUI thread.
class CapacityDialog final : public QDialog {
    Q_OBJECT

public:
    /// `plan` must be valid; `bound`: what the target must keep, as it was typed.
    explicit CapacityDialog(TestPlan plan, const QString& bound, QWidget* parent = nullptr);
    ~CapacityDialog() override;

    /// Does nothing but say so when the bound cannot be read.
    void start();

    /// The user answers for load on the target.
    void allowPublic();

    /// What a search sends, in words.
    [[nodiscard]] QString load() const;

    /// Ends a search that is under way.
    void done(int result) override;

signals:
    /// The target is on the internet and nobody has answered for it; nothing was sent.
    void consentNeeded(const QString& addresses);

private:
    void activate();
    void onFinished();
    void render();
    void renderCurve(const CapacityResult& result);

    TestPlan m_plan;
    std::unique_ptr<CapacityRun> m_search;
    QLineEdit* const m_bound;
    QPushButton* const m_button;
    QLabel* const m_words;
    CopyTable* const m_table;
    TimeChart* const m_curve; ///< its axis is no time, but the rate that was due
    bool m_isSearching = false;
};

} // namespace squall
