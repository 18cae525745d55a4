#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace squall {

/// The classes of failure that the result file names.
enum class FailureClass : std::uint8_t {
    Status,   ///< a whole answer whose status the plan does not accept; code: the status
    Connect,  ///< no connection; code: errno, or proxyFaultCode and what it is added to
    Tls,      ///< no handshake; code: a TlsFault
    Timeout,  ///< no answer in time; code: a TimeoutPhase
    Reset,    ///< the connection broke; code: errno, or streamResetCode and what it is added to
    Closed,   ///< the server closed before the answer was whole; code: 0 before its first byte
    Protocol, ///< what came is not HTTP, or past a bound; code: a ParseFault, or
              ///< redirectFaultCode and a RedirectFault
    Resolve,  ///< the name has no address; code: redirectFaultCode and a RedirectFault
    Check,    ///< a whole answer that breaks an expectation of the plan
    Other,    ///< kinds past the bound of FailureCounts
};

/// Added to the error code with which a server resets a stream of HTTP/2 (RFC 9113, section 7).
inline constexpr std::uint16_t streamResetCode = 0x1000;

/// Added to a ProxyFault.
inline constexpr std::uint16_t proxyFaultCode = 0x2000;

/// Added to a RedirectFault.
inline constexpr std::uint16_t redirectFaultCode = 0x3000;

inline constexpr std::size_t failureClassCount = static_cast<std::size_t>(FailureClass::Other) + 1;

enum class TimeoutPhase : std::uint16_t {
    Connecting,
    Handshaking,
    Answering,
    Silence, ///< no byte of an answer for as long as the plan has it
};

/// One kind of failure. Small, so that counting one allocates nothing; words are made afterwards.
struct FailureKind {
    FailureClass group = FailureClass::Other;
    std::uint16_t code = 0;

    bool operator==(const FailureKind&) const = default;
};

/// As in the result file: "status", "connect", ...
[[nodiscard]] std::string_view nameOf(FailureClass group);
/// The registered phrase of a status (RFC 9110, section 15); empty when there is none.
[[nodiscard]] std::string_view reasonPhrase(int status);

/// The name of an error code of HTTP/2, such as "INTERNAL_ERROR" for 2.
[[nodiscard]] std::string_view streamErrorName(int code);

/// How often each kind of failure happened: at most 64 kinds, the rest together as Other.
class FailureCounts final {
public:
    static constexpr std::size_t bound = 64;

    struct Entry {
        FailureKind kind;
        std::uint64_t count = 0;

        bool operator==(const Entry&) const = default;
    };

    void add(FailureKind kind, std::uint64_t count = 1);
    void merge(const FailureCounts& other);
    void clear();

    [[nodiscard]] std::uint64_t total() const;

    [[nodiscard]] std::span<const Entry> entries() const { return {m_entries.data(), m_size}; }

private:
    std::array<Entry, bound> m_entries{};
    std::size_t m_size = 0;
};

} // namespace squall
