#include "core/net/eventloop.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <sys/eventfd.h>
#include <unistd.h>

namespace squall {

namespace {

/// Polling longer than this costs more than the sleep that it avoids.
constexpr Nanoseconds longestPoll{50'000};
constexpr int missesAllowed = 4;
constexpr int sleepsAfterMisses = 200;

std::unexpected<Error> systemFailure(const char* call) {
    return fail(ErrorCode::SystemFailed, std::string(call) + ": " + strerrordesc_np(errno));
}

/// Lets the processor rest for some 100 ns; elsewhere than on x86 the look itself is pause enough.
void pauseBriefly() {
#if defined(__x86_64__)
    for (int i = 0; i < 8; ++i)
        __builtin_ia32_pause();
#endif
}

} // namespace

Result<> EventLoop::open(SpinPolicy policy) {
    static_assert(sizeof(Event) == sizeof(epoll_event));
    m_policy = policy;
    m_epoll.reset(epoll_create1(EPOLL_CLOEXEC));
    if (!m_epoll.isOpen())
        return systemFailure("epoll_create1");
    m_wake.reset(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
    if (!m_wake.isOpen())
        return systemFailure("eventfd");
    epoll_event event{};
    event.events = EPOLLIN | EPOLLET;
    event.data.ptr = nullptr;
    if (epoll_ctl(m_epoll.get(), EPOLL_CTL_ADD, m_wake.get(), &event) != 0)
        return systemFailure("epoll_ctl");
    m_now = monotonicNow();
    return {};
}

int EventLoop::add(int fd, void* tag) {
    epoll_event event{};
    event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
    event.data.ptr = tag;
    return epoll_ctl(m_epoll.get(), EPOLL_CTL_ADD, fd, &event) == 0 ? 0 : errno;
}

std::span<const Event> EventLoop::wait(Nanoseconds deadline, bool onTime) {
    int found = m_policy == SpinPolicy::Off ? 0 : look();
    if (found == 0) {
        m_idleSince = monotonicNow();
        found = waitIdle(deadline, onTime);
        m_now = monotonicNow();
        m_idle += m_now - m_idleSince;
    } else {
        m_now = monotonicNow();
    }
    // The wake-up itself is no event for the caller.
    const auto end = std::remove_if(m_events.begin(), m_events.begin() + std::max(found, 0),
                                    [](const Event& event) { return event.tag() == nullptr; });
    return {m_events.begin(), end};
}

int EventLoop::waitIdle(Nanoseconds deadline, bool onTime) {
    switch (m_policy) {
    case SpinPolicy::Off:
        break;
    case SpinPolicy::On:
        return pollUntil(deadline);
    case SpinPolicy::Auto:
        if (const int found = pollBriefly(deadline); found != 0)
            return found;
        if (!onTime)
            break;
        if (const int found = sleepUntil(deadline - longestPoll); found != 0)
            return found;
        return pollUntil(deadline);
    }
    return sleepUntil(deadline);
}

int EventLoop::pollUntil(Nanoseconds deadline) {
    int found = 0;
    do {
        pauseBriefly();
        found = look();
    } while (found == 0 && monotonicNow() < deadline);
    return found;
}

int EventLoop::pollBriefly(Nanoseconds deadline) {
    if (m_sleepsAhead > 0) {
        --m_sleepsAhead;
        return 0;
    }
    const int found = pollUntil(std::min(m_idleSince + longestPoll, deadline));
    if (found != 0) {
        m_misses = 0;
    } else if (++m_misses >= missesAllowed) {
        m_misses = missesAllowed - 1;
        m_sleepsAhead = sleepsAfterMisses;
    }
    return found;
}

int EventLoop::sleepUntil(Nanoseconds deadline) {
    const Nanoseconds left = std::max(deadline - monotonicNow(), Nanoseconds{0});
    const auto seconds = std::chrono::floor<std::chrono::seconds>(left);
    const timespec timeout{seconds.count(), (left - seconds).count()};
    return epoll_pwait2(m_epoll.get(), reinterpret_cast<epoll_event*>(m_events.data()), batch,
                        &timeout, nullptr);
}

int EventLoop::look() {
    return epoll_wait(m_epoll.get(), reinterpret_cast<epoll_event*>(m_events.data()), batch, 0);
}

void EventLoop::wake() const {
    const std::uint64_t one = 1;
    // A full counter means that a wake-up is pending already.
    [[maybe_unused]] const ssize_t written = ::write(m_wake.get(), &one, sizeof one);
}

} // namespace squall
