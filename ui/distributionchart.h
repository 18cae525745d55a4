#pragma once

#include <QWidget>

#include "core/stats/histogram.h"

class QCPGraph;

namespace squall {

class TimeChart;

/// Latency by percentile, on an axis where each nine is as wide as the one before, as HdrHistogram
/// draws it: ok requests, and failed ones if there were any. Ends where fewer than ten requests lie
/// beyond. GUI thread.
class DistributionChart final : public QWidget {
    Q_OBJECT

public:
    explicit DistributionChart(QWidget* parent = nullptr);

    void showDistribution(const Histogram& ok, const Histogram& failed);

protected:
    void changeEvent(QEvent* event) override;

private:
    void draw(QCPGraph* line, const Histogram& latencies);
    void applyTheme();
    void hover(double nines);

    TimeChart* const m_chart;
    QCPGraph* const m_ok;
    QCPGraph* const m_failed;
};

} // namespace squall
