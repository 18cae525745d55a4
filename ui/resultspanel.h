#pragma once

#include <string>

#include <QStackedWidget>

#include "ui/runview.h"

class QBoxLayout;
class QLabel;

namespace squall {

class CopyTable;
class DistributionChart;
class EmptyPage;

/// The Results tab: the verdict first, then the ledger as a sentence, the percentiles with
/// their curve and the status codes of the last run.
class ResultsPanel final : public QStackedWidget {
    Q_OBJECT

public:
    explicit ResultsPanel(QWidget* parent = nullptr);

    /// Builds its tables anew only for another result.
    void render(const RunView& view);

signals:
    void submitAsked();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makePage();
    void explainHeadings();
    void arrangeTables();
    [[nodiscard]] bool isShown(const RunResult& result) const;
    void renderResult(const RunResult& result);
    void renderPercentiles(const RunResult& result);
    void renderStatuses(const Counts& counts);

    std::string m_shownId; ///< of the result on the page
    qint64 m_shownPalette = 0;
    EmptyPage* const m_empty;
    QLabel* const m_verdict;
    QLabel* const m_thresholds;
    QLabel* const m_ledger;
    QLabel* const m_facts;
    QLabel* const m_reasons;
    CopyTable* const m_percentiles;
    CopyTable* const m_statuses;
    DistributionChart* const m_distribution;
    QBoxLayout* m_tables = nullptr; ///< side by side where there is room
    QWidget* const m_page;
};

} // namespace squall
