#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <optional>
#include <utility>

namespace squall {

/// Bounded queue between exactly one producer and one consumer thread. Never blocks, never
/// allocates. tryPush() answers false when full; what to do then is the caller's decision.
/// Capacity must be a power of two. Two indices that only grow (Lamport, 1983); each side keeps
/// its own on a cache line of its own.
template <typename T, std::size_t Capacity>
class SpscQueue final {
    static_assert(Capacity > 0 && (Capacity & (Capacity - 1)) == 0);

public:
    /// Producer only. Takes `value` when it answers true and leaves it untouched when full.
    [[nodiscard]] bool tryPush(T&& value) {
        const std::size_t tail = m_tail.load(std::memory_order_relaxed);
        if (tail - m_head.load(std::memory_order_acquire) == Capacity)
            return false;
        m_slots[tail % Capacity] = std::move(value);
        m_tail.store(tail + 1, std::memory_order_release);
        return true;
    }

    /// Consumer only. Empty when there is nothing to take.
    [[nodiscard]] std::optional<T> tryPop() {
        const std::size_t head = m_head.load(std::memory_order_relaxed);
        if (head == m_tail.load(std::memory_order_acquire))
            return std::nullopt;
        std::optional<T> value(std::move(m_slots[head % Capacity]));
        m_head.store(head + 1, std::memory_order_release);
        return value;
    }

private:
    std::array<T, Capacity> m_slots{};
    // Written by the consumer, read by the producer (to see free room).
    alignas(64) std::atomic<std::size_t> m_head{0};
    // Written by the producer, read by the consumer (to see new values).
    alignas(64) std::atomic<std::size_t> m_tail{0};
};

} // namespace squall
