// What does a run at full load cost the window? Runs it against the demo target, and prints
// - of every event that Qt delivered, how long its handler took: as the thread's own processor
//   time, and as time on the wall, which other programs stretch;
// - which of them were the slowest, by the kind of the event (QEvent::Type) and who took it;
// - how late a timer of 10 ms came, which is how long a user may wait for an answer;
// - how much memory the window held after a minute (or half of a shorter run), and at the end.
//
//   windowstall [SQUALL [SECONDS]]       without SECONDS: a million requests

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>

#include <unistd.h>

#include <QApplication>
#include <QTimer>

#include "core/base/clock.h"
#include "core/run/demoprocess.h"
#include "core/stats/histogram.h"
#include "ui/mainwindow.h"
#include "ui/runcontroller.h"

namespace {

using namespace squall;

constexpr std::chrono::milliseconds beat{10};

void printTimes(const char* what, const Histogram& times) {
    const auto ms = [](Nanoseconds time) { return static_cast<double>(time.count()) / 1e6; };
    std::printf("%-23s %8llu times: p50 %.3f ms, p99 %.3f ms, p99.9 %.3f ms, max %.3f ms\n", what,
                static_cast<unsigned long long>(times.count()), ms(times.percentile(50)),
                ms(times.percentile(99)), ms(times.percentile(99.9)), ms(times.max()));
}

/// Measures the outermost of nested deliveries, in memory that does not grow.
class TimedApplication final : public QApplication {
public:
    using QApplication::QApplication;

    bool notify(QObject* receiver, QEvent* event) override {
        if (m_depth > 0)
            return QApplication::notify(receiver, event);
        ++m_depth;
        // It may be gone afterwards.
        Handler handler = {.receiver = receiver->metaObject()->className(), .event = event->type()};
        const Nanoseconds wallBefore = monotonicNow();
        const Nanoseconds cpuBefore = threadCpuTime();
        const bool handled = QApplication::notify(receiver, event);
        handler.cpu = threadCpuTime() - cpuBefore;
        m_cpu.record(handler.cpu);
        m_wall.record(monotonicNow() - wallBefore);
        if (handler.cpu > m_slowest.back().cpu) {
            m_slowest.back() = handler;
            std::ranges::sort(m_slowest, std::ranges::greater{}, &Handler::cpu);
        }
        --m_depth;
        return handled;
    }

    void forget() {
        m_cpu.clear();
        m_wall.clear();
        m_slowest.fill({});
    }

    void print() const {
        printTimes("handler, processor time", m_cpu);
        printTimes("handler, wall time", m_wall);
        for (const Handler& handler : m_slowest)
            std::printf("  %.3f ms: event %d of a %s\n",
                        static_cast<double>(handler.cpu.count()) / 1e6, handler.event,
                        handler.receiver);
    }

private:
    struct Handler {
        const char* receiver = "";
        int event = 0;
        Nanoseconds cpu{0};
    };

    int m_depth = 0;
    Histogram m_cpu;
    Histogram m_wall;
    std::array<Handler, 5> m_slowest; ///< the slowest first
};

/// How late its timer comes, from start() on.
class Heartbeat final {
public:
    Heartbeat() {
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.setInterval(beat);
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] {
            const Nanoseconds now = monotonicNow();
            m_late.record(std::max<Nanoseconds>(now - m_last - beat, Nanoseconds{0}));
            m_last = now;
        });
    }

    void start() {
        m_last = monotonicNow();
        m_timer.start();
    }

    [[nodiscard]] const Histogram& late() const { return m_late; }

private:
    QTimer m_timer;
    Nanoseconds m_last{0};
    Histogram m_late;
};

/// Of this process, in MB (proc(5), statm).
double residentMemory() {
    std::FILE* const file = std::fopen("/proc/self/statm", "r");
    unsigned long size = 0;
    unsigned long resident = 0;
    if (file == nullptr || std::fscanf(file, "%lu %lu", &size, &resident) != 2)
        resident = 0;
    if (file != nullptr)
        std::fclose(file);
    return static_cast<double>(resident) * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1e6;
}

} // namespace

int main(int argc, char** argv) {
    TimedApplication application(argc, argv);
    const QString program = argc > 1 ? QString::fromLocal8Bit(argv[1]) : QString();
    const int seconds = argc > 2 ? std::atoi(argv[2]) : 0;
    DemoProcess demo(nullptr, program);
    if (!demo.reserve())
        return EXIT_FAILURE;
    MainWindow window(&demo);
    TestPlan plan = window.plan();
    plan.requests.reset();
    if (seconds > 0)
        plan.duration = std::chrono::seconds(seconds);
    else
        plan.requests = 1'000'000;
    window.setPlan(plan);
    window.show();

    Heartbeat heartbeat;
    QTimer::singleShot(500, &window, [&] {
        application.forget(); // the first paint is not part of a run
        window.submit();
        heartbeat.start();
    });
    const int early = std::min(60, seconds / 2);
    double earlyMemory = 0;
    QTimer::singleShot(500 + early * 1000, &window, [&] { earlyMemory = residentMemory(); });
    double lastMemory = 0;
    QTimer ending;
    QObject::connect(&ending, &QTimer::timeout, &window, [&] {
        if (!hasEnded(window.controller().state()))
            return;
        lastMemory = residentMemory();
        QCoreApplication::exit();
    });
    ending.start(100);
    QApplication::exec();

    application.print();
    printTimes("timer of 10 ms, late by", heartbeat.late());
    std::printf("memory: %.1f MB after %d s, %.1f MB at the end, %+.1f MB between\n", earlyMemory,
                early, lastMemory, lastMemory - earlyMemory);
    return window.controller().state() == RunState::Finished ? EXIT_SUCCESS : EXIT_FAILURE;
}
