// A server with a known delay, the truth to hold latency figures against: an answer takes 500 µs,
// every 50th 5 ms, by busy waiting, so that no timer blurs it. One connection at a time. It prints
// its address when it listens.

#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string_view>

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <CLI/CLI.hpp>

#include "core/base/clock.h"
#include "core/base/uniquefd.h"
#include "core/net/endpoint.h"

namespace {

using squall::monotonicNow;
using squall::Nanoseconds;
using squall::UniqueFd;

constexpr Nanoseconds usualDelay = std::chrono::microseconds(500);
constexpr Nanoseconds longDelay = std::chrono::milliseconds(5);
constexpr std::uint64_t longEvery = 50;
constexpr std::string_view answer =
    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: keep-alive\r\n\r\nhello";

/// Until the client closes. Requests have no body and arrive whole, one at a time.
void serve(int fd, std::uint64_t& answered) {
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    std::array<char, 16 * 1024> buffer;
    while (recv(fd, buffer.data(), buffer.size(), 0) > 0) {
        const Nanoseconds due =
            monotonicNow() + (++answered % longEvery == 0 ? longDelay : usualDelay);
        while (monotonicNow() < due) {
        }
        send(fd, answer.data(), answer.size(), MSG_NOSIGNAL);
    }
}

} // namespace

int main(int argc, char** argv) {
    std::uint16_t port = 0;
    unsigned seconds = 600;
    CLI::App app("A server that answers after 500 µs, every 50th time after 5 ms", "delayserver");
    app.add_option("--port", port, "Port on 127.0.0.1 (a free one)");
    app.add_option("--seconds", seconds, "Is ended by SIGALRM after this time (600)");
    CLI11_PARSE(app, argc, argv);

    const auto listener = squall::listenOnLoopback(port);
    if (!listener || fcntl(listener->get(), F_SETFL, 0) != 0) {
        std::fprintf(stderr, "delayserver: cannot listen on port %u\n", unsigned{port});
        return 1;
    }
    std::printf("http://%s/\n", squall::Endpoint::ofSocket(listener->get()).toString().c_str());
    std::fflush(stdout);
    alarm(seconds);
    std::uint64_t answered = 0;
    for (;;) {
        const UniqueFd client(accept4(listener->get(), nullptr, nullptr, SOCK_CLOEXEC));
        serve(client.get(), answered);
    }
}
