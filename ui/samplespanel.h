#pragma once

#include <string>

#include <QStackedWidget>

#include "ui/runview.h"

namespace squall {

class CopyTable;
class EmptyPage;
class ExchangeView;

/// The Samples tab: the slowest good requests of the last run, and the one that is chosen.
class SamplesPanel final : public QStackedWidget {
    Q_OBJECT

public:
    explicit SamplesPanel(QWidget* parent = nullptr);

    /// Does something only for another result.
    void render(const RunView& view);

signals:
    void submitAsked();

private:
    void renderSamples();
    void showChosen();

    EmptyPage* const m_empty;
    QWidget* const m_page;
    CopyTable* const m_table;
    ExchangeView* const m_exchange;
    std::vector<Exchange> m_samples;
    std::string m_shownId; ///< of the result that they are from
};

} // namespace squall
