#include <algorithm>
#include <cerrno>
#include <cstring>
#include <future>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dirent.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <QTest>

#include "core/demo/demotarget.h"
#include "core/net/endpoint.h"

using namespace squall;
using namespace std::chrono_literals;

namespace {

/// A demo target on a free port, on a thread of its own.
class RunningTarget final {
public:
    explicit RunningTarget(DemoOptions options = {})
        : m_listener(listenOnLoopback(0).value())
        , m_port(Endpoint::ofSocket(m_listener.get()).port())
        , m_target(std::move(m_listener), options) {}

    ~RunningTarget() {
        if (m_run.valid())
            m_target.stop();
    }

    void start() {
        m_run = std::async(std::launch::async, [this] { return m_target.run().has_value(); });
    }

    void stop() { m_target.stop(); }

    /// After stop(). The true limit is 500 ms; a busy machine gets more.
    [[nodiscard]] bool hasEnded() {
        return m_run.wait_for(5s) == std::future_status::ready && m_run.get();
    }

    [[nodiscard]] std::uint16_t port() const { return m_port; }

private:
    UniqueFd m_listener;
    std::uint16_t m_port;
    DemoTarget m_target;
    std::future<bool> m_run;
};

struct Answer {
    int status = 0;
    std::string head;
    std::string body;
};

/// A blocking connection. Whatever takes longer than 10 s counts as failed.
class Client final {
public:
    explicit Client(const RunningTarget& target)
        : m_fd(::socket(AF_INET, SOCK_STREAM, 0)) {
        const timeval timeout{10, 0};
        setsockopt(m_fd.get(), SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
        setsockopt(m_fd.get(), SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout);
        const auto endpoint = Endpoint::fromNumeric("127.0.0.1", target.port());
        m_isConnected = connect(m_fd.get(), endpoint->address(), endpoint->size()) == 0;
    }

    [[nodiscard]] bool isConnected() const { return m_isConnected; }

    /// As much as the peer takes: it may close before the end.
    void send(std::string_view bytes) const {
        while (!bytes.empty()) {
            const ssize_t sent = ::send(m_fd.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0)
                return;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
    }

    void endSending() const { shutdown(m_fd.get(), SHUT_WR); }

    void close() { m_fd.reset(); }

    /// The next head alone; empty when there is none.
    [[nodiscard]] std::string readHead() {
        for (;;) {
            const std::size_t end = m_received.find("\r\n\r\n");
            if (end != std::string::npos)
                return take(end + 4);
            if (!receive())
                return {};
        }
    }

    /// `status` is 0 when the connection ends before the answer does.
    [[nodiscard]] Answer readAnswer(bool toHead = false) {
        Answer answer;
        answer.head = readHead();
        if (!answer.head.starts_with("HTTP/1.1 "))
            return answer;
        const int status = std::stoi(answer.head.substr(9, 3));
        constexpr std::string_view lengthField = "Content-Length: ";
        const std::size_t field = answer.head.find(lengthField);
        const std::size_t length = toHead || field == std::string::npos
                                       ? 0
                                       : std::stoul(answer.head.substr(field + lengthField.size()));
        while (m_received.size() < length) {
            if (!receive())
                return answer;
        }
        answer.body = take(length);
        answer.status = status;
        return answer;
    }

    /// Everything up to the end of the connection; nothing when it goes on.
    [[nodiscard]] std::optional<std::string> readToEnd() {
        while (receive()) {
        }
        return m_isAtEnd ? std::optional(std::exchange(m_received, {})) : std::nullopt;
    }

    [[nodiscard]] bool isClosedByPeer() { return readToEnd() == std::string(); }

private:
    bool receive() {
        char buffer[65536];
        const ssize_t got = recv(m_fd.get(), buffer, sizeof buffer, 0);
        if (got > 0)
            m_received.append(buffer, static_cast<std::size_t>(got));
        m_isAtEnd = got == 0 || (got < 0 && errno == ECONNRESET);
        return got > 0;
    }

    std::string take(std::size_t bytes) {
        std::string taken = m_received.substr(0, bytes);
        m_received.erase(0, bytes);
        return taken;
    }

    UniqueFd m_fd;
    bool m_isConnected = false;
    bool m_isAtEnd = false;
    std::string m_received;
};

std::string request(std::string_view method, std::string_view target, std::string_view fields = {},
                    std::string_view body = {}) {
    return std::string(method) + " " + std::string(target) + " HTTP/1.1\r\nHost: demo\r\n" +
           std::string(fields) + "\r\n" + std::string(body);
}

std::string get(std::string_view target, std::string_view fields = {}) {
    return request("GET", target, fields);
}

std::string postWithLength(std::string_view target, std::string_view body) {
    return request("POST", target, "Content-Length: " + std::to_string(body.size()) + "\r\n", body);
}

std::string noise(std::size_t bytes) {
    std::mt19937 random(1);
    std::string text(bytes, '\0');
    std::ranges::generate(text, [&] { return static_cast<char>(random()); });
    return text;
}

std::string chunked(std::string_view body, std::size_t chunkBytes) {
    std::string text;
    for (; !body.empty(); body.remove_prefix(std::min(chunkBytes, body.size()))) {
        const std::string_view chunk = body.substr(0, chunkBytes);
        text += QByteArray::number(static_cast<qulonglong>(chunk.size()), 16).toStdString();
        text.append("\r\n").append(chunk).append("\r\n");
    }
    return text + "0\r\n\r\n";
}

int openDescriptors() {
    DIR* const folder = opendir("/proc/self/fd");
    int count = -3; // "." and ".." and the folder itself
    while (readdir(folder) != nullptr)
        ++count;
    closedir(folder);
    return count;
}

/// Sets the soft limit of file descriptors as long as it lives.
class DescriptorLimit final {
public:
    explicit DescriptorLimit(rlim_t most) {
        getrlimit(RLIMIT_NOFILE, &m_before);
        const rlimit limit{most, m_before.rlim_max};
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
    void stopAnswersWhatIsInFlight();
    void stopAnswersEveryRequestThatWasReceived();
    void stopDoesNotWaitForLongDelays();
    void stopClosesIdleConnections();
    void stopEndsStalledClients();
    void stopBeforeRunIsKept();
    void aSocketThatDoesNotListenIsAnError();
};

void TestDemoTarget::eachPathAnswers_data() {
    QTest::addColumn<std::string>("input");
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("bodyBytes");
    QTest::newRow("/") << get("/") << 200 << 19;
    QTest::newRow("/ with a query") << get("/?a=b") << 200 << 19;
    QTest::newRow("/ by POST") << postWithLength("/", "ignored") << 200 << 19;
    QTest::newRow("/echo") << postWithLength("/echo", "hello") << 200 << 5;
    QTest::newRow("/echo without a body") << get("/echo") << 200 << 0;
    QTest::newRow("/bytes/0") << get("/bytes/0") << 200 << 0;
    QTest::newRow("/bytes/1") << get("/bytes/1") << 200 << 1;
    QTest::newRow("/bytes/16385") << get("/bytes/16385") << 200 << 16385;
    QTest::newRow("/bytes/1000000") << get("/bytes/1000000") << 200 << 1'000'000;
    QTest::newRow("/delay/1ms") << get("/delay/1ms") << 200 << 19;
    QTest::newRow("/status/204") << get("/status/204") << 204 << 0;
    QTest::newRow("/status/304") << get("/status/304") << 304 << 0;
    QTest::newRow("/status/404") << get("/status/404") << 404 << 0;
    QTest::newRow("/status/599") << get("/status/599") << 599 << 0;
    QTest::newRow("/fail/0") << get("/fail/0") << 200 << 19;
    QTest::newRow("/fail/100") << get("/fail/100") << 503 << 32;
    QTest::newRow("unknown") << get("/unknown") << 404 << 71;
}

void TestDemoTarget::eachPathAnswers() {
    QFETCH(std::string, input);
    RunningTarget target;
    target.start();
    Client client(target);
    client.send(input + get("/status/201"));
    const Answer answer = client.readAnswer();
    QTEST(answer.status, "status");
    QTEST(static_cast<int>(answer.body.size()), "bodyBytes");
    QCOMPARE(client.readAnswer().status, 201);
}

void TestDemoTarget::headIsAnsweredWithTheHeadAlone() {
    RunningTarget target;
    target.start();
    Client client(target);
    client.send(request("HEAD", "/") + request("HEAD", "/bytes/1000000") + get("/status/201"));
    QVERIFY(client.readAnswer(true).head.contains("Content-Length: 19\r\n"));
    QVERIFY(client.readAnswer(true).head.contains("Content-Length: 1000000\r\n"));
    QCOMPARE(client.readAnswer().status, 201);
}

void TestDemoTarget::pipelinedRequestsAreAnsweredInOrder() {
    RunningTarget target;
    target.start();
    Client client(target);
    client.send(get("/status/201") + postWithLength("/echo", "one") + get("/delay/20ms") +
                get("/bytes/100000") + postWithLength("/echo", noise(100'000)) +
                get("/status/202") + get("/delay/1ms", "Connection: close\r\n") +
                get("/status/203"));
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
    Client client(target);
    constexpr int count = 20'000;
    std::string input;
    for (int i = 0; i < count; ++i)
        input += postWithLength("/echo", std::to_string(i));
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
    Client client(target);
    if (chunkBytes == 0)
        client.send(postWithLength("/echo", body));
    else
        client.send(request("PUT", "/echo", "Transfer-Encoding: chunked\r\n",
                            chunked(body, static_cast<std::size_t>(chunkBytes))));
    client.send(get("/status/201"));
    const Answer answer = client.readAnswer();
    QCOMPARE(answer.status, 200);
    QVERIFY(answer.body == body);
    QCOMPARE(client.readAnswer().status, 201);
}

void TestDemoTarget::aBodyIsAskedForWhenTheClientWaits() {
    RunningTarget target;
    target.start();
    Client client(target);
    client.send(request("POST", "/echo", "Expect: 100-continue\r\nContent-Length: 4\r\n"));
    QCOMPARE(client.readHead(), std::string("HTTP/1.1 100 Continue\r\n\r\n"));
    client.send("body");
    QCOMPARE(client.readAnswer().body, std::string("body"));
}

void TestDemoTarget::aLargeAnswerIsStreamed() {
    RunningTarget target;
    target.start();
    Client client(target);
    client.send(get("/bytes/50000000") + get("/status/201"));
    QCOMPARE(client.readAnswer().body.size(), std::size_t{50'000'000});
    QCOMPARE(client.readAnswer().status, 201);
}

void TestDemoTarget::whatCannotBeAnsweredIsRefusedAndClosed_data() {
    QTest::addColumn<std::string>("input");
    QTest::addColumn<int>("status");
    QTest::newRow("no request") << std::string("hello\r\n\r\n") << 400;
    QTest::newRow("a TLS handshake") << std::string("\x16\x03\x01\x02") << 400;
    QTest::newRow("a length and chunks")
        << request("POST", "/", "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n") << 400;
    QTest::newRow("a head over 64 KiB") << get("/", "X: " + std::string(1'000'000, 'x')) << 431;
    QTest::newRow("a head that never ends")
        << "GET / HTTP/1.1\r\n" + std::string(65536, 'x') << 431;
    QTest::newRow("too much to echo")
        << request("POST", "/echo", "Content-Length: 16777217\r\n", std::string(100'000, 'x'))
        << 413;
    QTest::newRow("chunks that are too much to echo")
        << request("POST", "/echo", "Transfer-Encoding: chunked\r\n",
                   chunked(std::string(17'000'000, 'x'), 1'000'000))
        << 413;
    QTest::newRow("another coding") << request("POST", "/", "Transfer-Encoding: br\r\n") << 501;
    QTest::newRow("another version") << std::string("GET / HTTP/3.0\r\n\r\n") << 505;
}

void TestDemoTarget::whatCannotBeAnsweredIsRefusedAndClosed() {
    QFETCH(std::string, input);
    RunningTarget target;
    target.start();
    Client client(target);
    client.send(get("/status/201") + input);
    client.endSending();
    QCOMPARE(client.readAnswer().status, 201);
    const Answer refusal = client.readAnswer();
    QTEST(refusal.status, "status");
    QVERIFY(refusal.head.contains("Connection: close\r\n"));
    QVERIFY(client.isClosedByPeer());
}

void TestDemoTarget::aRefusalReachesAClientThatGoesOnSending() {
    RunningTarget target;
    target.start();
    Client client(target);
    client.send(postWithLength("/echo", std::string(20'000'000, 'x')));
    QCOMPARE(client.readAnswer().status, 413);
    QVERIFY(client.isClosedByPeer());
}

void TestDemoTarget::connectionsAreKeptOnlyWhenAsked_data() {
    QTest::addColumn<std::string>("input");
    QTest::addColumn<std::string>("field");
    QTest::addColumn<bool>("kept");
    QTest::newRow("1.1") << get("/") << std::string() << true;
    QTest::newRow("1.1 with close")
        << get("/", "Connection: close\r\n") << std::string("Connection: close") << false;
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
    Client client(target);
    client.send(input);
    const Answer answer = client.readAnswer();
    QCOMPARE(answer.body, std::string("Hello from Squall.\n"));
    QVERIFY(answer.head.contains(field));
    QCOMPARE(answer.head.contains("Connection: "), !field.empty());
    if (kept) {
        client.send(get("/status/201"));
        QCOMPARE(client.readAnswer().status, 201);
    } else {
        QVERIFY(client.isClosedByPeer());
    }
}

void TestDemoTarget::aClientThatOnlyListensIsStillAnswered() {
    RunningTarget target;
    target.start();
    Client client(target);
    client.send(get("/bytes/5000000") + get("/delay/20ms"));
    client.endSending();
    QCOMPARE(client.readAnswer().body.size(), std::size_t{5'000'000});
    QCOMPARE(client.readAnswer().status, 200);
    QVERIFY(client.isClosedByPeer());
}

void TestDemoTarget::delayIsWaitedFor() {
    RunningTarget target({.delay = 20ms});
    target.start();
    Client client(target);
    const Nanoseconds start = monotonicNow();
    client.send(get("/delay/30ms"));
    QCOMPARE(client.readAnswer().status, 200);
    QVERIFY(monotonicNow() - start >= 50ms);
}

void TestDemoTarget::delayedRequestsDoNotHoldUpOtherConnections() {
    RunningTarget target;
    target.start();
    Client slow(target);
    slow.send(get("/delay/60s"));
    Client slower(target);
    slower.send(get("/delay/50ms"));
    Client fast(target);
    fast.send(get("/"));
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
    Client client(target);
    int failed = 0;
    int run = 0;
    int longestRun = 0;
    for (int i = 0; i < 400; ++i) {
        client.send(get(path));
        const Answer answer = client.readAnswer();
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
    const std::string valid = request("POST", "/echo", "Transfer-Encoding: chunked\r\n",
                                      chunked("some bytes to echo", 5)) +
                              postWithLength("/echo", "more") + get("/bytes/50");
    for (int round = 0; round < 300; ++round) {
        std::string input = valid;
        for (unsigned changes = random() % 4; changes > 0; --changes)
            input[random() % input.size()] = static_cast<char>(random());
        Client client(target);
        client.send(std::string_view(input).substr(0, random() % input.size()));
        client.endSending();
        QVERIFY(client.readToEnd().has_value());
    }
    Client client(target);
    client.send(get("/"));
    QCOMPARE(client.readAnswer().status, 200);
}

void TestDemoTarget::clientsWaitWhileThereIsNoDescriptorForThem() {
    RunningTarget target;
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < 20; ++i) {
        clients.push_back(std::make_unique<Client>(target));
        clients.back()->send(get("/"));
    }
    const DescriptorLimit limit(static_cast<rlim_t>(openDescriptors()) + 10);
    target.start();
    for (int served = 0; served < 20; ++served) {
        QCOMPARE(clients[static_cast<std::size_t>(served)]->readAnswer().status, 200);
        clients[static_cast<std::size_t>(served)]->close();
    }
}

void TestDemoTarget::stopAnswersWhatIsInFlight() {
    RunningTarget target;
    target.start();
    Client delayed(target);
    delayed.send(get("/status/201") + get("/delay/100ms"));
    QCOMPARE(delayed.readAnswer().status, 201);
    Client large(target);
    large.send(get("/status/201") + get("/bytes/5000000"));
    QCOMPARE(large.readAnswer().status, 201);
    target.stop();
    QCOMPARE(large.readAnswer().body.size(), std::size_t{5'000'000});
    const Answer answer = delayed.readAnswer();
    QCOMPARE(answer.body, std::string("Hello from Squall.\n"));
    QVERIFY(answer.head.contains("Connection: close\r\n"));
    QVERIFY(delayed.isClosedByPeer());
    QVERIFY(large.isClosedByPeer());
    QVERIFY(target.hasEnded());
}

void TestDemoTarget::stopAnswersEveryRequestThatWasReceived() {
    RunningTarget target;
    target.start();
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < 50; ++i) {
        clients.push_back(std::make_unique<Client>(target));
        clients.back()->send(get("/"));
        QCOMPARE(clients.back()->readAnswer().status, 200);
    }
    for (const auto& client : clients)
        client->send(get("/status/201") + get("/status/202"));
    target.stop();
    for (const auto& client : clients) {
        QCOMPARE(client->readAnswer().status, 201);
        QCOMPARE(client->readAnswer().status, 202);
        QVERIFY(client->isClosedByPeer());
    }
    QVERIFY(target.hasEnded());
}

void TestDemoTarget::stopDoesNotWaitForLongDelays() {
    RunningTarget target;
    target.start();
    Client client(target);
    client.send(get("/status/201") + get("/delay/60s"));
    QCOMPARE(client.readAnswer().status, 201);
    target.stop();
    QVERIFY(target.hasEnded());
    QVERIFY(client.isClosedByPeer());
}

void TestDemoTarget::stopClosesIdleConnections() {
    RunningTarget target;
    target.start();
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < 200; ++i) {
        clients.push_back(std::make_unique<Client>(target));
        clients.back()->send(get("/"));
        QCOMPARE(clients.back()->readAnswer().status, 200);
    }
    target.stop();
    QVERIFY(target.hasEnded());
    for (const auto& client : clients)
        QVERIFY(client->isClosedByPeer());
    QVERIFY(!Client(target).isConnected());
}

void TestDemoTarget::stopEndsStalledClients() {
    RunningTarget target;
    target.start();
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < 50; ++i) {
        clients.push_back(std::make_unique<Client>(target));
        clients.back()->send(get("/status/201") + get("/bytes/1000000000"));
        QCOMPARE(clients.back()->readAnswer().status, 201);
    }
    Client halfway(target);
    halfway.send(get("/status/201") + "GET / HT");
    QCOMPARE(halfway.readAnswer().status, 201);
    target.stop();
    QVERIFY(target.hasEnded());
    QVERIFY(halfway.isClosedByPeer());
}

void TestDemoTarget::stopBeforeRunIsKept() {
    RunningTarget target;
    target.stop();
    target.start();
    QVERIFY(target.hasEnded());
}

void TestDemoTarget::aSocketThatDoesNotListenIsAnError() {
    DemoTarget target(UniqueFd{}, {});
    const auto result = target.run();
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::SystemFailed);
}

QTEST_GUILESS_MAIN(TestDemoTarget)
#include "tst_demotarget.moc"
