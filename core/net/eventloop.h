#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include <sys/epoll.h>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/spinpolicy.h"
#include "core/base/uniquefd.h"
#include "core/net/idlepolicy.h"

namespace squall {

/// What a socket is ready for, and the tag that it was added with.
class Event final {
public:
    [[nodiscard]] void* tag() const { return m_event.data.ptr; }

    [[nodiscard]] bool isWritable() const { return (m_event.events & EPOLLOUT) != 0; }

    /// Bytes to read, or an end or an error that reading will tell.
    [[nodiscard]] bool isReadable() const { return (m_event.events & ~EPOLLOUT) != 0; }

    /// The peer has closed its side or the connection broke: a short read is not the end then.
    [[nodiscard]] bool isHangUp() const {
        return (m_event.events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
    }

private:
    epoll_event m_event;
};

/// Waits for sockets, for a moment in time and for a wake-up from another thread. Sockets are added
/// once, edge-triggered, and leave by being closed: no further system call per request. The only
/// file that knows epoll. One thread, but for wake().
class EventLoop final {
public:
    /// ErrorCode::SystemFailed when the kernel refuses.
    [[nodiscard]] Result<> open(SpinPolicy policy);

    /// `tag` comes back with each event of `fd`; it must not be null. 0, or the errno.
    [[nodiscard]] int add(int fd, void* tag);

    /// Events, at most 512; none when `deadline` (CLOCK_MONOTONIC) came or wake() was called first.
    /// A deadline in the past only looks. Valid until the next call. `traffic` is for the
    /// IdlePolicy. `onTime`: sleeps only to 50 µs before the deadline and
    /// polls from there, since a sleep ends some 30 µs late.
    [[nodiscard]] std::span<const Event> wait(Nanoseconds deadline, const Traffic& traffic = {},
                                              bool onTime = false);

    /// When the last wait() returned.
    [[nodiscard]] Nanoseconds now() const { return m_now; }

    /// Time that was spent with nothing to do since the last call.
    [[nodiscard]] Nanoseconds takeIdleTime() { return std::exchange(m_idle, Nanoseconds{0}); }

    /// Ends the wait() that runs or comes next. Any thread; async-signal-safe.
    void wake() const;

private:
    [[nodiscard]] int waitIdle(Nanoseconds deadline, const Traffic& traffic, bool onTime);
    [[nodiscard]] int beginIdle(Nanoseconds deadline, const Traffic& traffic, bool onTime);
    [[nodiscard]] int pollUntil(Nanoseconds deadline);
    [[nodiscard]] int pollBriefly(Nanoseconds deadline);
    [[nodiscard]] int napBriefly(Nanoseconds deadline);
    [[nodiscard]] int sleepUntil(Nanoseconds deadline);
    [[nodiscard]] int look();

    static constexpr int batch = 512;

    UniqueFd m_epoll;
    UniqueFd m_wake;
    SpinPolicy m_policy = SpinPolicy::Off;
    Nanoseconds m_now{0};
    Nanoseconds m_idleSince{0}; ///< start of the last wait that found nothing at once
    Nanoseconds m_idle{0};
    IdlePolicy m_idlePolicy;
    std::array<Event, batch> m_events;
};

} // namespace squall
