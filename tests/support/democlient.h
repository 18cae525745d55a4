#pragma once

#include <cstddef>
#include <cstdint>
#include <future>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/uniquefd.h"
#include "core/demo/demotarget.h"

namespace squall::test {

/// A demo target on a free port, on a thread of its own.
class RunningTarget final {
public:
    explicit RunningTarget(DemoOptions options = {});
    ~RunningTarget();

    RunningTarget(const RunningTarget&) = delete;
    RunningTarget& operator=(const RunningTarget&) = delete;

    void start();

    void stop() { m_target.stop(); }

    /// After stop(). The true limit is 500 ms; a busy machine gets more.
    [[nodiscard]] bool hasEnded();

    [[nodiscard]] std::uint16_t port() const { return m_port; }

private:
    UniqueFd m_listener;
    std::uint16_t m_port;
    DemoTarget m_target;
    std::future<bool> m_run;
};

struct DemoAnswer {
    int status = 0; ///< 0 when the connection ended before the answer did
    std::string head;
    std::string body;
};

/// A blocking connection to a demo target. Whatever takes longer than 10 s counts as failed.
class DemoClient final {
public:
    explicit DemoClient(const RunningTarget& target);

    [[nodiscard]] bool isConnected() const { return m_isConnected; }

    /// As much as the target takes: it may close before the end.
    void send(std::string_view bytes) const;
    void endSending() const;

    void close() { m_fd.reset(); }

    /// The next head alone; empty when there is none.
    [[nodiscard]] std::string readHead();
    [[nodiscard]] DemoAnswer readAnswer(bool toHead = false);
    /// Everything up to the end of the connection; nothing when it goes on.
    [[nodiscard]] std::optional<std::string> readToEnd();

    /// The connection has ended, and nothing came before that.
    [[nodiscard]] bool isClosedByPeer() { return readToEnd() == std::string(); }

private:
    [[nodiscard]] bool receive();
    [[nodiscard]] std::string take(std::size_t bytes);

    UniqueFd m_fd;
    bool m_isConnected = false;
    bool m_isAtEnd = false;
    std::string m_received;
};

/// `fields` are whole lines.
[[nodiscard]] std::string demoRequest(std::string_view method, std::string_view target,
                                      std::string_view fields = {}, std::string_view body = {});
[[nodiscard]] std::string demoGet(std::string_view target, std::string_view fields = {});
[[nodiscard]] std::string demoPost(std::string_view target, std::string_view body);
/// A body with Transfer-Encoding: chunked.
[[nodiscard]] std::string demoChunks(std::string_view body, std::size_t chunkBytes);

} // namespace squall::test
