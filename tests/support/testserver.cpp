#include "tests/support/testserver.h"

#include <algorithm>
#include <cstdlib>
#include <deque>
#include <map>
#include <memory>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace squall::test {

using Clock = std::chrono::steady_clock;

Reply okReply(const std::string& body) {
    return rawReply("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) +
                    "\r\n\r\n" + body);
}

Reply rawReply(std::string bytes, Reply::Then then) {
    return {{{std::move(bytes), {}}}, then};
}

Reply silence() {
    return {};
}

struct TestServer::Client {
    explicit Client(int socket)
        : fd(socket) {}

    const int fd;
    std::string received;
    std::deque<std::pair<Clock::time_point, std::string>> toWrite;
    Reply::Then then = Reply::Then::Keep;
    bool inputEnded = false;
};

std::size_t http1RequestSize(const std::string& text) {
    const std::size_t headEnd = text.find("\r\n\r\n");
    if (headEnd == std::string::npos)
        return 0;
    std::size_t bodySize = 0;
    if (const std::size_t at = text.find("Content-Length: "); at < headEnd)
        bodySize = std::strtoul(text.c_str() + at + 16, nullptr, 10);
    const std::size_t size = headEnd + 4 + bodySize;
    return text.size() >= size ? size : 0;
}

TestServer::TestServer(Script script, bool accepts, Framing framing)
    : m_script(std::move(script))
    , m_framing(framing)
    , m_accepts(accepts) {
    m_listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    m_wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    bind(m_listener, reinterpret_cast<sockaddr*>(&address), size);
    listen(m_listener, 4096);
    getsockname(m_listener, reinterpret_cast<sockaddr*>(&address), &size);
    m_port = ntohs(address.sin_port);
    m_thread = std::thread([this] { serve(); });
}

TestServer::~TestServer() {
    m_stop = true;
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = ::write(m_wake, &one, sizeof one);
    m_thread.join();
    ::close(m_listener);
    ::close(m_wake);
}

std::string TestServer::url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(m_port) + path;
}

struct TestServer::Loop {
    TestServer& server;
    std::map<int, std::unique_ptr<Client>> clients;

    void acceptAll() {
        int fd = -1;
        while ((fd = accept4(server.m_listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)) >=
               0) {
            const int on = 1;
            setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            clients[fd] = std::make_unique<Client>(fd);
            ++server.m_accepted;
            ++server.m_open;
        }
    }

    /// False when the client has gone.
    bool read(Client& client) {
        char buffer[16384];
        for (;;) {
            const ssize_t got = recv(client.fd, buffer, sizeof buffer, 0);
            if (got < 0)
                return errno == EAGAIN;
            if (got == 0) {
                client.inputEnded = true;
                return false;
            }
            client.received.append(buffer, static_cast<std::size_t>(got));
        }
    }

    void answer(Client& client) {
        while (const std::size_t size = server.m_framing(client.received)) {
            const Reply reply =
                server.m_script(server.m_requests++, client.received.substr(0, size));
            client.received.erase(0, size);
            Clock::time_point at = Clock::now();
            for (const Write& write : reply.writes)
                client.toWrite.emplace_back(at += write.after, write.bytes);
            if (reply.then != Reply::Then::Keep)
                client.then = reply.then;
        }
    }

    /// False when the connection is to be closed.
    bool write(Client& client) {
        while (!client.toWrite.empty() && client.toWrite.front().first <= Clock::now()) {
            std::string& bytes = client.toWrite.front().second;
            const ssize_t sent = send(client.fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent < 0)
                return errno == EAGAIN;
            bytes.erase(0, static_cast<std::size_t>(sent));
            if (!bytes.empty())
                return true;
            client.toWrite.pop_front();
        }
        if (!client.toWrite.empty() || client.then == Reply::Then::Keep)
            return true;
        if (client.then == Reply::Then::HalfClose) {
            shutdown(client.fd, SHUT_WR);
            client.then = Reply::Then::Keep;
            return true;
        }
        if (client.then == Reply::Then::Reset) {
            const linger hard{1, 0};
            setsockopt(client.fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
        }
        return false;
    }

    void drop(int fd) {
        ::close(fd);
        clients.erase(fd);
        --server.m_open;
    }

    [[nodiscard]] int timeout() const {
        auto soonest = std::chrono::milliseconds(1000);
        for (const auto& [fd, client] : clients) {
            if (client->toWrite.empty())
                continue;
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(
                client->toWrite.front().first - Clock::now());
            soonest = std::clamp(left, std::chrono::milliseconds(0), soonest);
        }
        return static_cast<int>(soonest.count());
    }

    void turn() {
        std::vector<pollfd> watched;
        watched.push_back({server.m_wake, POLLIN, 0});
        if (server.m_accepts)
            watched.push_back({server.m_listener, POLLIN, 0});
        for (const auto& [fd, client] : clients) {
            const bool writes =
                !client->toWrite.empty() && client->toWrite.front().first <= Clock::now();
            watched.push_back({fd, static_cast<short>(writes ? POLLIN | POLLOUT : POLLIN), 0});
        }
        poll(watched.data(), watched.size(), timeout());
        for (const pollfd& entry : watched) {
            if (entry.fd == server.m_listener && entry.revents != 0)
                acceptAll();
            const auto found = clients.find(entry.fd);
            if (found == clients.end())
                continue;
            Client& client = *found->second;
            const bool alive = entry.revents == 0 || read(client);
            answer(client);
            if (!write(client) || !alive)
                drop(entry.fd);
        }
    }
};

void TestServer::serve() {
    Loop loop{*this, {}};
    while (!m_stop)
        loop.turn();
    while (!loop.clients.empty())
        loop.drop(loop.clients.begin()->first);
}

} // namespace squall::test
