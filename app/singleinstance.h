#pragma once

#include <QByteArray>
#include <QLocalServer>
#include <QObject>
#include <QString>

class QLocalSocket;

namespace squall {

/// What somebody who starts Squall wants to see.
struct Launch {
    QString target; ///< an address, a file with its whole path, or empty: just the window
    QByteArray
        activationToken; ///< of the desktop, which lets the window come to the front; or empty

    bool operator==(const Launch&) const = default;
};

/// One window for a user on a display. The first to come listens on a socket that only its user can
/// reach; who comes later hands its launch over to the first and ends. GUI thread.
class SingleInstance final : public QObject {
    Q_OBJECT

public:
    /// `path` of the socket; empty: every instance is alone.
    explicit SingleInstance(QString path, QObject* parent = nullptr);

    /// For this user on this display; empty where nobody sees a window.
    [[nodiscard]] static QString pathOfSession();

    /// Whether another instance has taken `launch`, in which case this one has nothing left to do.
    /// Otherwise it is the first, and listens; one that does not answer within 2 s counts as gone.
    [[nodiscard]] bool handOver(const Launch& launch);

signals:
    /// Somebody came later.
    void launched(const Launch& launch);

private:
    void listen();
    void receive();

    QString m_path;
    QLocalServer m_server;
};

} // namespace squall
