#pragma once

#include <QFrame>

class QLabel;

namespace squall {

/// A line of advice that can be closed.
class HintBar final : public QFrame {
    Q_OBJECT

public:
    explicit HintBar(const QString& words, QWidget* parent = nullptr);

signals:
    void dismissed();

protected:
    void paintEvent(QPaintEvent* event) override;
};

} // namespace squall
