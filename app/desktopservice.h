#pragma once

#include <functional>

#include <QDBusAbstractAdaptor>
#include <QStringList>
#include <QVariantMap>

#include "app/singleinstance.h"

namespace squall {

/// org.freedesktop.Application on the session bus, by which a desktop starts Squall or brings it to
/// the front: the Desktop Entry Specification, "D-Bus Activation". Adapts its parent. GUI thread.
class DesktopService final : public QDBusAbstractAdaptor {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Application")

public:
    using Take = std::function<void(const Launch& launch)>;

    DesktopService(Take take, QObject* parent);

    /// Takes the name org.squall.Squall; where there is no session bus, or another has the name,
    /// nothing happens.
    void offer();

public slots:
    void Activate(const QVariantMap& platformData);
    void Open(const QStringList& uris, const QVariantMap& platformData);
    void ActivateAction(const QString& action, const QVariantList& parameters,
                        const QVariantMap& platformData);

private:
    Take m_take;
};

} // namespace squall
