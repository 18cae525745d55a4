#include "tests/support/realserver.h"

#include <algorithm>

#include <unistd.h>

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTcpSocket>
#include <QThread>

#include "tests/support/tlscertificate.h"

namespace squall::test {

namespace {

// In each: %1 the folder, %2 to %4 the ports of Http, Https and H2c.

const char* const nginxConfiguration = R"(
daemon off;
worker_processes 1;
pid %1/pid;
error_log %1/error.log warn;
USER
events { worker_connections 512; }
http {
    access_log off;
    client_body_temp_path %1/body;
    proxy_temp_path %1/proxy;
    fastcgi_temp_path %1/fastcgi;
    uwsgi_temp_path %1/uwsgi;
    scgi_temp_path %1/scgi;
    root %1/files;
    ssl_certificate %1/pair.pem;
    ssl_certificate_key %1/pair.pem;
    server { listen 127.0.0.1:%2; }
    server { listen 127.0.0.1:%3 ssl http2; }
    server { listen 127.0.0.1:%4 http2; }
}
)";

const char* const apacheConfiguration = R"(
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule ssl_module /usr/lib/apache2/modules/mod_ssl.so
LoadModule http2_module /usr/lib/apache2/modules/mod_http2.so
ServerRoot %1
ServerName localhost
PidFile %1/pid
ErrorLog %1/error.log
DefaultRuntimeDir %1
DocumentRoot %1/files
User www-data
Group www-data
Listen 127.0.0.1:%2
Listen 127.0.0.1:%3
Listen 127.0.0.1:%4
Protocols h2 h2c http/1.1
<VirtualHost 127.0.0.1:%3>
    SSLEngine on
    SSLCertificateFile %1/pair.pem
</VirtualHost>
)";

const char* const haproxyConfiguration = R"(
global
    maxconn 500
defaults
    mode http
    timeout client 30s
    timeout server 30s
    timeout connect 5s
frontend all
    bind 127.0.0.1:%2
    bind 127.0.0.1:%3 ssl crt %1/pair.pem alpn h2,http/1.1
    bind 127.0.0.1:%4 proto h2
    http-request return status 200 content-type text/plain string hello
)";

const char* const h2oConfiguration = R"(
num-threads: 1
pid-file: %1/pid
USER
listen:
  host: 127.0.0.1
  port: %2
listen:
  host: 127.0.0.1
  port: %3
  ssl:
    certificate-file: %1/pair.pem
    key-file: %1/pair.pem
listen:
  host: 127.0.0.1
  port: %4
hosts:
  default:
    paths:
      /:
        file.dir: %1/files
)";

const char* const nodeConfiguration = R"(
const fs = require('fs');
const http = require('http');
const http2 = require('http2');
const pair = fs.readFileSync('%1/pair.pem');
const answer = (request, response) => response.end('hello');
http.createServer(answer).listen(%2, '127.0.0.1');
http2.createSecureServer({key: pair, cert: pair, allowHTTP1: true}, answer)
    .listen(%3, '127.0.0.1');
http2.createServer(answer).listen(%4, '127.0.0.1');
)";

QString programOf(RealServer::Kind kind) {
    switch (kind) {
    case RealServer::Kind::Nginx:
        return QStringLiteral("nginx");
    case RealServer::Kind::Apache:
        return QStringLiteral("apache2");
    case RealServer::Kind::HaProxy:
        return QStringLiteral("haproxy");
    case RealServer::Kind::H2o:
        return QStringLiteral("h2o");
    case RealServer::Kind::Node:
        break;
    }
    return QStringLiteral("node");
}

QString findProgram(RealServer::Kind kind) {
    const QString found = QStandardPaths::findExecutable(programOf(kind));
    const QStringList systemFolders = {QStringLiteral("/usr/sbin"), QStringLiteral("/usr/bin")};
    return found.isEmpty() ? QStandardPaths::findExecutable(programOf(kind), systemFolders) : found;
}

std::uint16_t freePort() {
    QTcpServer probe;
    probe.listen(QHostAddress::LocalHost);
    return probe.serverPort();
}

bool accepts(std::uint16_t port) {
    QTcpSocket probe;
    probe.connectToHost(QHostAddress::LocalHost, port);
    return probe.waitForConnected(1000);
}

void write(const QString& path, const QString& text) {
    QFile file(path);
    if (file.open(QIODevice::WriteOnly))
        file.write(text.toUtf8());
    // A server that gives up its rights reads them too.
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ReadOther);
}

} // namespace

RealServer::RealServer(Kind kind)
    : m_kind(kind) {
    const auto everybody =
        QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner | QFile::ReadOther | QFile::ExeOther;
    QDir(m_folder.path()).mkdir(QStringLiteral("files"));
    QFile::setPermissions(m_folder.path(), everybody);
    QFile::setPermissions(path(QStringLiteral("files")), everybody);
    const TlsCertificate pair = makeSelfSigned();
    write(path(QStringLiteral("pair.pem")), QString::fromStdString(pair.certificate + pair.key));
    write(path(QStringLiteral("files/hello")), QStringLiteral("hello"));
    for (std::uint16_t& port : m_ports)
        port = freePort();
}

RealServer::~RealServer() {
    m_process.terminate();
    if (!m_process.waitForFinished(5000)) {
        m_process.kill();
        m_process.waitForFinished();
    }
}

bool RealServer::isInstalled(Kind kind) {
    return !findProgram(kind).isEmpty();
}

QString RealServer::start() {
    write(path(QStringLiteral("configuration")), configuration());
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.start(findProgram(m_kind), arguments());
    QElapsedTimer since;
    since.start();
    while (!std::ranges::all_of(m_ports, accepts)) {
        if (m_process.state() == QProcess::NotRunning || since.elapsed() > 20'000)
            return QStringLiteral("does not start: ") + QString::fromUtf8(m_process.readAll());
        m_process.waitForReadyRead(50);
    }
    return {};
}

QString RealServer::configuration() const {
    const char* const texts[] = {nginxConfiguration, apacheConfiguration, haproxyConfiguration,
                                 h2oConfiguration, nodeConfiguration};
    const bool isRoot = getuid() == 0;
    QString text = QString::fromLatin1(texts[static_cast<int>(m_kind)]);
    if (m_kind == Kind::Nginx)
        text.replace(QLatin1String("USER"), QLatin1String(isRoot ? "user root;" : ""));
    if (m_kind == Kind::H2o)
        text.replace(QLatin1String("USER"), QLatin1String(isRoot ? "user: root" : ""));
    return text.arg(m_folder.path()).arg(m_ports[0]).arg(m_ports[1]).arg(m_ports[2]);
}

QStringList RealServer::arguments() const {
    const QString file = path(QStringLiteral("configuration"));
    switch (m_kind) {
    case Kind::Nginx:
        return {QStringLiteral("-c"), file, QStringLiteral("-e"),
                path(QStringLiteral("error.log"))};
    case Kind::Apache:
        return {QStringLiteral("-f"), file, QStringLiteral("-D"), QStringLiteral("FOREGROUND")};
    case Kind::HaProxy:
        return {QStringLiteral("-db"), QStringLiteral("-f"), file};
    case Kind::H2o:
        return {QStringLiteral("-c"), file};
    case Kind::Node:
        break;
    }
    return {file};
}

std::string RealServer::url(Way way) const {
    const std::string scheme = way == Way::Https ? "https" : "http";
    const auto index = static_cast<std::size_t>(way);
    return scheme + "://127.0.0.1:" + std::to_string(m_ports[index]) + "/hello";
}

} // namespace squall::test
