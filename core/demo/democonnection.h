#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.h"
#include "core/base/uniquefd.h"
#include "core/demo/demoanswer.h"
#include "core/demo/demorequest.h"
#include "core/net/transport.h"

namespace squall {

/// What the connections of one target share. One thread.
struct DemoShared {
    explicit DemoShared(const DemoOptions& options)
        : policy(options) {}

    AnswerPolicy policy;
    std::optional<TlsServerContext> tls; ///< nothing: in the clear
    bool stopping = false;       ///< a connection ends with the last request that it has sent
    std::uint64_t heldBytes = 0; ///< of bodies to echo, on all connections
    std::vector<char> buffer = std::vector<char>(64 * 1024);
    const std::string filler = std::string(256 * 1024, 'x');
};

/// One client of the demo target: reads its requests and answers them in order, as far as its
/// socket lets it, and never waits. What it holds is bounded: it stops reading while it has answers
/// to write. One thread; `shared` outlives it.
class DemoConnection final {
public:
    enum class Turn {
        Waiting,  ///< until the socket has an event
        Pausing,  ///< until due() or an event
        Again,    ///< there is more to do, when the others have had their turn
        Finished, ///< over: to be closed
    };

    DemoConnection(UniqueFd socket, DemoShared& shared);
    ~DemoConnection();

    DemoConnection(const DemoConnection&) = delete;
    DemoConnection& operator=(const DemoConnection&) = delete;

    /// The socket may have something to read; `toItsEnd`: the peer has closed its side.
    void expectInput(bool toItsEnd);

    /// Does what can be done now, within bounds that are fair to the others.
    [[nodiscard]] Turn proceed();

    /// When to proceed() after Pausing.
    [[nodiscard]] Nanoseconds due() const { return m_due; }

    void close() { m_transport.close(); }

private:
    enum class Phase : std::uint8_t {
        Handshaking, ///< TLS under way
        Serving,
        Delaying, ///< the answer to the present request is not due yet
        Leaving,  ///< the last answer is on its way
        Refusing, ///< the same, but the client may still be sending
        Draining, ///< its bytes are thrown away until it has seen the refusal
    };

    enum class Flush : std::uint8_t { Done, Blocked, Broken, Enough };

    [[nodiscard]] Turn takeStep();
    [[nodiscard]] Turn shakeHands();
    [[nodiscard]] Flush flush();
    [[nodiscard]] std::string_view nextPiece() const;
    void wrote(std::size_t bytes);
    [[nodiscard]] bool receive();
    [[nodiscard]] Turn drain();
    void answerUnread();
    [[nodiscard]] std::string_view answerAll(std::string_view input);
    void plan(bool isLast);
    void answer(bool isLast);
    void refuse(const DemoRefusal& refusal);
    void startDraining();
    void countHeld();

    Transport m_transport;
    DemoShared& m_shared;
    DemoRequestParser m_parser;
    Phase m_phase = Phase::Serving;
    bool m_mayRead = false;
    bool m_readToEnd = false;
    Nanoseconds m_due{0};
    DemoRoute m_planned;
    std::string m_unread; ///< requests that were received but have to wait
    std::size_t m_unreadTaken = 0;
    // To be written, in this order.
    std::string m_output;
    std::size_t m_outputSent = 0;
    std::string m_body; ///< of an echo that is too large for m_output
    std::size_t m_bodySent = 0;
    std::uint64_t m_fillerLeft = 0;
    std::uint64_t m_heldCounted = 0; ///< our part of DemoShared::heldBytes
};

} // namespace squall
