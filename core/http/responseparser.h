#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/http/chunkedbody.h"
#include "core/http/parsefault.h"

namespace squall {

/// Incremental parser of HTTP/1.1 and 1.0 responses (RFC 9112), strict where leniency would let a
/// length be misread. Any split of the input gives the same answer. It keeps nothing of a body,
/// copies a head only when it arrives in pieces, and holds at most 64 KiB. One thread at a time.
class ResponseParser final {
public:
    static constexpr std::size_t maxHeadBytes = 64 * 1024;
    static constexpr int maxFields = 256;
    static constexpr int maxInterim = 32;

    enum class Outcome { NeedMore, Complete, Failed };

    struct Step {
        Outcome outcome;
        std::size_t consumed; ///< bytes taken; fewer than given only when Complete or Failed
    };

private:
    struct Fields {
        bool hasLength = false;
        bool chunked = false;
        bool otherCoding = false;
        bool close = false;
        bool keepAlive = false;
        std::uint64_t length = 0;
    };

public:
    /// The last head that came in one piece. Servers send the same head again and again, but for
    /// the date once a second: comparing it costs a tenth of parsing it. Shared by all parsers of
    /// one thread.
    class Memo final {
        friend class ResponseParser;

        std::string m_head;
        Fields m_fields;
        std::uint16_t m_status = 0;
        std::uint8_t m_minorVersion = 0;
    };

    /// Bodies are added to `body` from now on, decoded from chunks, and never cleared here; null:
    /// they are kept nowhere.
    void keepBody(KeptBody* body) { m_body = body; }

    /// From now on a body of more than `longest` bytes is ParseFault::BodyTooLong: where its length
    /// or the size of a chunk says so, before any of these bytes has come.
    void limitBody(std::uint64_t longest) { m_longestBody = longest; }

    /// A new response is expected. `toHead`: it answers a HEAD request, so has no body.
    void expect(bool toHead);

    [[nodiscard]] Step feed(std::string_view input) { return feed(input, nullptr); }

    /// The same answer, sooner where `memo` knows the head.
    [[nodiscard]] Step feed(std::string_view input, Memo* memo);

    /// The peer closed its side: true when that is how this response ends (RFC 9112, 6.3, rule 8).
    [[nodiscard]] bool endsAtClose() const { return m_state == State::UntilClose; }

    /// True from expect() until the first byte.
    [[nodiscard]] bool isFresh() const { return m_state == State::Head && !m_started; }

    /// Of a body with a known length, the bytes that are still to come and that nobody looks at;
    /// skip() tells that some of them were thrown away unread.
    [[nodiscard]] std::uint64_t skippable() const {
        return m_state == State::Length && m_body == nullptr ? m_remaining : 0;
    }

    [[nodiscard]] Step skip(std::uint64_t bytes);

    /// An interim 100 has come: the server wants the rest of the request (RFC 9110, 15.2.1).
    [[nodiscard]] bool hasContinued() const { return m_hasContinued; }

    /// 0 before the head is whole.
    [[nodiscard]] int status() const { return m_status; }

    /// Whether the connection may be used again after this response.
    [[nodiscard]] bool keepAlive() const { return m_keepAlive; }

    [[nodiscard]] std::uint64_t bodyBytes() const { return m_bodyBytes; }

    /// Valid after Outcome::Failed.
    [[nodiscard]] ParseFault fault() const { return m_fault; }

private:
    enum class State : std::uint8_t {
        Head,
        Length,
        UntilClose,
        Chunks,
        Done,
        Broken,
    };

    /// How far a head has been read.
    struct Head {
        Fields fields;
        int lines = 0;
        std::size_t lineBegin = 0; ///< of the first line that is not whole yet
        std::size_t searched = 0;  ///< bytes in which no further line ends
    };

    [[nodiscard]] std::size_t feedHead(std::string_view input, Memo* memo);
    [[nodiscard]] std::size_t recall(std::string_view input, const Memo& memo);
    void remember(std::string_view head, const Fields& fields, Memo& memo) const;
    [[nodiscard]] std::size_t feedSplitHead(std::string_view input);
    [[nodiscard]] std::size_t feedBody(std::string_view input);
    [[nodiscard]] std::size_t feedChunks(std::string_view input);
    /// Reads the lines of `text` that `head` does not know yet. Bytes up to and with the empty
    /// line; 0 when there is none yet or it is broken.
    [[nodiscard]] std::size_t parseHead(std::string_view text, Head& head);
    [[nodiscard]] bool parseStatusLine(std::string_view line);
    [[nodiscard]] bool parseField(std::string_view line, Fields& fields);
    void applyHead(const Fields& fields);
    void chooseFraming(const Fields& fields);
    bool breakWith(ParseFault fault);

    State m_state = State::Head;
    bool m_toHead = false;
    bool m_started = false;
    bool m_isSplit = false; ///< the head has come in part, and is in m_carry so far
    bool m_keepAlive = false;
    bool m_hasContinued = false;
    std::uint8_t m_minorVersion = 1;
    std::uint8_t m_interim = 0;
    ParseFault m_fault = ParseFault::None;
    std::uint16_t m_status = 0;
    std::uint64_t m_remaining = 0;
    std::uint64_t m_bodyBytes = 0;
    std::uint64_t m_longestBody = ChunkedBody::unbounded;
    ChunkedBody m_chunks;
    KeptBody* m_body = nullptr;
    std::string m_carry;
    Head m_head; ///< of m_carry
};

} // namespace squall
