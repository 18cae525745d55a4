#pragma once

#include <map>
#include <utility>
#include <vector>

#include <QTabWidget>

#include "ui/runcharts.h"
#include "ui/runview.h"

namespace squall {

class ComparePanel;
class Dashboard;
class ErrorsPanel;
class HistoryPanel;
class HistoryRecorder;
class ResultsPanel;
class SamplesPanel;

/// What is known of the present run or the last one, and of those before, tab by tab. GUI thread.
class RunTabs final : public QTabWidget {
    Q_OBJECT

public:
    explicit RunTabs(QWidget* parent = nullptr);

    /// What render() would not bring back.
    struct Kept {
        int tab = 0;
        RunCharts::Kept charts;
        std::vector<RunResult> compared;
        std::map<QString, std::pair<int, Qt::SortOrder>> sorting; ///< column of each table
    };

    [[nodiscard]] Kept kept() const;
    void restore(Kept kept);

    /// What changes with the state or the palette alone.
    void render(const RunView& view);

    /// What moves while a run is active.
    void renderFigures(const RunView& view);

    /// Where the runs before are, see HistoryPanel.
    void setHistory(HistoryRecorder* recorder);

    /// The options have theirs first, whatever words stand here.
    [[nodiscard]] QSize sizeHint() const override { return {QTabWidget::sizeHint().width(), 160}; }

    [[nodiscard]] bool hasHeightForWidth() const override { return false; }

    void showResults();
    void showHistory();

signals:
    void submitAsked();                           ///< by the button of an empty tab
    void opened(const squall::RunResult& result); ///< a run of the history
    void exportAsked(const squall::RunResult& result);

private:
    Dashboard* const m_dashboard;
    ResultsPanel* const m_results;
    ErrorsPanel* const m_errors;
    SamplesPanel* const m_samples;
    HistoryPanel* const m_history;
    ComparePanel* const m_compare;
};

} // namespace squall
