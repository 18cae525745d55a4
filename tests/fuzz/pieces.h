#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string_view>

namespace squall::fuzz {

/// What has to hold for any input; the fuzzer keeps the input for which it does not.
inline void require(bool holds, const char* what) {
    if (holds)
        return;
    std::fputs(what, stderr);
    std::fputc('\n', stderr);
    std::abort();
}

[[nodiscard]] inline std::string_view textOf(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

/// Cuts an input where a network might: the same `cuts` give the same pieces.
class Pieces final {
public:
    Pieces(std::string_view rest, std::size_t cuts)
        : m_rest(rest)
        , m_state(cuts | 1) {}

    [[nodiscard]] bool isEmpty() const { return m_rest.empty(); }

    [[nodiscard]] std::string_view rest() const { return m_rest; }

    /// The first of them; take() says how much of it was used.
    [[nodiscard]] std::string_view next() {
        m_state = m_state * 6364136223846793005U + 1442695040888963407U; // Knuth, MMIX
        const std::size_t random = m_state >> 33;
        const std::size_t most = random % 4 == 0 ? 1 : random % 4 == 1 ? 8 : 64;
        return m_rest.substr(0, random / 4 % most + 1);
    }

    void take(std::size_t bytes) { m_rest.remove_prefix(bytes); }

private:
    std::string_view m_rest;
    std::uint64_t m_state;
};

/// Cuts that depend on the input alone.
[[nodiscard]] inline std::size_t cutsOf(std::string_view input) {
    return std::hash<std::string_view>{}(input);
}

} // namespace squall::fuzz
