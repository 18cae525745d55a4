#pragma once

#include <atomic>
#include <cstdint>

namespace squall {

/// The requests of a run that no worker has taken yet. Workers draw blocks, so that the total is
/// exact and the shared cache line is touched once per block. Any thread.
class Budget final {
public:
    explicit Budget(std::uint64_t total)
        : m_left(total) {}

    /// Up to `wanted`; fewer when fewer are left, 0 when none is.
    [[nodiscard]] std::uint64_t draw(std::uint64_t wanted) {
        std::uint64_t left = m_left.load(std::memory_order_relaxed);
        std::uint64_t granted = 0;
        do {
            granted = wanted < left ? wanted : left;
        } while (granted > 0 &&
                 !m_left.compare_exchange_weak(left, left - granted, std::memory_order_relaxed));
        return granted;
    }

private:
    // Every worker draws from it; nothing else is published through it, so relaxed is enough.
    alignas(64) std::atomic<std::uint64_t> m_left;
};

} // namespace squall
