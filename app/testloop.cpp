#include "app/testloop.h"

#include <cstdlib>

#include <QCoreApplication>
#include <QTimer>

#include "app/options.h"
#include "app/unixsignals.h"

namespace squall {

void runToEnd(StressTest& test, UnixSignals& interrupts, const std::function<void()>& afterPoll) {
    constexpr auto pollEvery = std::chrono::milliseconds(25);
    const auto cancelling = QObject::connect(&interrupts, &UnixSignals::interrupted, &test, [&] {
        if (test.state() == RunState::Cancelling)
            std::_Exit(exitCancelled); // asked twice
        test.cancel();
    });
    QTimer poll;
    QObject::connect(&poll, &QTimer::timeout, &test, [&] {
        test.poll();
        if (hasEnded(test.state()))
            poll.stop();
        afterPoll();
        if (hasEnded(test.state()))
            QCoreApplication::exit(0);
    });
    poll.start(pollEvery);
    test.start();
    QCoreApplication::exec();
    QObject::disconnect(cancelling);
}

} // namespace squall
