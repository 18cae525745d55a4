#pragma once

#include <QLabel>

namespace squall {

/// The words beneath a wrong field; takes no room while there are none.
class FieldError final : public QLabel {
    Q_OBJECT

public:
    explicit FieldError(QWidget* parent = nullptr);

    void setWords(const QString& words);
};

} // namespace squall
