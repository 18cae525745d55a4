#pragma once

#include <QStackedWidget>

#include "ui/runview.h"

namespace squall {

class CopyTable;
class EmptyPage;

/// The Errors tab: the kinds of failure, the most frequent first, and what to do about each.
class ErrorsPanel final : public QStackedWidget {
    Q_OBJECT

public:
    explicit ErrorsPanel(QWidget* parent = nullptr);

    /// Does something only when the figures are others than before.
    void render(const RunView& view);

signals:
    void submitAsked();

private:
    void renderEmpty(const RunView& view);

    EmptyPage* const m_empty;
    CopyTable* const m_table;
    std::uint64_t m_shown = 0; ///< failures in the table
};

} // namespace squall
