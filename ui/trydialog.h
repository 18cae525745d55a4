#pragma once

#include <QDialog>

#include "core/plan/testplan.h"

class QLabel;
class QPlainTextEdit;
class QTabWidget;

namespace squall {

class TryOnce;
class Waterfall;
struct Trial;

/// Sends one request of a plan and shows what was sent, how the time was spent, who answered and
/// all that came back, as plain text. Deletes itself when it is closed.
class TryDialog final : public QDialog {
    Q_OBJECT

public:
    /// `plan` must be valid.
    explicit TryDialog(const TestPlan& plan, QWidget* parent = nullptr);

private:
    QPlainTextEdit* addText(const QString& name, const QString& title);
    void showOutcome();
    void showTrial(const Trial& trial);

    TryOnce* const m_once;
    QLabel* const m_words;
    QLabel* const m_peer;
    Waterfall* const m_phases;
    QTabWidget* const m_tabs;
    QPlainTextEdit* const m_head;
    QPlainTextEdit* const m_body;
    QPlainTextEdit* const m_request;
    QPlainTextEdit* const m_certificates; ///< shown where there are some
};

} // namespace squall
