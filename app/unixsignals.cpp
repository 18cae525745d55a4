#include "app/unixsignals.h"

#include <csignal>
#include <cstdint>

#include <sys/eventfd.h>
#include <unistd.h>

namespace squall {

namespace {

// Written before the handlers are set, read by them.
int signalEvent = -1;

void onSignal(int /*number*/) {
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = ::write(signalEvent, &one, sizeof one);
}

} // namespace

UnixSignals::UnixSignals(QObject* parent)
    : QObject(parent)
    , m_event(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
    , m_notifier(m_event.get(), QSocketNotifier::Read) {
    signalEvent = m_event.get();
    struct sigaction action{};
    action.sa_handler = onSignal;
    action.sa_flags = SA_RESTART;
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
    connect(&m_notifier, &QSocketNotifier::activated, this, [this] {
        std::uint64_t count = 0;
        [[maybe_unused]] const ssize_t got = ::read(m_event.get(), &count, sizeof count);
        for (; count > 0; --count)
            emit interrupted();
    });
}

} // namespace squall
