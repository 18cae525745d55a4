#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace squall::test {

/// One write of a scripted answer, a while after the one before.
struct Write {
    std::string bytes;
    std::chrono::milliseconds after{0};
    bool isEndless = false; ///< again and again, each a while after the last, until the client goes
};

/// What the server does about one request.
struct Reply {
    enum class Then {
        Keep,      ///< wait for the next request
        Close,     ///< close in good order
        Reset,     ///< close with an RST
        HalfClose, ///< send the end of the stream and go on reading
        Ignore,    ///< never read again
    };

    std::vector<Write> writes;
    Then then = Then::Keep;
};

/// A whole answer of 200 with a small body.
[[nodiscard]] Reply okReply(const std::string& body = "hello");
/// `bytes` as they are.
[[nodiscard]] Reply rawReply(std::string bytes, Reply::Then then = Reply::Then::Keep);
/// Nothing, ever.
[[nodiscard]] Reply silence();
/// `bytes` one at a time.
[[nodiscard]] Reply drippingReply(const std::string& bytes, std::chrono::milliseconds pause);

struct TestServerOptions {
    /// What happens as soon as a connection, counted from 0, is taken; null: nothing. Called in the
    /// server's thread. The first one is the run's probe, and carries requests as others do.
    std::function<Reply(std::uint64_t connection)> opening;
    bool hasNagle = false;  ///< TCP_NODELAY is not set, as where nobody has thought of it
    bool accepts = true;    ///< or connections wait in the kernel's queue for ever
    std::uint16_t port = 0; ///< 0: a free one
    const char* address = "127.0.0.1";
    /// Bytes of the first whole request in `received`, 0 when it is not whole yet; null: HTTP/1.1.
    std::size_t (*framing)(const std::string& received) = nullptr;
};

/// A server on loopback that answers as it is told, in a thread of its own, and counts. The script
/// is called in that thread with the number of the request (from 0) and its head and body.
class TestServer final {
public:
    using Script = std::function<Reply(std::uint64_t number, const std::string& request)>;

    explicit TestServer(Script script, TestServerOptions options = {});
    ~TestServer();

    TestServer(const TestServer&) = delete;
    TestServer& operator=(const TestServer&) = delete;

    [[nodiscard]] std::uint16_t port() const { return m_port; }

    [[nodiscard]] std::string url(const std::string& path = "/") const;

    /// Whole requests that have arrived.
    [[nodiscard]] std::uint64_t requests() const { return m_requests; }

    /// Connections that have been taken, and those that are open now.
    [[nodiscard]] std::uint64_t accepted() const { return m_accepted; }

    [[nodiscard]] std::int64_t openConnections() const { return m_open; }

private:
    struct Client;
    struct Loop;

    void serve();
    [[nodiscard]] std::size_t requestSize(const std::string& received) const;

    const Script m_script;
    const TestServerOptions m_options;
    int m_listener = -1;
    int m_wake = -1;
    std::uint16_t m_port = 0;
    // Written by the server's thread, read by the test's.
    std::atomic<std::uint64_t> m_requests{0};
    std::atomic<std::uint64_t> m_accepted{0};
    std::atomic<std::int64_t> m_open{0};
    std::atomic<bool> m_stop{false};
    std::thread m_thread;
};

} // namespace squall::test
