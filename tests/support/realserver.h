#pragma once

#include <cstdint>
#include <string>

#include <QProcess>
#include <QString>
#include <QTemporaryDir>

namespace squall::test {

/// A server from a package, started on loopback with a configuration of the test's own and ended
/// with this object. It answers every path "/hello" with five bytes, in each of its ways.
class RealServer final {
public:
    enum class Kind { Nginx, Apache, HaProxy, H2o, Node };

    enum class Way {
        Http,  ///< HTTP/1.1 in the clear
        Https, ///< TLS that offers HTTP/2 and HTTP/1.1
        H2c,   ///< HTTP/2 by prior knowledge
    };

    explicit RealServer(Kind kind);
    ~RealServer();

    RealServer(const RealServer&) = delete;
    RealServer& operator=(const RealServer&) = delete;

    /// Empty once it listens; otherwise why it does not. Waits.
    [[nodiscard]] QString start();

    [[nodiscard]] static bool isInstalled(Kind kind);

    [[nodiscard]] std::string url(Way way) const;

private:
    [[nodiscard]] QString configuration() const;
    [[nodiscard]] QStringList arguments() const;

    [[nodiscard]] QString path(const QString& name) const { return m_folder.filePath(name); }

    const Kind m_kind;
    QTemporaryDir m_folder;
    std::uint16_t m_ports[3] = {};
    QProcess m_process;
};

} // namespace squall::test
