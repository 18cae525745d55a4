// SpscQueue and IntervalChannel: what it costs to hand figures from a worker to the window.

#include <cstdint>
#include <memory>
#include <thread>
#include <utility>

#include <benchmark/benchmark.h>

#include "core/base/spscqueue.h"
#include "core/load/intervalchannel.h"

namespace squall {

namespace {

using Queue = SpscQueue<std::uint64_t, 64>;

void pushAndPop(benchmark::State& state) {
    const auto queue = std::make_unique<Queue>();
    std::uint64_t value = 0;
    for (auto _ : state) {
        static_cast<void>(queue->tryPush(std::uint64_t{++value}));
        benchmark::DoNotOptimize(queue->tryPop());
    }
}

/// Thread 0 pushes, thread 1 pops; both as often.
void pushToAnotherThread(benchmark::State& state) {
    static Queue queue; // empty again when both threads are done
    const bool isProducer = state.thread_index() == 0;
    std::uint64_t value = 0;
    for (auto _ : state) {
        while (isProducer ? !queue.tryPush(std::uint64_t{value}) : !queue.tryPop())
            std::this_thread::yield();
        ++value;
    }
}

/// A whole round of one interval: filled a little, handed over, read, cleared and given back.
void passInterval(benchmark::State& state) {
    const auto channel = std::make_unique<IntervalChannel>();
    for (auto _ : state) {
        auto interval = channel->takeEmpty();
        for (int i = 0; i < 100; ++i)
            interval->counts.service.record(Nanoseconds(1'000'000 + i * 10'000));
        channel->handOver(std::move(interval));
        channel->giveBack(channel->takeFilled());
    }
}

BENCHMARK(pushAndPop);
BENCHMARK(pushToAnotherThread)->Threads(2)->UseRealTime();
BENCHMARK(passInterval);

} // namespace

} // namespace squall
