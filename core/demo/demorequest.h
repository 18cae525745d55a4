#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/demo/demoroute.h"

namespace squall {

/// What the demo target needs to know of a request.
struct DemoRequest {
    DemoRoute route;
    bool isHead = false;
    bool isOld = false; ///< HTTP/1.0: to keep the connection must be said
    bool keepAlive = false;
    std::string body; ///< of an echo; any other body is thrown away as it comes

    bool operator==(const DemoRequest&) const = default;
};

/// Why bytes are not a request that can be answered. The connection has to be closed after it.
struct DemoRefusal {
    int status = 400;
    std::string_view reason; ///< one line, a literal
};

/// Incremental parser of HTTP/1.1 and 1.0 requests (RFC 9112), strict about line ends and lengths.
/// Any split of the input gives the same requests and the same refusal. It holds at most 64 KiB of
/// a head and 16 MiB of a body, and copies a line only when it arrives in pieces. One thread.
class DemoRequestParser final {
public:
    static constexpr std::size_t maxHeadBytes = 64 * 1024;
    static constexpr std::size_t maxEchoBytes = 16 * 1024 * 1024;

    enum class Outcome {
        NeedMore,
        WantsContinue, ///< the client waits for a 100 before it sends the body; feed on
        Complete,      ///< see request(), then next()
        Refused,       ///< see refusal(); takes no more
    };

    struct Step {
        Outcome outcome;
        std::size_t consumed; ///< bytes taken: all of them when NeedMore
    };

    [[nodiscard]] Step feed(std::string_view input);

    /// Valid when Complete.
    [[nodiscard]] DemoRequest& request() { return m_request; }

    /// Valid when Refused.
    [[nodiscard]] const DemoRefusal& refusal() const { return m_refusal; }

    /// Forgets the request; another one is expected.
    void next();

    /// No byte of the next request has come yet.
    [[nodiscard]] bool isFresh() const {
        return m_state == State::RequestLine && m_room == maxHeadBytes;
    }

private:
    enum class State : std::uint8_t {
        RequestLine,
        Field,
        ChunkSize,
        ChunkEnd,
        Trailer,
        Length,
        ChunkData,
        Complete,
        Refused,
    };

    struct Fields {
        bool hasHost = false;
        bool hasLength = false;
        bool chunked = false;
        bool close = false;
        bool keepAlive = false;
        bool expectsContinue = false;
        std::uint64_t length = 0;
    };

    [[nodiscard]] std::size_t feedLine(std::string_view input);
    [[nodiscard]] std::size_t feedBody(std::string_view input);
    void takeLine(std::string_view line);
    void takeRequestLine(std::string_view line);
    void takeField(std::string_view line);
    void takeContentLength(std::string_view value);
    void takeTransferEncoding(std::string_view value);
    void takeChunkSize(std::string_view line);
    void endHead();
    void expectLine(State state, std::size_t room);
    void refuse(int status, std::string_view reason);

    State m_state = State::RequestLine;
    bool m_wantsContinue = false;
    std::size_t m_room = maxHeadBytes; ///< that the present head, chunk line or trailers may take
    std::uint64_t m_remaining = 0;     ///< of the body, or of the chunk
    Fields m_fields;
    DemoRequest m_request;
    DemoRefusal m_refusal;
    std::string m_carry; ///< the beginning of a line that arrived in pieces
};

} // namespace squall
