#pragma once

#include <QWidget>

#include "core/stats/exchange.h"

class QLabel;
class QPlainTextEdit;

namespace squall {

class PhaseBar;

/// One exchange that a run has kept: how its time was spent, and the head and the beginning of the
/// body of its answer, as plain text.
class ExchangeView final : public QWidget {
    Q_OBJECT

public:
    explicit ExchangeView(QWidget* parent = nullptr);

    /// Null: there is none; `instead` says why.
    void show(const Exchange* exchange, const QString& instead);

    /// What is above gives way first, whatever the caption would like.
    [[nodiscard]] bool hasHeightForWidth() const override { return false; }

private:
    QLabel* const m_caption;
    PhaseBar* const m_phases;
    QPlainTextEdit* const m_answer;
};

} // namespace squall
