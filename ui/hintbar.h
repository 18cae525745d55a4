#pragma once

#include <QFrame>

class QLabel;

namespace squall {

/// A line of advice that can be closed. Its parts are called `name` with Label and Close behind.
class HintBar final : public QFrame {
    Q_OBJECT

public:
    explicit HintBar(const QString& name, QWidget* parent = nullptr);

    void setWords(const QString& words);

signals:
    void dismissed();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QLabel* const m_label;
};

} // namespace squall
