#pragma once

#include <vector>

#include <QStackedWidget>

#include "core/run/runresult.h"
#include "core/stats/comparison.h"

class QLabel;

namespace squall {

class CompareCharts;
class CopyTable;
class EmptyPage;

/// Runs beside each other: for each one after the first, which is the base, whether it is better or
/// worse and by how much, and the curves of all. GUI thread.
class ComparePanel final : public QStackedWidget {
    Q_OBJECT

public:
    explicit ComparePanel(QWidget* parent = nullptr);

    /// Two runs or more.
    void show(std::vector<RunResult> runs);

    /// What show() was told last.
    [[nodiscard]] const std::vector<RunResult>& shown() const { return m_runs; }

signals:
    void historyAsked(); ///< by the button of the empty page

protected:
    void changeEvent(QEvent* event) override;

private:
    QWidget* makePage();

    std::vector<RunResult> m_runs;
    EmptyPage* const m_empty;
    QLabel* const m_headline;
    QLabel* const m_cautions;
    CopyTable* const m_table;
    CompareCharts* const m_charts;
    QWidget* const m_page;
};

} // namespace squall
