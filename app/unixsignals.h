#pragma once

#include <QObject>
#include <QSocketNotifier>

#include "core/base/uniquefd.h"

namespace squall {

/// Turns SIGINT and SIGTERM into a Qt signal. One object per process.
class UnixSignals final : public QObject {
    Q_OBJECT

public:
    explicit UnixSignals(QObject* parent = nullptr);

signals:
    void interrupted();

private:
    UniqueFd m_event;
    QSocketNotifier m_notifier;
};

} // namespace squall
