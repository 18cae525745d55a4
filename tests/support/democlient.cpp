#include "tests/support/democlient.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <utility>

#include <sys/socket.h>
#include <sys/time.h>

#include "core/net/endpoint.h"

namespace squall::test {

namespace {

constexpr timeval patience{10, 0};

} // namespace

RunningTarget::RunningTarget(DemoOptions options)
    : m_listener(listenOnLoopback(0).value())
    , m_port(Endpoint::ofSocket(m_listener.get()).port())
    , m_target(std::move(m_listener), options) {}

RunningTarget::~RunningTarget() {
    if (m_run.valid())
        m_target.stop();
}

void RunningTarget::start() {
    m_run = std::async(std::launch::async, [this] { return m_target.run().has_value(); });
}

bool RunningTarget::hasEnded() {
    return m_run.wait_for(std::chrono::seconds(5)) == std::future_status::ready && m_run.get();
}

DemoClient::DemoClient(const RunningTarget& target)
    : m_fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    setsockopt(m_fd.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(m_fd.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    const auto endpoint = Endpoint::fromNumeric("127.0.0.1", target.port());
    m_isConnected = connect(m_fd.get(), endpoint->address(), endpoint->size()) == 0;
}

void DemoClient::send(std::string_view bytes) const {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(m_fd.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0)
            return;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

void DemoClient::endSending() const {
    shutdown(m_fd.get(), SHUT_WR);
}

std::string DemoClient::readHead() {
    for (;;) {
        const std::size_t end = m_received.find("\r\n\r\n");
        if (end != std::string::npos)
            return take(end + 4);
        if (!receive())
            return {};
    }
}

DemoAnswer DemoClient::readAnswer(bool toHead) {
    constexpr std::string_view lengthField = "Content-Length: ";
    DemoAnswer answer;
    answer.head = readHead();
    if (!answer.head.starts_with("HTTP/1.1 "))
        return answer;
    const std::size_t field = answer.head.find(lengthField);
    const std::size_t length = toHead || field == std::string::npos
                                   ? 0
                                   : std::stoul(answer.head.substr(field + lengthField.size()));
    while (m_received.size() < length) {
        if (!receive())
            return answer;
    }
    answer.body = take(length);
    answer.status = std::stoi(answer.head.substr(9, 3));
    return answer;
}

std::optional<std::string> DemoClient::readToEnd() {
    while (receive()) {
    }
    return m_isAtEnd ? std::optional(std::exchange(m_received, {})) : std::nullopt;
}

bool DemoClient::receive() {
    std::array<char, 65536> buffer;
    const ssize_t got = recv(m_fd.get(), buffer.data(), buffer.size(), 0);
    if (got > 0)
        m_received.append(buffer.data(), static_cast<std::size_t>(got));
    m_isAtEnd = got == 0 || (got < 0 && errno == ECONNRESET);
    return got > 0;
}

std::string DemoClient::take(std::size_t bytes) {
    std::string taken = m_received.substr(0, bytes);
    m_received.erase(0, bytes);
    return taken;
}

std::string demoRequest(std::string_view method, std::string_view target, std::string_view fields,
                        std::string_view body) {
    std::string text(method);
    text.append(" ").append(target).append(" HTTP/1.1\r\nHost: demo\r\n");
    return text.append(fields).append("\r\n").append(body);
}

std::string demoGet(std::string_view target, std::string_view fields) {
    return demoRequest("GET", target, fields);
}

std::string demoPost(std::string_view target, std::string_view body) {
    return demoRequest("POST", target, "Content-Length: " + std::to_string(body.size()) + "\r\n",
                       body);
}

std::string demoChunks(std::string_view body, std::size_t chunkBytes) {
    std::string text;
    for (; !body.empty(); body.remove_prefix(std::min(chunkBytes, body.size()))) {
        const std::string_view chunk = body.substr(0, chunkBytes);
        std::array<char, 16> digits;
        const auto end = std::to_chars(digits.begin(), digits.end(), chunk.size(), 16).ptr;
        text.append(digits.begin(), end).append("\r\n").append(chunk).append("\r\n");
    }
    return text.append("0\r\n\r\n");
}

} // namespace squall::test
