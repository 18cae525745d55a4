#include "core/net/eventloop.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <sys/eventfd.h>
#include <unistd.h>

namespace squall {

namespace {

/// How long before a moment that must be met a sleep ends, to poll from there.
constexpr Nanoseconds wakeEarly{50'000};

timespec timespecOf(Nanoseconds time) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    return {seconds.count(), (time - seconds).count()};
}

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

std::span<const Event> EventLoop::wait(Nanoseconds deadline, const Traffic& traffic, bool onTime) {
    int found = m_policy == SpinPolicy::Off ? 0 : look();
    if (found == 0) {
        m_idleSince = monotonicNow();
        found = waitIdle(deadline, traffic, onTime);
        m_now = monotonicNow();
        m_idle += m_now - m_idleSince;
    } else {
        m_now = monotonicNow();
    }
    // The wake-up itself is no event for the caller.
    const auto end = std::remove_if(m_events.begin(), m_events.begin() + std::max(found, 0),
                                    [](const Event& event) { return event.tag() == nullptr; });
    const std::span<const Event> events(m_events.begin(), end);
    m_idlePolicy.onEvents(events.size());
    return events;
}

int EventLoop::waitIdle(Nanoseconds deadline, const Traffic& traffic, bool onTime) {
    if (m_policy == SpinPolicy::On)
        return pollUntil(deadline);
    int found = m_policy == SpinPolicy::Auto ? beginIdle(deadline, traffic, onTime) : 0;
    if (found == 0)
        found = sleepUntil(onTime ? deadline - wakeEarly : deadline);
    return found != 0 || !onTime ? found : pollUntil(deadline);
}

int EventLoop::beginIdle(Nanoseconds deadline, const Traffic& traffic, bool onTime) {
    switch (m_idlePolicy.choose(m_idleSince, traffic)) {
    case IdlePolicy::Start::Poll:
        return pollBriefly(deadline);
    case IdlePolicy::Start::Nap:
        return onTime ? 0 : napBriefly(deadline);
    case IdlePolicy::Start::Sleep:
        break;
    }
    return 0;
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
    const int found = pollUntil(std::min(m_idleSince + IdlePolicy::longestPoll, deadline));
    m_idlePolicy.onPolled(found != 0);
    return found;
}

int EventLoop::napBriefly(Nanoseconds deadline) {
    const timespec end = timespecOf(std::min(m_idleSince + IdlePolicy::napLength, deadline));
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &end, nullptr);
    return look();
}

int EventLoop::sleepUntil(Nanoseconds deadline) {
    const timespec timeout = timespecOf(std::max(deadline - monotonicNow(), Nanoseconds{0}));
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
