#include <cstddef>
#include <memory>
#include <thread>

#include <QTest>

#include "core/base/spscqueue.h"

using namespace squall;

class TestSpscQueue final : public QObject {
    Q_OBJECT

private slots:
    void isEmptyAtFirst();
    void givesBackInOrder();
    void refusesWhenFull();
    void leavesARefusedValueUntouched();
    void goesRoundManyTimes();
    void nothingIsLostBetweenThreads();
    void ownersCrossBetweenThreads();
};

void TestSpscQueue::isEmptyAtFirst() {
    SpscQueue<int, 4> queue;
    QVERIFY(!queue.tryPop());
}

void TestSpscQueue::givesBackInOrder() {
    SpscQueue<int, 4> queue;
    for (int i = 0; i < 4; ++i)
        QVERIFY(queue.tryPush(auto(i)));
    for (int i = 0; i < 4; ++i)
        QCOMPARE(queue.tryPop(), std::optional(i));
    QVERIFY(!queue.tryPop());
}

void TestSpscQueue::refusesWhenFull() {
    SpscQueue<int, 2> queue;
    QVERIFY(queue.tryPush(1));
    QVERIFY(queue.tryPush(2));
    QVERIFY(!queue.tryPush(3));
    QCOMPARE(queue.tryPop(), std::optional(1));
    QVERIFY(queue.tryPush(3));
    QVERIFY(!queue.tryPush(4));
}

void TestSpscQueue::leavesARefusedValueUntouched() {
    SpscQueue<std::unique_ptr<int>, 1> queue;
    QVERIFY(queue.tryPush(std::make_unique<int>(1)));
    auto second = std::make_unique<int>(2);
    QVERIFY(!queue.tryPush(std::move(second)));
    // NOLINTNEXTLINE(bugprone-use-after-move,clang-analyzer-cplusplus.Move)
    QVERIFY(second != nullptr && *second == 2);
}

void TestSpscQueue::goesRoundManyTimes() {
    SpscQueue<std::size_t, 4> queue;
    for (std::size_t i = 0; i < 1000; ++i) {
        QVERIFY(queue.tryPush(auto(i)));
        QCOMPARE(queue.tryPop(), std::optional(i));
    }
}

void TestSpscQueue::nothingIsLostBetweenThreads() {
    constexpr std::size_t total = 1'000'000;
    SpscQueue<std::size_t, 8> queue;
    std::jthread producer([&queue] {
        for (std::size_t i = 0; i < total;) {
            if (queue.tryPush(auto(i)))
                ++i;
            else
                std::this_thread::yield();
        }
    });
    std::size_t outOfOrder = 0;
    for (std::size_t expected = 0; expected < total;) {
        const auto value = queue.tryPop();
        if (!value) {
            std::this_thread::yield();
            continue;
        }
        outOfOrder += *value == expected ? 0 : 1;
        ++expected;
    }
    producer.join();
    QCOMPARE(outOfOrder, std::size_t{0});
    QVERIFY(!queue.tryPop());
}

// As the engine uses it: full ones forward, empty ones back, none made on the way.
void TestSpscQueue::ownersCrossBetweenThreads() {
    constexpr std::size_t rounds = 100'000;
    using Box = std::unique_ptr<std::size_t>;
    SpscQueue<Box, 4> forward;
    SpscQueue<Box, 4> back;
    for (int i = 0; i < 4; ++i)
        QVERIFY(back.tryPush(std::make_unique<std::size_t>(0)));
    std::jthread producer([&] {
        for (std::size_t i = 0; i < rounds;) {
            auto box = back.tryPop();
            if (!box) {
                std::this_thread::yield();
                continue;
            }
            **box = i++;
            static_cast<void>(forward.tryPush(std::move(*box))); // room for all four
        }
    });
    std::size_t wrong = 0;
    for (std::size_t expected = 0; expected < rounds;) {
        auto box = forward.tryPop();
        if (!box) {
            std::this_thread::yield();
            continue;
        }
        wrong += *box && **box == expected ? 0 : 1;
        ++expected;
        static_cast<void>(back.tryPush(std::move(*box)));
    }
    producer.join();
    QCOMPARE(wrong, std::size_t{0});
}

QTEST_GUILESS_MAIN(TestSpscQueue)
#include "tst_spscqueue.moc"
