#pragma once

#include <vector>

#include <QStringList>
#include <QWidget>

#include "core/run/runresult.h"

class QCPGraph;
class QCustomPlot;
class QHBoxLayout;

namespace squall {

class TimeChart;

/// Runs drawn over each other on one axis of time: ok requests per second, p50 (solid) and p99
/// (dotted); and beside them what share of the requests took how long, with the far end drawn out.
/// Each run has a colour. GUI thread.
class CompareCharts final : public QWidget {
    Q_OBJECT

public:
    explicit CompareCharts(QWidget* parent = nullptr);

    /// `names` are those of `runs`, for the legend.
    void show(const std::vector<RunResult>& runs, const QStringList& names);

    [[nodiscard]] QSize minimumSizeHint() const override { return {200, 160}; }

protected:
    void changeEvent(QEvent* event) override;

private:
    void clear();
    void describe(const std::vector<RunResult>& runs, const QStringList& names);
    void drawRun(const RunResult& run);
    void applyTheme();
    void showNames();

    QHBoxLayout* const m_names; ///< of the runs, each with its colour
    TimeChart* const m_rate;
    TimeChart* const m_latency;
    TimeChart* const m_distribution; ///< its axis is no time, but the decimal logarithm of 1/(1-p)
    std::vector<QCPGraph*> m_lines;  ///< four a run
    QStringList m_shownNames;
};

} // namespace squall
