// What a run holds does not grow with its requests, and hardly with its time.

#include <atomic>
#include <cstdlib>
#include <memory>
#include <new>
#include <random>

#include <malloc.h>

#include <QTest>

#include "core/stats/series.h"

using namespace squall;
using namespace std::chrono_literals;

namespace {

std::atomic<std::size_t> held = 0; // changed by every thread, read by the test

void* take(std::size_t bytes) {
    void* const memory = std::malloc(bytes);
    if (memory == nullptr)
        throw std::bad_alloc();
    held += malloc_usable_size(memory);
    return memory;
}

void giveBack(void* memory) {
    held -= malloc_usable_size(memory);
    std::free(memory);
}

} // namespace

void* operator new(std::size_t bytes) {
    return take(bytes);
}

void* operator new[](std::size_t bytes) {
    return take(bytes);
}

void operator delete(void* memory) noexcept {
    giveBack(memory);
}

void operator delete[](void* memory) noexcept {
    giveBack(memory);
}

void operator delete(void* memory, std::size_t /*bytes*/) noexcept {
    giveBack(memory);
}

void operator delete[](void* memory, std::size_t /*bytes*/) noexcept {
    giveBack(memory);
}

namespace {

constexpr std::size_t megabyte = 1'000'000;

/// What a StressTest adds up to.
struct Run {
    Counts counts;
    SeriesBuilder series;
    Examples examples;
};

/// So many requests, `each` of them in an interval of so much time. Times lie between 50 µs and
/// 50 ms, and one of a hundred fails.
std::unique_ptr<Run> feed(std::uint64_t requests, std::uint64_t each, Nanoseconds time) {
    auto run = std::make_unique<Run>();
    const auto interval = std::make_unique<Interval>();
    std::mt19937_64 random(1);
    std::lognormal_distribution<double> microseconds(6.5, 1.0);
    Nanoseconds at{0};
    for (std::uint64_t done = 0; done < requests; done += each) {
        interval->clear();
        const std::uint64_t values = std::min<std::uint64_t>(each, 1000);
        for (std::uint64_t i = 0; i < values; ++i) {
            const double drawn = std::clamp(microseconds(random), 50.0, 50'000.0);
            const Nanoseconds latency(static_cast<std::int64_t>(drawn * 1000));
            interval->counts.service.record(latency, each / values);
            interval->counts.response.record(latency, each / values);
        }
        const std::uint64_t failed = each / 100;
        interval->counts.failures.add({FailureClass::Status, 503}, failed);
        interval->counts.ledger = {.sent = each, .ok = each - failed, .failed = failed};
        Exchange exchange;
        exchange.failure = FailureKind{FailureClass::Status, 503};
        exchange.setAnswer("HTTP/1.1 503 No\r\n\r\n" + std::string(Exchange::maxBody, 'x'));
        interval->examples.add(exchange);
        at += time;
        run->counts.merge(interval->counts);
        run->series.add(*interval, at);
        run->examples.merge(interval->examples);
    }
    run->series.finish(at);
    return run;
}

std::size_t memoryOf(std::uint64_t requests, std::uint64_t each, Nanoseconds time) {
    const std::size_t before = held;
    const auto run = feed(requests, each, time);
    Q_ASSERT(run->counts.ledger.sent == requests);
    return held - before;
}

} // namespace

class TestMemory final : public QObject {
    Q_OBJECT

private slots:
    void aHundredTimesTheRequestsTakeHardlyMore();
    void anHourTakesEightMegabytes();
};

void TestMemory::aHundredTimesTheRequestsTakeHardlyMore() {
    const std::size_t few = memoryOf(1'000'000, 100'000, 100ms);
    const std::size_t many = memoryOf(100'000'000, 100'000, 100ms);
    QVERIFY(few > 100'000); // something was measured
    QVERIFY2(many <= few + 16 * megabyte, qPrintable(QString::number(many)));
}

void TestMemory::anHourTakesEightMegabytes() {
    const std::size_t second = memoryOf(5000, 5000, 1s);
    const std::size_t hour = memoryOf(5000 * 3600, 5000, 1s);
    const std::size_t twice = memoryOf(5000 * 7200, 5000, 1s);
    qInfo("a second: %zu, an hour: %zu, two: %zu bytes", second, hour, twice);
    QVERIFY2(hour - second <= 8 * megabyte, qPrintable(QString::number(hour - second)));
    QVERIFY2(twice - second <= 8 * megabyte, qPrintable(QString::number(twice - second)));
}

QTEST_GUILESS_MAIN(TestMemory)
#include "tst_memory.moc"
