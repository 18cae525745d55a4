#pragma once

#include <QToolButton>

namespace squall {

/// A line that unfolds what stands beneath it: an arrow and words, cut short where room is short.
class FoldButton final : public QToolButton {
    Q_OBJECT

public:
    explicit FoldButton(QWidget* parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
};

} // namespace squall
