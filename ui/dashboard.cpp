#include "ui/dashboard.h"

#include <QGridLayout>
#include <QResizeEvent>
#include <QStringList>
#include <QVBoxLayout>

#include "ui/format.h"
#include "ui/percentiles.h"
#include "ui/runcharts.h"
#include "ui/sentences.h"
#include "ui/tile.h"

namespace squall {

namespace {

constexpr int tilesInterval = 250;
constexpr Nanoseconds recently = std::chrono::seconds(10);
constexpr int tilesInOneRow = 6;
// Height of a row of tiles, with what stands around it, in lines of words.
constexpr double linesPerRow = 6.3;
constexpr double linesPerCompactRow = 3.1;

QString dash() {
    return QStringLiteral("–");
}

Tile::Tone toneOf(Validity validity) {
    switch (validity) {
    case Validity::Valid:
        return Tile::Tone::Good;
    case Validity::GeneratorLimited:
        return Tile::Tone::Bad;
    case Validity::Inconclusive:
        break;
    }
    return Tile::Tone::Caution;
}

QString noteOf(Validity validity) {
    switch (validity) {
    case Validity::Valid:
        return Dashboard::tr("the server's figures");
    case Validity::GeneratorLimited:
        return Dashboard::tr("by this computer");
    case Validity::Inconclusive:
        break;
    }
    return Dashboard::tr("too little to tell");
}

template <typename Latencies>
void showPercentile(Tile* tile, double percent, const Latencies& latencies, const QString& window) {
    if (latencies.count() == 0)
        tile->setFigure(dash(), window);
    else if (!hasEnoughFor(percent, latencies.count()))
        tile->setFigure(dash(), Dashboard::tr("too few requests"));
    else
        tile->setFigure(format::duration(latencies.percentile(percent)), window);
}

} // namespace

Dashboard::Dashboard(QWidget* parent)
    : QWidget(parent)
    , m_grid(new QGridLayout)
    , m_rps(addTile(QStringLiteral("tileRps"), tr("RPS"), tr("Requests completed per second")))
    , m_p50(addTile(QStringLiteral("tileP50"), tr("p50"),
                    tr("Half of the ok requests took no longer than this")))
    , m_p99(addTile(QStringLiteral("tileP99"), tr("p99"),
                    tr("99 of 100 ok requests took no longer than this")))
    , m_errors(addTile(QStringLiteral("tileErrors"), tr("Errors"),
                       tr("Share of the completed requests that failed")))
    , m_inFlight(addTile(QStringLiteral("tileInFlight"), tr("In flight"),
                         tr("Requests sent and not yet answered")))
    , m_verdict(addTile(QStringLiteral("tileVerdict"), tr("Verdict"),
                        tr("Whether the server or this computer set the limit")))
    , m_charts(new RunCharts(this)) {
    m_grid->setSpacing(10);
    auto* const rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 14, 0, 0);
    rows->setSpacing(12);
    rows->addLayout(m_grid);
    rows->addWidget(m_charts, 1);
    rows->addStretch(0);
    arrangeTiles(tilesInOneRow, false);
}

Tile* Dashboard::addTile(const QString& name, const QString& caption, const QString& description) {
    auto* const tile = new Tile(caption, this);
    tile->setObjectName(name);
    tile->setToolTip(description);
    m_tiles.push_back(tile);
    return tile;
}

void Dashboard::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    const int width = event->size().width();
    const auto needed = [this](bool isCompact) {
        return tilesInOneRow * (Tile::widthFor(font(), isCompact) + m_grid->spacing());
    };
    const int height = event->size().height();
    const bool isWide = width >= needed(false);
    const auto roomPerRow = static_cast<int>(linesPerRow * fontMetrics().height());
    const bool isLow = height < (isWide ? 1 : 2) * roomPerRow;
    arrangeTiles(isWide || (isLow && width >= needed(true)) ? tilesInOneRow : tilesInOneRow / 2,
                 isLow);
    showRows(isLow ? static_cast<int>(height / (linesPerCompactRow * fontMetrics().height()))
                   : tilesInOneRow);
    m_charts->setVisible(height >= (isLow ? 1 : tilesInOneRow / m_columns) * roomPerRow + 30);
}

/// A figure that is cut off is worse than none.
void Dashboard::showRows(int rows) {
    for (int i = 0; i < static_cast<int>(m_tiles.size()); ++i)
        m_tiles[static_cast<std::size_t>(i)]->setVisible(i / m_columns < rows);
}

void Dashboard::arrangeTiles(int columns, bool isCompact) {
    if (columns == m_columns && isCompact == m_isCompact)
        return;
    m_columns = columns;
    m_isCompact = isCompact;
    m_grid->setSpacing(isCompact ? 6 : 10);
    layout()->setContentsMargins(0, isCompact ? 8 : 14, 0, 0);
    for (int column = 0; column < tilesInOneRow; ++column)
        m_grid->setColumnStretch(column, column < columns ? 1 : 0);
    for (int i = 0; i < static_cast<int>(m_tiles.size()); ++i) {
        Tile* const tile = m_tiles[static_cast<std::size_t>(i)];
        tile->setCompact(isCompact);
        m_grid->addWidget(tile, i / columns, i % columns);
    }
}

void Dashboard::render(const RunView& view) {
    const bool isOther = view.state != m_shown || view.resultId() != m_shownId;
    m_shown = view.state;
    m_shownId = view.resultId();
    if (isOther || !m_sinceTiles.isValid() || m_sinceTiles.hasExpired(tilesInterval)) {
        renderTiles(view);
        m_sinceTiles.start();
    }
    m_charts->render(view);
}

void Dashboard::renderTiles(const RunView& view) {
    const bool hasFigures = view.progress.counts.ledger.sent > 0;
    if (!hasFigures)
        m_rps->setFigure(dash(), tr("last second"));
    else if (view.result != nullptr)
        m_rps->setFigure(
            format::magnitude(view.result->perSecond(view.progress.counts.ledger.completed())),
            tr("whole run"));
    else
        m_rps->setFigure(format::magnitude(view.rate), tr("last second"));
    renderPercentiles(view);
    renderErrors(view);
    const std::uint64_t open = view.progress.counts.ledger.unanswered();
    const QString openNote =
        view.isActive() || !hasFigures ? tr("requests") : tr("unanswered at the end");
    m_inFlight->setFigure(hasFigures ? format::count(open) : dash(), openNote);
    renderVerdict(view);
}

// While a run goes on, what it does now says more than what it did an hour ago.
void Dashboard::renderPercentiles(const RunView& view) {
    const Nanoseconds end = view.measured();
    if (view.isActive() && end > recently) {
        const TimelinePoint recent = m_charts->timeline().span(end - recently, end);
        showPercentile(m_p50, 50, recent.latency, tr("last 10 s"));
        return showPercentile(m_p99, 99, recent.latency, tr("last 10 s"));
    }
    const Histogram& latencies = responseOf(view.progress.counts);
    showPercentile(m_p50, 50, latencies, tr("whole run"));
    showPercentile(m_p99, 99, latencies, tr("whole run"));
}

void Dashboard::renderErrors(const RunView& view) {
    const Ledger& ledger = view.progress.counts.ledger;
    if (ledger.completed() == 0)
        m_errors->setFigure(dash(), tr("of completed"));
    else
        m_errors->setFigure(
            format::share(ledger.failed, ledger.completed()),
            tr("%1 of %2").arg(format::count(ledger.failed), format::count(ledger.completed())),
            ledger.failed > 0 ? Tile::Tone::Bad : Tile::Tone::Plain);
}

void Dashboard::renderVerdict(const RunView& view) {
    if (view.result == nullptr) {
        m_verdict->setFigure(dash(), tr("after the run"));
        m_verdict->setToolTip(tr("Whether the server or this computer set the limit"));
        return;
    }
    const Verdict& verdict = view.result->verdict;
    m_verdict->setFigure(sentences::verdictWord(verdict.validity), noteOf(verdict.validity),
                         toneOf(verdict.validity));
    QStringList reasons = {sentences::verdict(verdict.validity)};
    for (const std::string& reason : verdict.reasons)
        reasons << format::sentence(reason);
    m_verdict->setToolTip(reasons.join(QLatin1Char('\n')));
}

} // namespace squall
