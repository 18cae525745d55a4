#pragma once

#include <array>
#include <limits>
#include <string>

#include <QWidget>

#include "ui/charts.h"
#include "ui/runview.h"
#include "ui/timeline.h"

class QCheckBox;
class QGridLayout;
class QLabel;

namespace squall {

class TimeChart;

/// The charts of the Live tab on one axis of time: rate, latency, errors and the heat map. They
/// share crosshair, zoom and marked span, whose figures stand beneath them. GUI thread.
class RunCharts final : public QWidget {
    Q_OBJECT

public:
    explicit RunCharts(QWidget* parent = nullptr);

    /// Takes the present totals, and draws anew when there is a new point or another state.
    void render(const RunView& view);

    [[nodiscard]] const Timeline& timeline() const { return m_timeline; }

    [[nodiscard]] QSize sizeHint() const override { return {600, 320}; }

    [[nodiscard]] QSize minimumSizeHint() const override { return {200, 0}; }

    /// What render() would not bring back: a result has its seconds, but not their tenths.
    struct Kept {
        Timeline timeline;
        std::string id; ///< of its result
    };

    [[nodiscard]] Kept kept() const { return {m_timeline, m_shownId}; }

    void restore(Kept kept);

protected:
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    TimeChart* addChart(const QString& name, const QString& caption);
    QWidget* makeFoot();
    void connectChart(TimeChart* chart);
    bool take(const RunView& view);
    void arrange(QSize size);
    void draw(const TestPlan& plan);
    void follow();
    void show(double from, double to);
    void hover(double seconds);
    void mark(double from, double to);
    void renderMarked();
    void renderReadouts();
    void move(double from, double to);
    void replotAll();
    [[nodiscard]] double begin() const; ///< of the time axis, in seconds from the warm-up on
    [[nodiscard]] double end() const;

    std::array<TimeChart*, 4> m_charts{};
    TimeChart* const m_rateChart;
    TimeChart* const m_latencyChart;
    TimeChart* const m_errorChart;
    TimeChart* const m_heatChart;
    RateLines m_rate;
    LatencyLines m_latency;
    ErrorBars m_errors;
    HeatMap m_heat;
    Timeline m_timeline;
    QGridLayout* m_grid = nullptr;
    QWidget* m_foot = nullptr; ///< beneath the charts, as long as there are any
    QLabel* m_marked = nullptr;
    QCheckBox* m_follow = nullptr;
    RunState m_shown = RunState::Idle;
    std::string m_shownId;      ///< of the result
    bool m_isFollowing = false; ///< a run as it goes, slice by slice
    double m_warmUp = 0;        ///< in seconds
    double m_crosshair = std::numeric_limits<double>::quiet_NaN();
    double m_markFrom = 0;
    double m_markTo = 0;
    int m_chartsAcross = 0;
    int m_chartsDown = 0;
};

} // namespace squall
