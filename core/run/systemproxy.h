#pragma once

#include <string>

#include <QObject>

#include "core/plan/testplan.h"

namespace squall {

/// Finds the proxy that the system has for a plan's address: that of the environment or of the
/// desktop's settings. Asking takes a thread of its own, since a script of the network may have a
/// word in it. Needs a Qt event loop; nothing in it waits.
class SystemProxy final : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    /// Once. None is asked for where the plan names the way itself (Routing), nor for this machine.
    void find(const TestPlan& plan);

signals:
    /// Once, never from within find(). As Routing::proxy has it; empty: connections go straight.
    void found(const std::string& proxy);
};

} // namespace squall
