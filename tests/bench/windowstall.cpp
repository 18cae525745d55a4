// How long do the handlers of the GUI thread take while a run is at full load? Runs the window
// against the demo target and prints, of every event that Qt delivered, the longest times: as the
// thread's own processor time, and as time on the wall, which other programs stretch.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <QApplication>
#include <QLineEdit>
#include <QPushButton>
#include <QTimer>

#include "core/base/clock.h"
#include "core/run/demoprocess.h"
#include "ui/mainwindow.h"
#include "ui/runcontroller.h"

namespace {

using namespace squall;

/// Measures the outermost of nested deliveries.
class TimedApplication final : public QApplication {
public:
    using QApplication::QApplication;

    bool notify(QObject* receiver, QEvent* event) override {
        if (m_depth > 0)
            return QApplication::notify(receiver, event);
        ++m_depth;
        const Nanoseconds wallBefore = monotonicNow();
        const Nanoseconds cpuBefore = threadCpuTime();
        const bool handled = QApplication::notify(receiver, event);
        m_cpu.push_back(threadCpuTime() - cpuBefore);
        m_wall.push_back(monotonicNow() - wallBefore);
        --m_depth;
        return handled;
    }

    void forget() {
        m_cpu.clear();
        m_wall.clear();
    }

    void print() {
        print("processor time", m_cpu);
        print("wall time", m_wall);
    }

private:
    static void print(const char* what, std::vector<Nanoseconds>& times) {
        std::ranges::sort(times);
        const auto at = [&times](double share) {
            const auto last = static_cast<double>(times.size() - 1);
            return static_cast<double>(times[static_cast<std::size_t>(last * share)].count()) / 1e6;
        };
        std::printf("%-15s %zu handlers: p50 %.3f ms, p99 %.3f ms, p99.9 %.3f ms, max %.3f ms\n",
                    what, times.size(), at(0.5), at(0.99), at(0.999), at(1));
    }

    int m_depth = 0;
    std::vector<Nanoseconds> m_cpu;
    std::vector<Nanoseconds> m_wall;
};

} // namespace

int main(int argc, char** argv) {
    TimedApplication application(argc, argv);
    const QString program = argc > 1 ? QString::fromLocal8Bit(argv[1]) : QString();
    DemoProcess demo(nullptr, program);
    if (!demo.reserve())
        return EXIT_FAILURE;
    MainWindow window(&demo);
    window.show();
    window.findChild<QLineEdit*>(QStringLiteral("countEdit"))->setText(QStringLiteral("1M"));
    QTimer::singleShot(500, &window, [&] {
        application.forget(); // the first paint is not part of a run
        window.submit();
    });
    QTimer ending;
    QObject::connect(&ending, &QTimer::timeout, &window, [&window] {
        if (hasEnded(window.controller().state()))
            QCoreApplication::exit();
    });
    ending.start(100);
    QApplication::exec();
    const bool finished = window.controller().state() == RunState::Finished;
    application.print();
    return finished ? EXIT_SUCCESS : EXIT_FAILURE;
}
