// TimerWheel: every request puts its connection's deadline off.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include <benchmark/benchmark.h>

#include "core/net/timerwheel.h"

namespace squall {

namespace {

constexpr Nanoseconds timeout = std::chrono::seconds(30);
constexpr Nanoseconds timeOfRequest = std::chrono::microseconds(10);

struct Connections {
    explicit Connections(std::size_t count)
        : timers(count) {}

    TimerWheel wheel{Nanoseconds{0}};
    std::vector<Timer> timers;
};

/// As in a run: a request every 10 µs, each on the next connection, none of which times out.
void putDeadlineOff(benchmark::State& state) {
    const auto it = std::make_unique<Connections>(static_cast<std::size_t>(state.range(0)));
    Nanoseconds now{0};
    std::size_t next = 0;
    for (auto _ : state) {
        now += timeOfRequest;
        it->wheel.arm(it->timers[next], now + timeout);
        it->wheel.advance(now, [](Timer&) {});
        if (++next == it->timers.size())
            next = 0;
    }
}

/// A deadline that comes sooner than the one before is linked anew.
void armSooner(benchmark::State& state) {
    const auto it = std::make_unique<Connections>(1);
    Nanoseconds due = std::chrono::hours(24 * 365);
    for (auto _ : state) {
        due -= std::chrono::milliseconds(1);
        it->wheel.arm(it->timers.front(), due);
    }
}

void armAndFire(benchmark::State& state) {
    const auto it = std::make_unique<Connections>(1);
    Nanoseconds now{0};
    std::uint64_t fired = 0;
    for (auto _ : state) {
        it->wheel.arm(it->timers.front(), now + std::chrono::milliseconds(1));
        now += std::chrono::milliseconds(2);
        it->wheel.advance(now, [&fired](Timer&) { ++fired; });
    }
    if (fired != static_cast<std::uint64_t>(state.iterations()))
        state.SkipWithError("a timer did not fire");
}

BENCHMARK(putDeadlineOff)->Arg(64)->Arg(5000);
BENCHMARK(armSooner);
BENCHMARK(armAndFire);

} // namespace

} // namespace squall
