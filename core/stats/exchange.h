#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.h"
#include "core/stats/failures.h"

namespace squall {

/// A request and the beginning of its answer, kept as an example.
struct Exchange {
    static constexpr std::size_t maxBody = 4096;

    std::optional<FailureKind> failure; ///< nothing: it was ok
    int status = 0;                     ///< 0: no whole head came
    Nanoseconds at{0};        ///< when it was sent, or given up unsent, from the start of the run
    Nanoseconds waited{0};    ///< from due to sent
    Nanoseconds firstByte{0}; ///< from sent to the first byte of the answer, or to the end without
    Nanoseconds transfer{0};  ///< from the first byte to the end
    std::string head;         ///< as it came, without the empty line
    std::string body;         ///< the same, with chunk framing; maxBody at most in a run

    [[nodiscard]] Nanoseconds response() const { return waited + firstByte + transfer; }

    /// Takes an answer apart, of which `bytes` is the beginning, and keeps `most` of its body.
    void setAnswer(std::string_view bytes, std::size_t most = maxBody);

    bool operator==(const Exchange&) const = default;
};

/// Examples of what a worker or a run has seen: of each kind of failure the first ones, as far as
/// they are among the first of their class, and the slowest ok ones. Bounded. One thread at a time.
class Examples final {
public:
    static constexpr std::size_t perKind = 3;
    static constexpr std::size_t perClass = 5 * perKind;
    static constexpr std::size_t slowestKept = 10;

    /// Whether add() would keep such a one; the hot path asks before it makes an Exchange.
    [[nodiscard]] bool wants(FailureKind kind) const {
        return m_failedOf[static_cast<std::size_t>(kind.group)] < perClass &&
               countOf(kind) < perKind;
    }

    [[nodiscard]] bool wants(Nanoseconds okResponse) const { return okResponse > m_floor; }

    void add(Exchange exchange);

    /// Those of both that are kept, as if one had seen everything.
    void merge(Examples other);

    /// Calls `change(std::string&)` for everything that a server wrote.
    template <typename Change>
    void changeTexts(Change change) {
        for (auto* const list : {&m_failed, &m_slowest}) {
            for (Exchange& exchange : *list) {
                change(exchange.head);
                change(exchange.body);
            }
        }
    }

    /// By time.
    [[nodiscard]] const std::vector<Exchange>& failed() const { return m_failed; }

    /// The slowest first.
    [[nodiscard]] const std::vector<Exchange>& slowest() const { return m_slowest; }

private:
    [[nodiscard]] std::size_t countOf(FailureKind kind) const;
    void addFailed(Exchange exchange);
    void addOk(Exchange exchange);

    std::vector<Exchange> m_failed;
    std::vector<Exchange> m_slowest;
    std::array<std::size_t, failureClassCount> m_failedOf{};
    Nanoseconds m_floor{-1}; ///< of the last of m_slowest, when there is no room
};

} // namespace squall
