// Histogram: one record per request, merging fifty times a second, percentiles for the eye.

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>

#include <benchmark/benchmark.h>

#include "core/stats/histogram.h"

namespace squall {

namespace {

/// Latencies as they are: around 1 ms, with a long tail. The same in every run.
const std::array<Nanoseconds, 4096>& latencies() {
    static const auto values = [] {
        std::array<Nanoseconds, 4096> made;
        std::mt19937_64 random(1);
        std::lognormal_distribution<double> spread(std::log(1e6), 0.8);
        for (Nanoseconds& value : made)
            value = Nanoseconds(std::llround(spread(random)));
        return made;
    }();
    return values;
}

std::unique_ptr<Histogram> filledHistogram() {
    auto histogram = std::make_unique<Histogram>();
    for (const Nanoseconds value : latencies())
        histogram->record(value);
    return histogram;
}

void recordLatency(benchmark::State& state) {
    const auto histogram = std::make_unique<Histogram>();
    const auto& values = latencies();
    std::size_t next = 0;
    for (auto _ : state)
        histogram->record(values[next++ % values.size()]);
    benchmark::DoNotOptimize(histogram->count());
}

void mergeHistogram(benchmark::State& state) {
    const auto from = filledHistogram();
    const auto into = std::make_unique<Histogram>();
    for (auto _ : state) {
        into->merge(*from);
        benchmark::ClobberMemory();
    }
}

void readPercentile(benchmark::State& state) {
    const auto histogram = filledHistogram();
    const auto percent = static_cast<double>(state.range(0));
    for (auto _ : state)
        benchmark::DoNotOptimize(histogram->percentile(percent));
}

BENCHMARK(recordLatency);
BENCHMARK(mergeHistogram);
BENCHMARK(readPercentile)->Arg(50)->Arg(99);

} // namespace

} // namespace squall
