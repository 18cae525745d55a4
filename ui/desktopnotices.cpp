#include "ui/desktopnotices.h"

#include <utility>

#include <QDBusConnection>
#include <QDBusMessage>
#include <QVariantMap>
#include <QWidget>

#include "ui/sentences.h"

namespace squall {

namespace {

constexpr qint64 progressInterval = 1000;

QString launcherUri() {
    return QStringLiteral("application://org.squall.Squall.desktop");
}

void sendProgress(bool isVisible, double share) {
    QDBusMessage signal = QDBusMessage::createSignal(
        QStringLiteral("/squall"), QStringLiteral("com.canonical.Unity.LauncherEntry"),
        QStringLiteral("Update"));
    const QVariantMap properties = {{QStringLiteral("progress-visible"), isVisible},
                                    {QStringLiteral("progress"), share}};
    signal << launcherUri() << properties;
    QDBusConnection::sessionBus().send(signal);
}

} // namespace

DesktopNotices::DesktopNotices(QWidget* window)
    : QObject(window)
    , m_window(window) {}

void DesktopNotices::render(const RunView& view, const QString& url) {
    const bool hasJustEnded = hasEnded(view.state) && !hasEnded(m_shown);
    m_shown = view.state;
    showProgress(view);
    const bool wasLong = view.progress.elapsed > longRun;
    if (hasJustEnded && wasLong && !m_window->isActiveWindow())
        notify(view, url);
}

void DesktopNotices::showProgress(const RunView& view) {
    const bool isVisible = view.state == RunState::Running || view.state == RunState::Cancelling;
    if (!isVisible && !m_isProgressShown)
        return;
    const bool isSoon = m_sinceProgress.isValid() && m_sinceProgress.elapsed() < progressInterval;
    if (isVisible && m_isProgressShown && isSoon)
        return;
    m_isProgressShown = isVisible;
    m_sinceProgress.start();
    sendProgress(isVisible, view.progress.permille() / 1000.0);
}

void DesktopNotices::notify(const RunView& view, const QString& url) {
    QDBusMessage call = QDBusMessage::createMethodCall(
        QStringLiteral("org.freedesktop.Notifications"),
        QStringLiteral("/org/freedesktop/Notifications"),
        QStringLiteral("org.freedesktop.Notifications"), QStringLiteral("Notify"));
    const QString body = (url + QLatin1Char('\n') + sentences::status(view)).toHtmlEscaped();
    call << QStringLiteral("Squall") << quint32{0} << QStringLiteral("org.squall.Squall")
         << sentences::stateWord(view.state) << body << QStringList() << QVariantMap() << -1;
    QDBusConnection::sessionBus().send(call);
}

} // namespace squall
