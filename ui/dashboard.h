#pragma once

#include <vector>

#include <QElapsedTimer>
#include <QWidget>

#include "ui/runview.h"

class QGridLayout;

namespace squall {

class RunCharts;
class Tile;

/// The Live tab: a row of tiles above the charts.
class Dashboard final : public QWidget {
    Q_OBJECT

public:
    explicit Dashboard(QWidget* parent = nullptr);

    /// Cheap enough for every poll: tiles follow at 4 Hz and the charts at 10 Hz, both at once when
    /// the state is another one.
    void render(const RunView& view);

    [[nodiscard]] RunCharts* charts() const { return m_charts; }

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    Tile* addTile(const QString& name, const QString& caption, const QString& description);
    void arrangeTiles(int columns, bool isCompact);
    void showRows(int rows);
    void renderTiles(const RunView& view);
    void renderErrors(const RunView& view);
    void renderVerdict(const RunView& view);
    void renderPercentiles(const RunView& view);

    QGridLayout* const m_grid;
    std::vector<Tile*> m_tiles;
    Tile* const m_rps;
    Tile* const m_p50;
    Tile* const m_p99;
    Tile* const m_errors;
    Tile* const m_inFlight;
    Tile* const m_verdict;
    RunCharts* const m_charts;
    int m_columns = 0;
    bool m_isCompact = false;
    RunState m_shown = RunState::Idle;
    std::string m_shownId; ///< of the result
    QElapsedTimer m_sinceTiles;
};

} // namespace squall
