// A server that does as little as a server can, so that the client is the bottleneck: one thread,
// connections that are kept, one fixed answer of 248 bytes with a body of 100. It prints its
// address when it listens, and the number of requests answered so far on SIGUSR1 and at its end.
//
// Its loop is its own, not the engine's: a yardstick must not move with what it measures.

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <CLI/CLI.hpp>

#include "core/base/uniquefd.h"
#include "core/net/endpoint.h"

namespace {

using squall::UniqueFd;

constexpr std::string_view headEnd = "\r\n\r\n";

std::string makeAnswer() {
    return "HTTP/1.1 200 OK\r\n"
           "Server: benchserver\r\n"
           "Date: Mon, 01 Jan 2024 00:00:00 GMT\r\n"
           "Content-Type: text/plain\r\n"
           "Content-Length: 100\r\n"
           "Connection: keep-alive\r\n\r\n" +
           std::string(100, 'x');
}

class BenchServer final {
public:
    BenchServer(UniqueFd listener, UniqueFd signals)
        : m_listener(std::move(listener))
        , m_signals(std::move(signals))
        , m_epoll(epoll_create1(EPOLL_CLOEXEC)) {
        add(m_listener.get(), EPOLLIN);
        add(m_signals.get(), EPOLLIN);
    }

    /// Returns when a signal says so.
    void run() {
        std::array<epoll_event, 512> events;
        while (!m_isOver) {
            const int found = epoll_wait(m_epoll.get(), events.data(), events.size(), -1);
            if (found < 0 && errno != EINTR)
                break;
            for (const epoll_event& event : std::span(events.data(), std::max(found, 0)))
                onEvent(event);
        }
        printCount();
    }

private:
    void add(int fd, std::uint32_t what) {
        epoll_event event{};
        event.events = what;
        event.data.fd = fd;
        epoll_ctl(m_epoll.get(), EPOLL_CTL_ADD, fd, &event);
    }

    void onEvent(const epoll_event& event) {
        if (event.data.fd == m_listener.get())
            acceptAll();
        else if (event.data.fd == m_signals.get())
            takeSignal();
        else
            serve(event.data.fd, (event.events & ~EPOLLIN) != 0);
    }

    void acceptAll() {
        const int on = 1;
        int fd = -1;
        while ((fd = accept4(m_listener.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)) >=
               0) {
            setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            add(fd, EPOLLIN | EPOLLRDHUP | EPOLLET);
        }
    }

    void takeSignal() {
        signalfd_siginfo info{};
        if (read(m_signals.get(), &info, sizeof info) != sizeof info)
            return;
        if (info.ssi_signo == SIGUSR1)
            printCount();
        else
            m_isOver = true;
    }

    void serve(int fd, bool isEnding) {
        bool mayHaveMore = true;
        while (mayHaveMore) {
            const ssize_t got = recv(fd, m_buffer.data(), m_buffer.size(), 0);
            if (got < 0 && errno == EAGAIN)
                return;
            if (got <= 0 || !answerAll(fd, {m_buffer.data(), static_cast<std::size_t>(got)})) {
                close(fd);
                return;
            }
            mayHaveMore = isEnding || static_cast<std::size_t>(got) == m_buffer.size();
        }
    }

    /// Requests have no body and arrive whole, since they are small; several may come at once.
    bool answerAll(int fd, std::string_view received) {
        for (std::size_t at = received.find(headEnd); at != std::string_view::npos;
             at = received.find(headEnd, at + headEnd.size())) {
            if (send(fd, m_answer.data(), m_answer.size(), MSG_NOSIGNAL) < 0)
                return false;
            ++m_answered;
        }
        return true;
    }

    void printCount() const {
        std::printf("%llu\n", static_cast<unsigned long long>(m_answered));
        std::fflush(stdout);
    }

    UniqueFd m_listener;
    UniqueFd m_signals;
    UniqueFd m_epoll;
    const std::string m_answer = makeAnswer();
    std::uint64_t m_answered = 0;
    bool m_isOver = false;
    std::array<char, 64 * 1024> m_buffer;
};

/// SIGUSR1 and all that ends the server, as something to read.
UniqueFd openSignals() {
    sigset_t signals;
    sigemptyset(&signals);
    for (const int signal : {SIGUSR1, SIGALRM, SIGINT, SIGTERM, SIGHUP})
        sigaddset(&signals, signal);
    sigprocmask(SIG_BLOCK, &signals, nullptr);
    return UniqueFd(signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC));
}

} // namespace

int main(int argc, char** argv) {
    std::uint16_t port = 0;
    unsigned seconds = 600;
    CLI::App app("A server that is light enough to leave the client the bottleneck", "benchserver");
    app.add_option("--port", port, "Port on 127.0.0.1 (a free one)");
    app.add_option("--seconds", seconds, "Ends after this time (600)");
    CLI11_PARSE(app, argc, argv);

    auto listener = squall::listenOnLoopback(port);
    if (!listener) {
        std::fprintf(stderr, "benchserver: %s\n", listener.error().detail.c_str());
        return 1;
    }
    std::printf("http://%s/\n", squall::Endpoint::ofSocket(listener->get()).toString().c_str());
    std::fflush(stdout);
    UniqueFd signals = openSignals();
    alarm(seconds);
    BenchServer(std::move(*listener), std::move(signals)).run();
}
