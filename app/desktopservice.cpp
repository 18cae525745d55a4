#include "app/desktopservice.h"

#include <utility>

#include <QDBusConnection>
#include <QFileInfo>
#include <QUrl>

namespace squall {

namespace {

QByteArray tokenOf(const QVariantMap& platformData) {
    const QString token = platformData.value(QStringLiteral("activation-token")).toString();
    return (token.isEmpty() ? platformData.value(QStringLiteral("desktop-startup-id")).toString()
                            : token)
        .toUtf8();
}

/// Without it, libdbus would start a bus of its own.
bool hasSessionBus() {
    return !qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS") ||
           QFileInfo::exists(qEnvironmentVariable("XDG_RUNTIME_DIR") + QStringLiteral("/bus"));
}

} // namespace

DesktopService::DesktopService(Take take, QObject* parent)
    : QDBusAbstractAdaptor(parent)
    , m_take(std::move(take)) {}

void DesktopService::offer() {
    if (!hasSessionBus())
        return;
    QDBusConnection bus = QDBusConnection::sessionBus();
    bus.registerObject(QStringLiteral("/org/squall/Squall"), parent());
    bus.registerService(QStringLiteral("org.squall.Squall"));
}

void DesktopService::Activate(const QVariantMap& platformData) {
    m_take({{}, tokenOf(platformData)});
}

void DesktopService::Open(const QStringList& uris, const QVariantMap& platformData) {
    if (uris.isEmpty())
        return Activate(platformData);
    const QUrl uri(uris.first());
    m_take({uri.isLocalFile() ? uri.toLocalFile() : uris.first(), tokenOf(platformData)});
}

void DesktopService::ActivateAction(const QString& action, const QVariantList& /*parameters*/,
                                    const QVariantMap& platformData) {
    const bool isDemo = action == QStringLiteral("demo");
    m_take({isDemo ? QStringLiteral("demo:") : QString(), tokenOf(platformData)});
}

} // namespace squall
