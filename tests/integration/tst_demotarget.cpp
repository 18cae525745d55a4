#include <algorithm>
#include <future>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <sys/resource.h>
#include <unistd.h>

#include <QTest>

#include "core/base/clock.h"
#include "core/base/uniquefd.h"
#include "core/demo/demotarget.h"
#include "tests/support/democlient.h"

using namespace squall;
using namespace squall::test;
using namespace std::chrono_literals;

namespace {

std::string noise(std::size_t bytes) {
    std::mt19937 random(1);
    std::string text(bytes, '\0');
    std::ranges::generate(text, [&] { return static_cast<char>(random()); });
    return text;
}

/// As long as it lives, only so many more descriptors can be opened.
class DescriptorLimit final {
public:
    explicit DescriptorLimit(int more) {
        const UniqueFd lowestFree(dup(STDIN_FILENO));
        getrlimit(RLIMIT_NOFILE, &m_before);
        const rlimit limit{static_cast<rlim_t>(lowestFree.get() + more), m_before.rlim_max};
        setrlimit(RLIMIT_NOFILE, &limit);
    }

    ~DescriptorLimit() { setrlimit(RLIMIT_NOFILE, &m_before); }

    DescriptorLimit(const DescriptorLimit&) = delete;
    DescriptorLimit& operator=(const DescriptorLimit&) = delete;

private:
    rlimit m_before{};
};

} // namespace

class TestDemoTarget final : public QObject {
    Q_OBJECT

private slots:
    void eachPathAnswers_data();
    void eachPathAnswers();
    void headIsAnsweredWithTheHeadAlone();
    void pipelinedRequestsAreAnsweredInOrder();
    void thousandsOfPipelinedRequestsAreAnswered();
    void bodiesComeBackFromEcho_data();
    void bodiesComeBackFromEcho();
    void aBodyIsAskedForWhenTheClientWaits();
    void aLargeAnswerIsStreamed();
    void whatCannotBeAnsweredIsRefusedAndClosed_data();
    void whatCannotBeAnsweredIsRefusedAndClosed();
    void aRefusalReachesAClientThatGoesOnSending();
    void connectionsAreKeptOnlyWhenAsked_data();
    void connectionsAreKeptOnlyWhenAsked();
    void aClientThatOnlyListensIsStillAnswered();
    void delayIsWaitedFor();
    void delayedRequestsDoNotHoldUpOtherConnections();
    void failuresAreSpreadEvenly_data();
    void failuresAreSpreadEvenly();
    void garbageNeverStopsTheTarget();
    void clientsWaitWhileThereIsNoDescriptorForThem();
    void aSocketThatDoesNotListenIsAnError();
};

void TestDemoTarget::eachPathAnswers_data() {
    QTest::addColumn<std::string>("input");
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("bodyBytes");
    QTest::newRow("/") << demoGet("/") << 200 << 19;
    QTest::newRow("/ with a query") << demoGet("/?a=b") << 200 << 19;
    QTest::newRow("/ by POST") << demoPost("/", "ignored") << 200 << 19;
    QTest::newRow("/echo") << demoPost("/echo", "hello") << 200 << 5;
    QTest::newRow("/echo without a body") << demoGet("/echo") << 200 << 0;
    QTest::newRow("/bytes/0") << demoGet("/bytes/0") << 200 << 0;
    QTest::newRow("/bytes/1") << demoGet("/bytes/1") << 200 << 1;
    QTest::newRow("/bytes/16385") << demoGet("/bytes/16385") << 200 << 16385;
    QTest::newRow("/bytes/1000000") << demoGet("/bytes/1000000") << 200 << 1'000'000;
    QTest::newRow("/delay/1ms") << demoGet("/delay/1ms") << 200 << 19;
    QTest::newRow("/status/204") << demoGet("/status/204") << 204 << 0;
    QTest::newRow("/status/304") << demoGet("/status/304") << 304 << 0;
    QTest::newRow("/status/404") << demoGet("/status/404") << 404 << 0;
    QTest::newRow("/status/599") << demoGet("/status/599") << 599 << 0;
    QTest::newRow("/fail/0") << demoGet("/fail/0") << 200 << 19;
    QTest::newRow("/fail/100") << demoGet("/fail/100") << 503 << 32;
    QTest::newRow("unknown") << demoGet("/unknown") << 404 << 71;
}

void TestDemoTarget::eachPathAnswers() {
    QFETCH(std::string, input);
    RunningTarget target;
    target.start();
    DemoClient client(target);
    client.send(input + demoGet("/status/201"));
    const DemoAnswer answer = client.readAnswer();
    QTEST(answer.status, "status");
    QTEST(static_cast<int>(answer.body.size()), "bodyBytes");
    QCOMPARE(client.readAnswer().status, 201);
}

void TestDemoTarget::headIsAnsweredWithTheHeadAlone() {
    RunningTarget target;
    target.start();
    DemoClient client(target);
    client.send(demoRequest("HEAD", "/") + demoRequest("HEAD", "/bytes/1000000") +
                demoGet("/status/201"));
    QVERIFY(client.readAnswer(true).head.contains("Content-Length: 19\r\n"));
    QVERIFY(client.readAnswer(true).head.contains("Content-Length: 1000000\r\n"));
    QCOMPARE(client.readAnswer().status, 201);
}

void TestDemoTarget::pipelinedRequestsAreAnsweredInOrder() {
    RunningTarget target;
    target.start();
    DemoClient client(target);
    client.send(demoGet("/status/201") + demoPost("/echo", "one") + demoGet("/delay/20ms") +
                demoGet("/bytes/100000") + demoPost("/echo", noise(100'000)) +
                demoGet("/status/202") + demoGet("/delay/1ms", "Connection: close\r\n") +
                demoGet("/status/203"));
    QCOMPARE(client.readAnswer().status, 201);
    QCOMPARE(client.readAnswer().body, std::string("one"));
    QCOMPARE(client.readAnswer().status, 200);
    QCOMPARE(client.readAnswer().body.size(), std::size_t{100'000});
    QCOMPARE(client.readAnswer().body, noise(100'000));
    QCOMPARE(client.readAnswer().status, 202);
    QVERIFY(client.readAnswer().head.contains("Connection: close\r\n"));
    QVERIFY(client.isClosedByPeer());
}

void TestDemoTarget::thousandsOfPipelinedRequestsAreAnswered() {
    RunningTarget target;
    target.start();
    DemoClient client(target);
    constexpr int count = 20'000;
    std::string input;
    for (int i = 0; i < count; ++i)
        input += demoPost("/echo", std::to_string(i));
    // The target stops reading when nobody reads its answers, so both have to go on at once.
    const auto sending = std::async(std::launch::async, [&] { client.send(input); });
    for (int i = 0; i < count; ++i)
        QCOMPARE(client.readAnswer().body, std::to_string(i));
}

void TestDemoTarget::bodiesComeBackFromEcho_data() {
    QTest::addColumn<std::string>("body");
    QTest::addColumn<int>("chunkBytes");
    QTest::newRow("a length") << std::string("hello") << 0;
    QTest::newRow("chunks of a byte") << std::string("hello") << 1;
    QTest::newRow("any bytes with a length") << noise(300'000) << 0;
    QTest::newRow("any bytes in chunks") << noise(300'000) << 1000;
    QTest::newRow("no chunk") << std::string() << 1;
    QTest::newRow("16 MiB with a length") << std::string(16 * 1024 * 1024, 'x') << 0;
    QTest::newRow("16 MiB in chunks") << std::string(16 * 1024 * 1024, 'x') << 100'000;
}

void TestDemoTarget::bodiesComeBackFromEcho() {
    QFETCH(std::string, body);
    QFETCH(int, chunkBytes);
    RunningTarget target;
    target.start();
    DemoClient client(target);
    if (chunkBytes == 0)
        client.send(demoPost("/echo", body));
    else
        client.send(demoRequest("PUT", "/echo", "Transfer-Encoding: chunked\r\n",
                                demoChunks(body, static_cast<std::size_t>(chunkBytes))));
    client.send(demoGet("/status/201"));
    const DemoAnswer answer = client.readAnswer();
    QCOMPARE(answer.status, 200);
    QVERIFY(answer.body == body);
    QCOMPARE(client.readAnswer().status, 201);
}

void TestDemoTarget::aBodyIsAskedForWhenTheClientWaits() {
    RunningTarget target;
    target.start();
    DemoClient client(target);
    client.send(demoRequest("POST", "/echo", "Expect: 100-continue\r\nContent-Length: 4\r\n"));
    QCOMPARE(client.readHead(), std::string("HTTP/1.1 100 Continue\r\n\r\n"));
    client.send("body");
    QCOMPARE(client.readAnswer().body, std::string("body"));
}

void TestDemoTarget::aLargeAnswerIsStreamed() {
    RunningTarget target;
    target.start();
    DemoClient client(target);
    client.send(demoGet("/bytes/50000000") + demoGet("/status/201"));
    QCOMPARE(client.readAnswer().body.size(), std::size_t{50'000'000});
    QCOMPARE(client.readAnswer().status, 201);
}

void TestDemoTarget::whatCannotBeAnsweredIsRefusedAndClosed_data() {
    QTest::addColumn<std::string>("input");
    QTest::addColumn<int>("status");
    QTest::newRow("no request") << std::string("hello\r\n\r\n") << 400;
    QTest::newRow("a TLS handshake") << std::string("\x16\x03\x01\x02") << 400;
    QTest::newRow("a length and chunks")
        << demoRequest("POST", "/", "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n") << 400;
    QTest::newRow("a head over 64 KiB") << demoGet("/", "X: " + std::string(1'000'000, 'x')) << 431;
    QTest::newRow("a head that never ends")
        << "GET / HTTP/1.1\r\n" + std::string(65536, 'x') << 431;
    QTest::newRow("too much to echo")
        << demoRequest("POST", "/echo", "Content-Length: 16777217\r\n", std::string(100'000, 'x'))
        << 413;
    QTest::newRow("chunks that are too much to echo")
        << demoRequest("POST", "/echo", "Transfer-Encoding: chunked\r\n",
                       demoChunks(std::string(17'000'000, 'x'), 1'000'000))
        << 413;
    QTest::newRow("another coding") << demoRequest("POST", "/", "Transfer-Encoding: br\r\n") << 501;
    QTest::newRow("another version") << std::string("GET / HTTP/3.0\r\n\r\n") << 505;
}

void TestDemoTarget::whatCannotBeAnsweredIsRefusedAndClosed() {
    QFETCH(std::string, input);
    RunningTarget target;
    target.start();
    DemoClient client(target);
    client.send(demoGet("/status/201") + input);
    client.endSending();
    QCOMPARE(client.readAnswer().status, 201);
    const DemoAnswer refusal = client.readAnswer();
    QTEST(refusal.status, "status");
    QVERIFY(refusal.head.contains("Connection: close\r\n"));
    QVERIFY(client.isClosedByPeer());
}

void TestDemoTarget::aRefusalReachesAClientThatGoesOnSending() {
    RunningTarget target;
    target.start();
    DemoClient client(target);
    client.send(demoPost("/echo", std::string(20'000'000, 'x')));
    QCOMPARE(client.readAnswer().status, 413);
    QVERIFY(client.isClosedByPeer());
}

void TestDemoTarget::connectionsAreKeptOnlyWhenAsked_data() {
    QTest::addColumn<std::string>("input");
    QTest::addColumn<std::string>("field");
    QTest::addColumn<bool>("kept");
    QTest::newRow("1.1") << demoGet("/") << std::string() << true;
    QTest::newRow("1.1 with close")
        << demoGet("/", "Connection: close\r\n") << std::string("Connection: close") << false;
    QTest::newRow("1.0") << std::string("GET / HTTP/1.0\r\n\r\n")
                         << std::string("Connection: close") << false;
    QTest::newRow("1.0 with keep-alive")
        << std::string("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        << std::string("Connection: keep-alive") << true;
}

void TestDemoTarget::connectionsAreKeptOnlyWhenAsked() {
    QFETCH(std::string, input);
    QFETCH(std::string, field);
    QFETCH(bool, kept);
    RunningTarget target;
    target.start();
    DemoClient client(target);
    client.send(input);
    const DemoAnswer answer = client.readAnswer();
    QCOMPARE(answer.body, std::string("Hello from Squall.\n"));
    QVERIFY(answer.head.contains(field));
    QCOMPARE(answer.head.contains("Connection: "), !field.empty());
    if (kept) {
        client.send(demoGet("/status/201"));
        QCOMPARE(client.readAnswer().status, 201);
    } else {
        QVERIFY(client.isClosedByPeer());
    }
}

void TestDemoTarget::aClientThatOnlyListensIsStillAnswered() {
    RunningTarget target;
    target.start();
    DemoClient client(target);
    client.send(demoGet("/bytes/5000000") + demoGet("/delay/20ms"));
    client.endSending();
    QCOMPARE(client.readAnswer().body.size(), std::size_t{5'000'000});
    QCOMPARE(client.readAnswer().status, 200);
    QVERIFY(client.isClosedByPeer());
}

void TestDemoTarget::delayIsWaitedFor() {
    RunningTarget target({.delay = 20ms});
    target.start();
    DemoClient client(target);
    const Nanoseconds start = monotonicNow();
    client.send(demoGet("/delay/30ms"));
    QCOMPARE(client.readAnswer().status, 200);
    QVERIFY(monotonicNow() - start >= 50ms);
}

void TestDemoTarget::delayedRequestsDoNotHoldUpOtherConnections() {
    RunningTarget target;
    target.start();
    DemoClient slow(target);
    slow.send(demoGet("/delay/60s"));
    DemoClient slower(target);
    slower.send(demoGet("/delay/50ms"));
    DemoClient fast(target);
    fast.send(demoGet("/"));
    QCOMPARE(fast.readAnswer().status, 200);
    QCOMPARE(slower.readAnswer().status, 200);
}

void TestDemoTarget::failuresAreSpreadEvenly_data() {
    QTest::addColumn<double>("failShare");
    QTest::addColumn<std::string>("path");
    QTest::addColumn<int>("failed");
    QTest::addColumn<int>("longestRun");
    QTest::newRow("none") << 0.0 << std::string("/") << 0 << 0;
    QTest::newRow("a quarter of all") << 0.25 << std::string("/status/201") << 100 << 1;
    QTest::newRow("all") << 1.0 << std::string("/echo") << 400 << 400;
    QTest::newRow("a tenth of a path") << 0.0 << std::string("/fail/10") << 40 << 1;
    QTest::newRow("half a percent of a path") << 0.0 << std::string("/fail/0.5") << 2 << 1;
}

void TestDemoTarget::failuresAreSpreadEvenly() {
    QFETCH(double, failShare);
    QFETCH(std::string, path);
    RunningTarget target({.failShare = failShare});
    target.start();
    DemoClient client(target);
    int failed = 0;
    int run = 0;
    int longestRun = 0;
    for (int i = 0; i < 400; ++i) {
        client.send(demoGet(path));
        const DemoAnswer answer = client.readAnswer();
        QVERIFY(answer.status != 0);
        run = answer.status == 503 ? run + 1 : 0;
        failed += answer.status == 503 ? 1 : 0;
        longestRun = std::max(longestRun, run);
    }
    QTEST(failed, "failed");
    QTEST(longestRun, "longestRun");
}

void TestDemoTarget::garbageNeverStopsTheTarget() {
    RunningTarget target;
    target.start();
    std::mt19937 random(7);
    const std::string valid = demoRequest("POST", "/echo", "Transfer-Encoding: chunked\r\n",
                                          demoChunks("some bytes to echo", 5)) +
                              demoPost("/echo", "more") + demoGet("/bytes/50");
    for (int round = 0; round < 300; ++round) {
        std::string input = valid;
        for (unsigned changes = random() % 4; changes > 0; --changes)
            input[random() % input.size()] = static_cast<char>(random());
        DemoClient client(target);
        client.send(std::string_view(input).substr(0, random() % input.size()));
        client.endSending();
        QVERIFY(client.readToEnd().has_value());
    }
    DemoClient client(target);
    client.send(demoGet("/"));
    QCOMPARE(client.readAnswer().status, 200);
}

void TestDemoTarget::clientsWaitWhileThereIsNoDescriptorForThem() {
    RunningTarget target;
    std::vector<std::unique_ptr<DemoClient>> clients;
    for (int i = 0; i < 20; ++i) {
        clients.push_back(std::make_unique<DemoClient>(target));
        clients.back()->send(demoGet("/"));
    }
    const DescriptorLimit limit(10);
    target.start();
    for (const auto& client : clients) {
        QCOMPARE(client->readAnswer().status, 200);
        client->close();
    }
}

void TestDemoTarget::aSocketThatDoesNotListenIsAnError() {
    DemoTarget target(UniqueFd{}, {});
    const auto result = target.run();
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::SystemFailed);
}

QTEST_GUILESS_MAIN(TestDemoTarget)
#include "tst_demotarget.moc"
