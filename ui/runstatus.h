#pragma once

#include <QWidget>

#include "ui/runview.h"

class QLabel;
class QPushButton;
class QStatusBar;

namespace squall {

class RunBar;

/// How the run stands: the bar, a line of words beneath it and another one at the foot of the
/// window. GUI thread.
class RunStatus final : public QWidget {
    Q_OBJECT

public:
    /// `foot`: the status bar of the window, which is filled in.
    explicit RunStatus(QStatusBar* foot, QWidget* parent = nullptr);

    /// `isSlow`: the run has been in preparation for long enough to say so.
    void render(const RunView& view, bool isSlow);

    /// In the order of the Tab key.
    [[nodiscard]] QList<QWidget*> fields() const;

signals:
    void detailsAsked(); ///< a failure's, for the clipboard

private:
    void renderBar(const RunView& view, bool isSlow);

    RunBar* const m_bar;
    QLabel* const m_words;
    QPushButton* const m_copyDetails;
    QLabel* const m_dot;
    QLabel* const m_foot;
};

} // namespace squall
