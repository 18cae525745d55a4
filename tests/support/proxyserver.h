#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace squall::test {

struct ProxyServerOptions {
    std::string userInfo;   ///< "user:password" that a client must give; empty: none
    std::string httpAnswer; ///< said instead of opening a way, to a request of HTTP
    char socksReply = 0;    ///< the same, of SOCKS5
};

/// A proxy on loopback, for CONNECT, whole addresses and SOCKS5, that takes every name for
/// 127.0.0.1. Each connection has a thread.
class ProxyServer final {
public:
    explicit ProxyServer(ProxyServerOptions options = {});
    ~ProxyServer();

    ProxyServer(const ProxyServer&) = delete;
    ProxyServer& operator=(const ProxyServer&) = delete;

    /// "socks5://user:password@127.0.0.1:1234".
    [[nodiscard]] std::string url(const std::string& scheme,
                                  const std::string& userInfo = {}) const;

    /// "host:port" of every way that was opened.
    [[nodiscard]] std::vector<std::string> opened() const;

    /// The request line of every request with a whole address.
    [[nodiscard]] std::vector<std::string> asked() const;

private:
    void serve();
    void talk(int client);
    [[nodiscard]] bool talkHttp(int client, std::string received);
    [[nodiscard]] bool isRefused(int client, const std::string& head) const;
    [[nodiscard]] bool tunnel(int client, const std::string& head);
    void passOn(int client, std::string head);
    [[nodiscard]] bool talkSocks(int client);
    [[nodiscard]] int connectTo(const std::string& host, std::uint16_t port);

    const ProxyServerOptions m_options;
    int m_listener = -1;
    std::uint16_t m_port = 0;
    mutable std::mutex m_mutex; ///< of what follows
    std::vector<int> m_sockets;
    std::vector<std::string> m_opened;
    std::vector<std::string> m_asked;
    std::vector<std::thread> m_talks;
    std::thread m_thread; ///< the last one: it uses the others
};

} // namespace squall::test
