// Examples of what a run has seen: which are kept, and what of them.

#include <random>

#include <QTest>

#include "core/stats/exchange.h"

using namespace squall;

namespace {

Exchange failed(FailureClass group, int at, std::uint16_t code = 0) {
    Exchange exchange;
    exchange.failure = FailureKind{group, code};
    exchange.at = Nanoseconds(at);
    return exchange;
}

Exchange ok(int response) {
    Exchange exchange;
    exchange.firstByte = Nanoseconds(response);
    return exchange;
}

void offer(Examples& examples, const Exchange& exchange) {
    const bool isWanted =
        exchange.failure ? examples.wants(*exchange.failure) : examples.wants(exchange.response());
    if (isWanted)
        examples.add(exchange);
}

std::vector<Nanoseconds> timesOf(const std::vector<Exchange>& exchanges) {
    std::vector<Nanoseconds> times;
    for (const Exchange& exchange : exchanges)
        times.push_back(exchange.failure ? exchange.at : exchange.response());
    return times;
}

} // namespace

class TestExchange final : public QObject {
    Q_OBJECT

private slots:
    void takesAnAnswerApart();
    void keepsTheFirstOfEachKind();
    void keepsNoMoreOfAClassThanItsFirst();
    void keepsTheSlowest();
    void mergesAsIfOneHadSeenAll();
};

void TestExchange::takesAnAnswerApart() {
    Exchange exchange;
    exchange.setAnswer("HTTP/1.1 200 OK\r\nA: b\r\n\r\n" + std::string(5000, 'x'));
    QCOMPARE(exchange.head, std::string("HTTP/1.1 200 OK\r\nA: b"));
    QCOMPARE(exchange.body, std::string(4096, 'x'));
    exchange.setAnswer("HTTP/1.1 200");
    QCOMPARE(exchange.head, std::string("HTTP/1.1 200"));
    QVERIFY(exchange.body.empty());
}

void TestExchange::keepsTheFirstOfEachKind() {
    Examples examples;
    for (int at = 0; at < 100; ++at) {
        offer(examples, failed(FailureClass::Status, at, at < 30 ? 404 : 500));
        if (at >= 50)
            offer(examples, failed(FailureClass::Timeout, at));
    }
    using namespace std::chrono_literals;
    QCOMPARE(timesOf(examples.failed()),
             (std::vector<Nanoseconds>{0ns, 1ns, 2ns, 30ns, 31ns, 32ns, 50ns, 51ns, 52ns}));
}

void TestExchange::keepsNoMoreOfAClassThanItsFirst() {
    Examples examples;
    for (int at = 0; at < 100; ++at)
        offer(examples, failed(FailureClass::Status, at, static_cast<std::uint16_t>(at)));
    QCOMPARE(examples.failed().size(), Examples::perClass);
    QCOMPARE(examples.failed().back().at, Nanoseconds(Examples::perClass - 1));
}

void TestExchange::keepsTheSlowest() {
    Examples examples;
    std::vector<int> responses(1000);
    std::iota(responses.begin(), responses.end(), 1);
    std::ranges::shuffle(responses, std::mt19937(7));
    for (const int response : responses)
        offer(examples, ok(response));
    std::vector<Nanoseconds> expected;
    for (int response = 1000; response > 990; --response)
        expected.emplace_back(response);
    QCOMPARE(timesOf(examples.slowest()), expected);
}

void TestExchange::mergesAsIfOneHadSeenAll() {
    std::mt19937 random(11);
    std::array<Examples, 3> shares;
    Examples all;
    for (int at = 0; at < 3000; ++at) {
        const Exchange exchange = random() % 4 == 0
                                      ? failed(static_cast<FailureClass>(random() % 5), at,
                                               static_cast<std::uint16_t>(random() % 9))
                                      : ok(static_cast<int>(random() % 1'000'000'000));
        offer(shares[random() % 3], exchange);
        offer(all, exchange);
    }
    Examples merged;
    for (const Examples& share : shares)
        merged.merge(share);
    QCOMPARE(timesOf(merged.failed()), timesOf(all.failed()));
    QCOMPARE(timesOf(merged.slowest()), timesOf(all.slowest()));
}

QTEST_GUILESS_MAIN(TestExchange)
#include "tst_exchange.moc"
