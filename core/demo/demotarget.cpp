#include "core/demo/demotarget.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <deque>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include "core/demo/democonnection.h"
#include "core/net/eventloop.h"

namespace squall {

namespace {

/// What is in flight at stop() has this long; the rest of the 500 ms is for closing.
constexpr Nanoseconds grace = std::chrono::milliseconds(300);
/// Without descriptors there is nothing to accept with, and nothing tells when there is again.
constexpr Nanoseconds acceptRetry = std::chrono::milliseconds(50);
constexpr std::size_t readyAtOnce = 32;
constexpr Nanoseconds longestWait = std::chrono::hours(1);

struct Client {
    Client(UniqueFd socket, DemoShared& shared)
        : connection(std::move(socket), shared) {}

    DemoConnection connection;
    std::size_t index = 0;   ///< in Server::clients
    Nanoseconds timer{0};    ///< as entered in Server::timers; zero when it is not
    bool isReady = false;    ///< in Server::ready
    bool isFinished = false; ///< closed; ends when no event of the batch can name it any more
};

} // namespace

struct DemoTarget::Server {
    Server(UniqueFd listeningSocket, const DemoOptions& options)
        : listener(std::move(listeningSocket))
        , isTls(options.isTls)
        , shared(options)
        , opened(loop.open(SpinPolicy::Off)) {}

    [[nodiscard]] Result<> listen();
    void serve();
    [[nodiscard]] Nanoseconds nextDeadline() const;
    void acceptAll();
    void admit(UniqueFd socket);
    void advance(Client& client);
    void makeReady(Client& client);
    void advanceReady();
    void advanceTimers();
    void setTimer(Client& client, Nanoseconds due);
    void finish(Client& client);
    void removeFinished();
    void beginStop();

    UniqueFd listener;
    const bool isTls;
    DemoShared shared;
    EventLoop loop;
    Result<> opened;
    // Written by stop() on any thread or in a signal handler, read by the thread of run().
    std::atomic<bool> stopRequested{false};
    Nanoseconds stopDeadline{0};
    Nanoseconds acceptAgain{0}; ///< zero: the loop tells when there is somebody to accept
    std::vector<std::unique_ptr<Client>> clients;
    std::deque<Client*> ready; ///< those that have more to do at once
    std::vector<Client*> finished;
    std::set<std::pair<Nanoseconds, Client*>> timers;
};

Result<> DemoTarget::Server::listen() {
    if (!opened)
        return opened;
    if (isTls) {
        auto context = TlsServerContext::create();
        if (!context)
            return std::unexpected(std::move(context.error()));
        shared.tls = *std::move(context);
    }
    // Accepted connections inherit both. With a bound, what a stalled client keeps in the kernel is
    // a few hundred KiB instead of megabytes, and closing it is quick.
    const int on = 1;
    const int sendBuffer = 256 * 1024;
    setsockopt(listener.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(listener.get(), SOL_SOCKET, SO_SNDBUF, &sendBuffer, sizeof sendBuffer);
    if (const int error = loop.add(listener.get(), &listener); error != 0)
        return fail(ErrorCode::SystemFailed,
                    std::string("cannot wait for connections: ") + strerrordesc_np(error));
    return {};
}

void DemoTarget::Server::serve() {
    for (;;) {
        for (const Event& event : loop.wait(nextDeadline())) {
            if (event.tag() == &listener) {
                acceptAll();
                continue;
            }
            Client& client = *static_cast<Client*>(event.tag());
            if (event.isReadable())
                client.connection.expectInput(event.isHangUp());
            // From stop() on in small portions, since there is a time to keep.
            if (stopRequested.load(std::memory_order_acquire))
                makeReady(client);
            else if (!client.isReady && !client.isFinished)
                advance(client);
        }
        if (acceptAgain > Nanoseconds{0} && acceptAgain <= loop.now())
            acceptAll();
        advanceReady();
        advanceTimers();
        removeFinished();
        if (!shared.stopping && stopRequested.load(std::memory_order_acquire))
            beginStop();
        if (shared.stopping && (clients.empty() || loop.now() >= stopDeadline))
            return;
    }
}

Nanoseconds DemoTarget::Server::nextDeadline() const {
    if (!ready.empty())
        return Nanoseconds{0};
    Nanoseconds deadline = loop.now() + longestWait;
    if (!timers.empty())
        deadline = std::min(deadline, timers.begin()->first);
    if (acceptAgain > Nanoseconds{0})
        deadline = std::min(deadline, acceptAgain);
    if (shared.stopping)
        deadline = std::min(deadline, stopDeadline);
    return deadline;
}

void DemoTarget::Server::acceptAll() {
    acceptAgain = Nanoseconds{0};
    while (listener.isOpen()) {
        UniqueFd socket(accept4(listener.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (socket.isOpen()) {
            admit(std::move(socket));
            continue;
        }
        // The others are errors of a connection that is gone before it was accepted (accept(2)).
        const bool isOut = errno == EMFILE || errno == ENFILE || errno == ENOBUFS ||
                           errno == ENOMEM || errno == EBADF || errno == EINVAL;
        if (isOut)
            acceptAgain = loop.now() + acceptRetry;
        if (isOut || errno == EAGAIN)
            return;
    }
}

void DemoTarget::Server::admit(UniqueFd socket) {
    const int fd = socket.get();
    auto client = std::make_unique<Client>(std::move(socket), shared);
    if (loop.add(fd, client.get()) != 0)
        return;
    client->index = clients.size();
    clients.push_back(std::move(client));
}

void DemoTarget::Server::advance(Client& client) {
    Nanoseconds timer{0};
    switch (client.connection.proceed()) {
    case DemoConnection::Turn::Waiting:
        break;
    case DemoConnection::Turn::Pausing:
        timer = client.connection.due();
        // Nobody will be here to send that.
        if (shared.stopping && timer > stopDeadline) {
            finish(client);
            return;
        }
        break;
    case DemoConnection::Turn::Again:
        makeReady(client);
        break;
    case DemoConnection::Turn::Finished:
        finish(client);
        return;
    }
    setTimer(client, timer);
}

void DemoTarget::Server::makeReady(Client& client) {
    if (client.isReady || client.isFinished)
        return;
    client.isReady = true;
    ready.push_back(&client);
}

// Not all of them in one go, so that new connections and stop() do not have to wait for that.
void DemoTarget::Server::advanceReady() {
    for (std::size_t left = std::min(ready.size(), readyAtOnce); left > 0; --left) {
        Client& client = *ready.front();
        ready.pop_front();
        client.isReady = false;
        advance(client);
    }
}

void DemoTarget::Server::advanceTimers() {
    while (!timers.empty() && timers.begin()->first <= loop.now()) {
        Client& client = *timers.begin()->second;
        setTimer(client, Nanoseconds{0});
        advance(client);
    }
}

void DemoTarget::Server::setTimer(Client& client, Nanoseconds due) {
    if (client.timer == due)
        return;
    if (client.timer > Nanoseconds{0})
        timers.erase({client.timer, &client});
    if (due > Nanoseconds{0})
        timers.emplace(due, &client);
    client.timer = due;
}

void DemoTarget::Server::finish(Client& client) {
    setTimer(client, Nanoseconds{0});
    if (client.isReady)
        std::erase(ready, &client);
    client.connection.close();
    client.isFinished = true;
    finished.push_back(&client);
}

void DemoTarget::Server::removeFinished() {
    for (const Client* client : finished) {
        const std::size_t index = client->index;
        clients.back()->index = index;
        std::swap(clients[index], clients.back());
        clients.pop_back();
    }
    finished.clear();
}

void DemoTarget::Server::beginStop() {
    listener.reset();
    acceptAgain = Nanoseconds{0};
    shared.stopping = true;
    stopDeadline = loop.now() + grace;
    // Looks once more for a request that has come; the idle ones end with that.
    for (const auto& client : clients) {
        client->connection.expectInput(false);
        makeReady(*client);
    }
}

DemoTarget::DemoTarget(UniqueFd listener, DemoOptions options)
    : m_server(std::make_unique<Server>(std::move(listener), options)) {}

DemoTarget::~DemoTarget() = default;

Result<> DemoTarget::run() {
    // Of this thread: an answer that is due in 5 ms shall not come 50 µs later than that.
    prctl(PR_SET_TIMERSLACK, 1UL);
    if (auto listening = m_server->listen(); !listening)
        return listening;
    m_server->serve();
    m_server->clients.clear();
    return {};
}

void DemoTarget::stop() {
    const int interruptedErrno = errno;
    m_server->stopRequested.store(true, std::memory_order_release);
    m_server->loop.wake();
    errno = interruptedErrno;
}

} // namespace squall
