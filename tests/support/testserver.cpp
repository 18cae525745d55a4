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

Reply drippingReply(const std::string& bytes, std::chrono::milliseconds pause) {
    Reply reply;
    for (const char byte : bytes)
        reply.writes.push_back({std::string(1, byte), pause});
    return reply;
}

struct TestServer::Client {
    explicit Client(int socket)
        : fd(socket) {}

    /// A Write that is under way.
    struct Due {
        Clock::time_point at;
        Write write;
        std::size_t sent = 0;
    };

    void enqueue(const Reply& reply) {
        Clock::time_point at = Clock::now();
        for (const Write& write : reply.writes)
            toWrite.push_back({at += write.after, write});
        if (reply.then != Reply::Then::Keep) // what comes later does not take an end back
            then = reply.then;
    }

    [[nodiscard]] bool mayWrite() const {
        return !toWrite.empty() && toWrite.front().at <= Clock::now();
    }

    const int fd;
    std::string received;
    std::deque<Due> toWrite;
    Reply::Then then = Reply::Then::Keep;
    bool drains = false; ///< closed on our side; what still comes is read and thrown away
};

std::size_t TestServer::requestSize(const std::string& received) const {
    if (m_options.framing != nullptr)
        return m_options.framing(received);
    const std::size_t headEnd = received.find("\r\n\r\n");
    if (headEnd == std::string::npos)
        return 0;
    std::size_t bodySize = 0;
    const std::size_t at = received.find("Content-Length: ");
    if (at < headEnd)
        bodySize = std::strtoul(received.c_str() + at + 16, nullptr, 10);
    const std::size_t size = headEnd + 4 + bodySize;
    return received.size() >= size ? size : 0;
}

TestServer::TestServer(Script script, TestServerOptions options)
    : m_script(std::move(script))
    , m_options(std::move(options)) {
    m_listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    m_wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    inet_pton(AF_INET, m_options.address, &address.sin_addr);
    address.sin_port = htons(m_options.port);
    socklen_t size = sizeof address;
    const int on = 1;
    setsockopt(m_listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
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
    return "http://" + std::string(m_options.address) + ":" + std::to_string(m_port) + path;
}

struct TestServer::Loop {
    TestServer& server;
    std::map<int, std::unique_ptr<Client>> clients;

    void acceptAll() {
        int fd = -1;
        while ((fd = accept4(server.m_listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)) >=
               0) {
            const int noDelay = server.m_options.hasNagle ? 0 : 1;
            setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &noDelay, sizeof noDelay);
            auto& client = clients[fd] = std::make_unique<Client>(fd);
            const std::uint64_t number = server.m_accepted++;
            ++server.m_open;
            if (server.m_options.opening)
                client->enqueue(server.m_options.opening(number));
            if (!write(*client))
                drop(fd);
        }
    }

    /// False when the client has gone.
    bool read(Client& client) {
        char buffer[16384];
        while (client.then != Reply::Then::Ignore) {
            const ssize_t got = recv(client.fd, buffer, sizeof buffer, 0);
            if (got < 0)
                return errno == EAGAIN;
            if (got == 0)
                return false;
            if (!client.drains)
                client.received.append(buffer, static_cast<std::size_t>(got));
        }
        return true;
    }

    void answer(Client& client) {
        while (const std::size_t size = server.requestSize(client.received)) {
            const Reply reply =
                server.m_script(server.m_requests++, client.received.substr(0, size));
            client.received.erase(0, size);
            client.enqueue(reply);
        }
    }

    /// False when the connection is to be closed.
    bool write(Client& client) {
        while (client.mayWrite()) {
            Client::Due& due = client.toWrite.front();
            const std::string& bytes = due.write.bytes;
            const ssize_t sent =
                send(client.fd, bytes.data() + due.sent, bytes.size() - due.sent, MSG_NOSIGNAL);
            if (sent < 0)
                return errno == EAGAIN;
            due.sent += static_cast<std::size_t>(sent);
            if (due.sent < bytes.size())
                return true;
            if (!due.write.isEndless) {
                client.toWrite.pop_front();
                continue;
            }
            due.sent = 0;
            due.at = Clock::now() + due.write.after;
            return true; // others have their turn
        }
        return !client.toWrite.empty() || end(client);
    }

    /// Everything is written. False when the connection is to be closed.
    static bool end(Client& client) {
        switch (client.then) {
        case Reply::Then::Keep:
        case Reply::Then::Ignore:
            return true;
        case Reply::Then::HalfClose:
            shutdown(client.fd, SHUT_WR);
            client.then = Reply::Then::Keep;
            return true;
        case Reply::Then::Reset: {
            const linger hard{1, 0};
            setsockopt(client.fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
            return false;
        }
        case Reply::Then::Close: // a close with bytes unread would be a reset
            shutdown(client.fd, SHUT_WR);
            client.drains = true;
            client.received.clear();
            client.then = Reply::Then::Keep;
            return true;
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
                client->toWrite.front().at - Clock::now());
            soonest = std::clamp(left, std::chrono::milliseconds(0), soonest);
        }
        return static_cast<int>(soonest.count());
    }

    void turn() {
        std::vector<pollfd> watched;
        watched.push_back({server.m_wake, POLLIN, 0});
        if (server.m_options.accepts)
            watched.push_back({server.m_listener, POLLIN, 0});
        for (const auto& [fd, client] : clients) {
            const bool reads = client->then != Reply::Then::Ignore;
            const int events = (reads ? POLLIN : 0) | (client->mayWrite() ? POLLOUT : 0);
            watched.push_back({fd, static_cast<short>(events), 0});
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
