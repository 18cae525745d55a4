#include "tests/support/proxyserver.h"

#include <array>
#include <cstdlib>
#include <cstring>

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/http/request.h"

namespace squall::test {

namespace {

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    return address;
}

/// So many bytes, or fewer when the peer goes.
std::string readExactly(int fd, std::size_t size) {
    std::string bytes(size, '\0');
    if (size == 0) // which would be waited for as well
        return bytes;
    const ssize_t got = recv(fd, bytes.data(), size, MSG_WAITALL);
    bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return bytes;
}

void say(int fd, const std::string& bytes) {
    [[maybe_unused]] const ssize_t sent = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

/// Of a head, to its empty line; empty when the peer goes.
std::string readHead(int fd, std::string received) {
    while (received.find("\r\n\r\n") == std::string::npos) {
        const std::string more = readExactly(fd, 1);
        if (more.empty())
            return {};
        received += more;
    }
    return received;
}

std::uint16_t portIn(const std::string& text) {
    return static_cast<std::uint16_t>(std::strtoul(text.c_str(), nullptr, 10));
}

/// Of the body behind a head.
std::size_t lengthIn(const std::string& head) {
    const std::string name = "\r\nContent-Length: ";
    const std::size_t at = head.find(name);
    return at == std::string::npos ? 0 : std::strtoul(head.c_str() + at + name.size(), nullptr, 10);
}

bool forward(int from, int to) {
    std::array<char, 65536> buffer;
    const ssize_t got = recv(from, buffer.data(), buffer.size(), 0);
    return got > 0 && send(to, buffer.data(), static_cast<std::size_t>(got), MSG_NOSIGNAL) == got;
}

void pump(int one, int other) {
    std::array<pollfd, 2> both = {{{one, POLLIN, 0}, {other, POLLIN, 0}}};
    for (;;) {
        poll(both.data(), both.size(), -1);
        if (both[0].revents != 0 && !forward(one, other))
            return;
        if (both[1].revents != 0 && !forward(other, one))
            return;
    }
}

} // namespace

ProxyServer::ProxyServer(ProxyServerOptions options)
    : m_options(std::move(options)) {
    m_listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    bind(m_listener, reinterpret_cast<sockaddr*>(&address), size);
    listen(m_listener, 4096);
    getsockname(m_listener, reinterpret_cast<sockaddr*>(&address), &size);
    m_port = ntohs(address.sin_port);
    m_thread = std::thread([this] { serve(); });
}

ProxyServer::~ProxyServer() {
    shutdown(m_listener, SHUT_RDWR);
    m_thread.join();
    {
        const std::lock_guard lock(m_mutex);
        for (const int fd : m_sockets)
            shutdown(fd, SHUT_RDWR);
    }
    for (std::thread& talk : m_talks)
        talk.join();
    for (const int fd : m_sockets)
        close(fd);
    close(m_listener);
}

std::string ProxyServer::url(const std::string& scheme, const std::string& userInfo) const {
    return scheme + "://" + userInfo + (userInfo.empty() ? "" : "@") +
           "127.0.0.1:" + std::to_string(m_port);
}

std::vector<std::string> ProxyServer::opened() const {
    const std::lock_guard lock(m_mutex);
    return m_opened;
}

std::vector<std::string> ProxyServer::asked() const {
    const std::lock_guard lock(m_mutex);
    return m_asked;
}

void ProxyServer::serve() {
    int fd = -1;
    while ((fd = accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC)) >= 0) {
        const std::lock_guard lock(m_mutex);
        m_sockets.push_back(fd);
        m_talks.emplace_back([this, fd] { talk(fd); });
    }
}

// Sockets are shut down here and closed at the end, so that their numbers stay theirs.
void ProxyServer::talk(int client) {
    const std::string first = readExactly(client, 1);
    const bool isOpen = first == "\5" ? talkSocks(client) : talkHttp(client, first);
    static_cast<void>(isOpen);
    shutdown(client, SHUT_RDWR);
}

int ProxyServer::connectTo(const std::string& host, std::uint16_t port) {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = loopback(port);
    const std::lock_guard lock(m_mutex);
    m_sockets.push_back(fd);
    if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        return -1;
    m_opened.push_back(host + ":" + std::to_string(port));
    return fd;
}

bool ProxyServer::talkHttp(int client, std::string received) {
    const std::string head = readHead(client, std::move(received));
    if (head.starts_with("CONNECT "))
        return !isRefused(client, head) && tunnel(client, head);
    passOn(client, head);
    return false;
}

/// True when there is no head, or the client has been told why not.
bool ProxyServer::isRefused(int client, const std::string& head) const {
    const std::string credentials =
        "\r\nProxy-Authorization: Basic " + basicCredentials(m_options.userInfo) + "\r\n";
    if (head.empty())
        return true;
    const bool lacksUser =
        !m_options.userInfo.empty() && head.find(credentials) == std::string::npos;
    if (lacksUser)
        say(client, "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
    else if (!m_options.httpAnswer.empty())
        say(client, m_options.httpAnswer);
    return lacksUser || !m_options.httpAnswer.empty();
}

bool ProxyServer::tunnel(int client, const std::string& head) {
    const std::string target = head.substr(8, head.find(' ', 8) - 8); // "CONNECT "
    const std::size_t colon = target.rfind(':');
    const int server = connectTo(target.substr(0, colon), portIn(target.substr(colon + 1)));
    if (server < 0) {
        say(client, "HTTP/1.1 502 Bad Gateway\r\n\r\n");
        return false;
    }
    say(client, "HTTP/1.1 200 Connection established\r\n\r\n");
    pump(client, server);
    shutdown(server, SHUT_RDWR);
    return true;
}

/// One request after another, "GET http://host:port/path HTTP/1.1", all for the host of the first.
void ProxyServer::passOn(int client, std::string head) {
    int server = -1;
    for (; !isRefused(client, head); head = readHead(client, {})) {
        const std::string line = head.substr(0, head.find("\r\n"));
        const std::size_t host = line.find("://") + 3;
        const std::size_t path = line.find('/', host);
        const std::string authority = line.substr(host, path - host);
        const std::size_t colon = authority.find(':');
        if (server < 0)
            server = connectTo(authority.substr(0, colon),
                               colon == std::string::npos ? std::uint16_t{80}
                                                          : portIn(authority.substr(colon + 1)));
        if (server < 0)
            return say(client, "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n");
        {
            const std::lock_guard lock(m_mutex);
            m_asked.push_back(line);
        }
        const std::string body = readExactly(client, lengthIn(head));
        say(server, line.substr(0, line.find(' ') + 1) + head.substr(path) + body);
        const std::string answer = readHead(server, {});
        if (answer.empty())
            break;
        say(client, answer + readExactly(server, lengthIn(answer)));
    }
    if (server >= 0)
        shutdown(server, SHUT_RDWR);
}

bool ProxyServer::talkSocks(int client) {
    const std::string count = readExactly(client, 1);
    const std::string methods = readExactly(client, static_cast<unsigned char>(count.at(0)));
    if (m_options.userInfo.empty()) {
        say(client, std::string("\5\0", 2));
    } else if (methods.find('\2') == std::string::npos) {
        say(client, "\5\xff");
        return false;
    } else {
        say(client, "\5\2");
        const std::string user =
            readExactly(client, static_cast<unsigned char>(readExactly(client, 2).at(1)));
        const std::string password =
            readExactly(client, static_cast<unsigned char>(readExactly(client, 1).at(0)));
        const bool isRight = user + ":" + password == m_options.userInfo;
        say(client, std::string("\1", 1) + (isRight ? '\0' : '\1'));
        if (!isRight)
            return false;
    }
    const std::string request = readExactly(client, 4);
    std::string host = "address";
    if (request.at(3) == 3)
        host = readExactly(client, static_cast<unsigned char>(readExactly(client, 1).at(0)));
    else
        static_cast<void>(readExactly(client, request.at(3) == 1 ? 4 : 16));
    const std::string port = readExactly(client, 2);
    const int number =
        static_cast<unsigned char>(port.at(0)) * 256 + static_cast<unsigned char>(port.at(1));
    const std::string behind("\0\1\0\0\0\0\0\0", 8);
    if (m_options.socksReply != 0) {
        say(client, std::string("\5") + m_options.socksReply + behind);
        return false;
    }
    const int server = connectTo(host, static_cast<std::uint16_t>(number));
    say(client, std::string("\5") + (server >= 0 ? '\0' : '\5') + behind);
    if (server < 0)
        return false;
    pump(client, server);
    shutdown(server, SHUT_RDWR);
    return true;
}

} // namespace squall::test
