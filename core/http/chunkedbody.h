#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

#include "core/http/keptbody.h"
#include "core/http/parsefault.h"

namespace squall {

/// Reads a body in chunks (RFC 9112, section 7.1): chunk-size [ chunk-ext ] CRLF chunk-data CRLF,
/// then trailer fields, which are skipped. Any split of the input gives the same answer; nothing is
/// kept here, and no line may be longer than 64 KiB. One thread at a time.
class ChunkedBody final {
public:
    static constexpr std::uint64_t unbounded = std::numeric_limits<std::uint64_t>::max();

    /// A new body begins. A chunk with which it has more than `longest` bytes of data is a fault as
    /// soon as its size is known.
    void begin(std::uint64_t longest = unbounded) {
        *this = {};
        m_longest = longest;
    }

    /// Bytes taken: all of them, unless the body isDone() or has a fault(). Chunk data are added
    /// to `body`, unless it is null.
    [[nodiscard]] std::size_t feed(std::string_view input, KeptBody* body = nullptr);

    [[nodiscard]] bool isDone() const { return m_state == State::Done; }

    [[nodiscard]] ParseFault fault() const { return m_fault; }

    /// Of chunk data, so far.
    [[nodiscard]] std::uint64_t dataBytes() const { return m_dataBytes; }

private:
    enum class State : std::uint8_t {
        Size,
        Blank, ///< after the size, where only an extension or the line end may follow
        Extension,
        SizeEnd,
        Data,
        DataEnd,
        DataEndLf,
        Trailer,
        Done,
        Broken,
    };

    void feedByte(char c);
    void feedSize(char c);
    void feedTrailer(char c);
    void breakWith(ParseFault fault);

    State m_state = State::Size;
    std::uint8_t m_sizeDigits = 0;
    char m_previous = '\n';       ///< byte of a trailer line
    bool m_trailerIsEmpty = true; ///< the trailer line holds nothing yet
    ParseFault m_fault = ParseFault::None;
    std::uint32_t m_lineBytes = 0; ///< of the chunk-size line, or of all trailers
    std::uint64_t m_remaining = 0; ///< of the chunk
    std::uint64_t m_dataBytes = 0;
    std::uint64_t m_longest = unbounded;
};

} // namespace squall
