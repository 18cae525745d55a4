// The floor: what the system calls alone cost. Blocking send and recv over N connections in two
// phases, first all sends, then all receives; no parsing, no waiting for readiness, no clock per
// request. A load tester that does all of that cannot be much faster. Prints one line of JSON.

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <CLI/CLI.hpp>

#include "core/base/clock.h"
#include "core/base/uniquefd.h"
#include "core/http/responseparser.h"
#include "core/net/endpoint.h"
#include "core/stats/histogram.h"

namespace {

using namespace squall;

struct Options {
    std::uint16_t port = 0;
    std::string path = "/";
    std::uint32_t connections = 1;
    double seconds = 2;
    bool spins = false;
    bool measuresLatency = false;
};

struct Figures {
    std::uint64_t requests = 0;
    Nanoseconds elapsed{0};
    Histogram latency; ///< empty unless asked for
};

class Floor final {
public:
    explicit Floor(const Options& options)
        : m_options(options)
        , m_request("GET " + options.path +
                    " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(options.port) + "\r\n\r\n") {}

    /// False when the server cannot be reached or does not answer.
    bool open() {
        for (std::uint32_t i = 0; i < m_options.connections; ++i) {
            if (!connectOne())
                return false;
        }
        return learnAnswer();
    }

    /// Nothing when a connection broke.
    std::optional<Figures> run() {
        Figures figures;
        const Nanoseconds began = monotonicNow();
        const Nanoseconds end =
            began + Nanoseconds(static_cast<std::int64_t>(m_options.seconds * 1e9));
        // Few connections take turns often before the clock is looked at.
        const int turns = m_options.connections < 64 ? 64 : 1;
        while (monotonicNow() < end) {
            for (int turn = 0; turn < turns; ++turn) {
                if (!(m_options.measuresLatency ? timedExchange(figures.latency) : exchange()))
                    return std::nullopt;
            }
            figures.requests += static_cast<std::uint64_t>(turns) * m_sockets.size();
        }
        figures.elapsed = monotonicNow() - began;
        return figures;
    }

private:
    bool connectOne() {
        UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        const auto endpoint = Endpoint::fromNumeric("127.0.0.1", m_options.port);
        const int on = 1;
        if (!socket.isOpen() || connect(socket.get(), endpoint->address(), endpoint->size()) != 0)
            return false;
        setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        m_sockets.push_back(std::move(socket));
        return true;
    }

    /// How many bytes an answer has, from one that is parsed.
    bool learnAnswer() {
        const int fd = m_sockets.front().get();
        ResponseParser parser;
        parser.expect(false);
        if (!sendRequest(fd))
            return false;
        for (;;) {
            const ssize_t got = recv(fd, m_buffer.data(), m_buffer.size(), 0);
            if (got <= 0)
                return false;
            const auto bytes = static_cast<std::size_t>(got);
            m_answerBytes += bytes;
            const auto step = parser.feed({m_buffer.data(), bytes});
            if (step.outcome != ResponseParser::Outcome::NeedMore)
                return step.outcome == ResponseParser::Outcome::Complete && step.consumed == bytes;
        }
    }

    bool exchange() {
        for (const UniqueFd& socket : m_sockets) {
            if (!sendRequest(socket.get()))
                return false;
        }
        for (const UniqueFd& socket : m_sockets) {
            if (!receiveAnswer(socket.get()))
                return false;
        }
        return true;
    }

    bool timedExchange(Histogram& latency) {
        const Nanoseconds sent = monotonicNow();
        const bool isWhole = exchange();
        latency.record(monotonicNow() - sent);
        return isWhole;
    }

    [[nodiscard]] bool sendRequest(int fd) const {
        return send(fd, m_request.data(), m_request.size(), MSG_NOSIGNAL) ==
               static_cast<ssize_t>(m_request.size());
    }

    bool receiveAnswer(int fd) {
        std::size_t left = m_answerBytes;
        while (left > 0) {
            const ssize_t got =
                recv(fd, m_buffer.data(), m_buffer.size(), m_options.spins ? MSG_DONTWAIT : 0);
            if (got < 0 && m_options.spins && errno == EAGAIN)
                continue;
            if (got <= 0 || static_cast<std::size_t>(got) > left)
                return false;
            left -= static_cast<std::size_t>(got);
        }
        return true;
    }

    const Options m_options;
    const std::string m_request;
    std::vector<UniqueFd> m_sockets;
    std::size_t m_answerBytes = 0;
    std::array<char, 64 * 1024> m_buffer;
};

double microseconds(Nanoseconds value) {
    return static_cast<double>(value.count()) / 1e3;
}

double processorSeconds() {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    return static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
           static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

void print(const Figures& figures) {
    std::printf("{\"requests\": %llu, \"seconds\": %.6f, \"cpu_seconds\": %.6f",
                static_cast<unsigned long long>(figures.requests),
                microseconds(figures.elapsed) / 1e6, processorSeconds());
    if (figures.latency.count() > 0)
        std::printf(", \"p50_us\": %.3f, \"p99_us\": %.3f",
                    microseconds(figures.latency.percentile(50)),
                    microseconds(figures.latency.percentile(99)));
    std::printf("}\n");
}

int complain(const char* what) {
    std::fprintf(stderr, "floor: %s\n", what);
    return 1;
}

} // namespace

int main(int argc, char** argv) {
    Options options;
    CLI::App app("What the system calls of a load test alone cost", "floor");
    app.add_option("--port", options.port, "Port on 127.0.0.1")->required();
    app.add_option("--path", options.path, "Path of every request (/)");
    app.add_option("--connections", options.connections, "Connections (1)")
        ->check(CLI::PositiveNumber);
    app.add_option("--seconds", options.seconds, "Time to run (2)")->check(CLI::PositiveNumber);
    app.add_flag("--spin", options.spins, "Ask for answers without blocking");
    app.add_flag("--latency", options.measuresLatency, "Tell p50 and p99; for one connection");
    CLI11_PARSE(app, argc, argv);
    if (options.measuresLatency && options.connections != 1)
        return complain("--latency needs --connections 1");

    alarm(static_cast<unsigned>(options.seconds) + 30); // however the server fails
    Floor floor(options);
    if (!floor.open())
        return complain("cannot connect, or the answer is not HTTP");
    const auto figures = floor.run();
    if (!figures)
        return complain("a connection broke, or an answer had another length than the first");
    print(*figures);
}
