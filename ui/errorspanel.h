#pragma once

#include <string>
#include <vector>

#include <QStackedWidget>

#include "ui/runview.h"

namespace squall {

class CopyTable;
class EmptyPage;
class ExchangeView;

/// The Errors tab: the kinds of failure, the most frequent first, what to do about each, and once
/// the run has ended when they happened and an example of the one that is chosen.
class ErrorsPanel final : public QStackedWidget {
    Q_OBJECT

public:
    explicit ErrorsPanel(QWidget* parent = nullptr);

    /// Does something only when the figures are others than before.
    void render(const RunView& view);

signals:
    void submitAsked();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void renderEmpty(const RunView& view);
    void renderKinds(const FailureCounts& failures, const RunResult* result);
    void showExample();

    EmptyPage* const m_empty;
    QWidget* const m_page;
    CopyTable* const m_table;
    ExchangeView* const m_exchange;
    std::vector<FailureKind> m_kinds; ///< of the rows
    std::vector<Exchange> m_examples; ///< of the run that has ended; none while one goes on
    std::uint64_t m_shown = 0;        ///< failures in the table
    std::string m_shownId;            ///< of the result that the examples are from
};

} // namespace squall
