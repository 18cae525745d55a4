#pragma once

#include <QTabWidget>

#include "ui/runview.h"

namespace squall {

class Dashboard;
class ErrorsPanel;
class ResultsPanel;
class SamplesPanel;

/// What is known of the present run or the last one, tab by tab. GUI thread.
class RunTabs final : public QTabWidget {
    Q_OBJECT

public:
    explicit RunTabs(QWidget* parent = nullptr);

    /// What changes with the state or the palette alone.
    void render(const RunView& view);

    /// What moves while a run is active.
    void renderFigures(const RunView& view);

signals:
    void submitAsked(); ///< by the button of an empty tab

private:
    Dashboard* const m_dashboard;
    ResultsPanel* const m_results;
    ErrorsPanel* const m_errors;
    SamplesPanel* const m_samples;
};

} // namespace squall
