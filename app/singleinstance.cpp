#include "app/singleinstance.h"

#include <utility>

#include <QDataStream>
#include <QDir>
#include <QFileInfo>
#include <QGuiApplication>
#include <QLocalSocket>
#include <QLockFile>
#include <QStandardPaths>

namespace squall {

namespace {

constexpr int answerTimeoutMs = 2000;
constexpr qsizetype maxMessage = 64 * 1024;
constexpr char answer[] = "taken";
constexpr auto protocol = QDataStream::Qt_6_4;

QString runtimeFolder() {
    // Asked for without XDG_RUNTIME_DIR, Qt makes up a folder in /tmp and says so on every start.
    const auto where = qEnvironmentVariableIsEmpty("XDG_RUNTIME_DIR")
                           ? QStandardPaths::GenericCacheLocation
                           : QStandardPaths::RuntimeLocation;
    return QStandardPaths::writableLocation(where);
}

} // namespace

SingleInstance::SingleInstance(QString path, QObject* parent)
    : QObject(parent)
    , m_path(std::move(path)) {
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, &SingleInstance::receive);
}

QString SingleInstance::pathOfSession() {
    const QString platform = QGuiApplication::platformName();
    const bool isWayland = platform.startsWith(QStringLiteral("wayland"));
    if (!isWayland && platform != QStringLiteral("xcb"))
        return {};
    QString display = qEnvironmentVariable(isWayland ? "WAYLAND_DISPLAY" : "DISPLAY");
    display.replace(u'/', u'-');
    return runtimeFolder() + QStringLiteral("/squall") + display;
}

bool SingleInstance::handOver(const Launch& launch) {
    if (m_path.isEmpty())
        return false;
    QDir().mkpath(QFileInfo(m_path).path());
    // Of two that start at once, one listens before the other asks.
    QLockFile turn(m_path + QStringLiteral(".lock"));
    if (!turn.tryLock(answerTimeoutMs))
        return false;

    QLocalSocket first;
    first.connectToServer(m_path);
    if (!first.waitForConnected(answerTimeoutMs)) {
        listen();
        return false;
    }
    QDataStream stream(&first);
    stream.setVersion(protocol);
    stream << launch.target << launch.activationToken;
    return first.waitForReadyRead(answerTimeoutMs) && first.readAll() == answer;
}

void SingleInstance::listen() {
    QLocalServer::removeServer(m_path); // left behind by one that was killed
    m_server.listen(m_path);
}

void SingleInstance::receive() {
    while (QLocalSocket* const socket = m_server.nextPendingConnection()) {
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        connect(socket, &QLocalSocket::readyRead, this, [this, socket] {
            if (socket->bytesAvailable() > maxMessage)
                return socket->abort();
            Launch launch;
            QDataStream stream(socket);
            stream.setVersion(protocol);
            stream.startTransaction();
            stream >> launch.target >> launch.activationToken;
            if (!stream.commitTransaction())
                return; // the rest is on its way
            socket->write(answer);
            socket->disconnectFromServer();
            emit launched(launch);
        });
    }
}

} // namespace squall
