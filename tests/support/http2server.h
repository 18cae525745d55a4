#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/testserver.h"

namespace squall::test {

/// Frames of HTTP/2 as bytes (RFC 9113, section 6), right or wrong.
namespace frames {

enum Type : std::uint8_t { Data, Headers, Priority, Reset, Settings, Push, Ping, Goaway, Window };

inline constexpr std::uint8_t endStream = 0x1; ///< also: ack
inline constexpr std::uint8_t endHeaders = 0x4;

[[nodiscard]] std::string frame(std::uint8_t type, std::uint8_t flags, std::uint32_t stream,
                                const std::string& payload = {});
[[nodiscard]] std::string
settings(const std::vector<std::pair<std::uint16_t, std::uint32_t>>& values = {});
/// HPACK of a status and fields, all literal.
[[nodiscard]] std::string
headBlock(int status, const std::vector<std::pair<std::string, std::string>>& fields = {});
[[nodiscard]] std::string headers(std::uint32_t stream, int status, std::uint8_t flags = 0);
[[nodiscard]] std::string data(std::uint32_t stream, const std::string& body, bool ends = true);
[[nodiscard]] std::string reset(std::uint32_t stream, std::uint32_t code);
[[nodiscard]] std::string goaway(std::uint32_t lastStream, std::uint32_t code = 0);
/// A whole answer.
[[nodiscard]] std::string answer(std::uint32_t stream, int status = 200,
                                 const std::string& body = "hello");

} // namespace frames

/// A server of HTTP/2 by prior knowledge that answers as it is told, with frames that need not be
/// right. Settings and pings are acknowledged and windows opened by itself.
class Http2Server final {
public:
    /// Called in the server's thread with the number of the request (from 0) and its stream.
    using Script = std::function<Reply(std::uint64_t number, std::uint32_t stream)>;

    explicit Http2Server(Script script, std::string greeting = frames::settings());

    [[nodiscard]] std::string url() const { return m_server.url(); }

    /// Whole requests that have arrived, connections taken and those that are open now.
    [[nodiscard]] std::uint64_t requests() const { return m_requests; }

    [[nodiscard]] std::uint64_t accepted() const { return m_server.accepted(); }

    [[nodiscard]] std::int64_t openConnections() const { return m_server.openConnections(); }

    /// GOAWAYs that came from the client, and the resets of streams.
    [[nodiscard]] std::uint64_t goodbyes() const { return m_goodbyes; }

    [[nodiscard]] std::uint64_t resets() const { return m_resets; }

    /// Bytes of the longest HEADERS that came.
    [[nodiscard]] std::uint64_t longestHead() const { return m_longestHead; }

private:
    [[nodiscard]] Reply onFrame(const std::string& bytes);

    const Script m_script;
    const std::string m_greeting;
    // Written by the server's thread, read by the test's.
    std::atomic<std::uint64_t> m_requests{0};
    std::atomic<std::uint64_t> m_goodbyes{0};
    std::atomic<std::uint64_t> m_resets{0};
    std::atomic<std::uint64_t> m_longestHead{0};
    TestServer m_server; ///< the last one: its thread uses the others
};

} // namespace squall::test
