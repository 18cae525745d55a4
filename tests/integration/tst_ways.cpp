// Whole runs that reach their target by another way than its address.

#include <algorithm>
#include <functional>
#include <thread>

#include <QTemporaryDir>
#include <QTest>

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "core/base/uniquefd.h"
#include "core/net/endpoint.h"
#include "tests/support/http2server.h"
#include "tests/support/proxyserver.h"
#include "tests/support/runner.h"
#include "tests/support/testserver.h"
#include "tests/support/tlscertificate.h"
#include "tests/support/tlsserver.h"

using namespace squall;
using namespace squall::test;

namespace {

TestServer::Script okScript() {
    return [](auto, const auto&) { return okReply(); };
}

std::string portOf(const TestServer& server) {
    return std::to_string(server.port());
}

} // namespace

class TestWays final : public QObject {
    Q_OBJECT

private slots:
    void goesThroughAProxy_data();
    void goesThroughAProxy();
    void takesTheCredentialsOfAProxyFromTheEnvironment();
    void asksAProxyForTheWholeAddress();
    void countsWhatAProxyAnswersItself();
    void makesATunnelWhereTheAddressIsAnother();
    void goesThroughAProxyToTls();
    void goesThroughAProxyWithHttp2();
    void saysWhyAProxyRefuses_data();
    void saysWhyAProxyRefuses();
    void asksBeforeLoadingWhatAProxyMayReach();
    void connectsElsewhere();
    void takesTheGivenAddresses();
    void keepsToAFamily();
    void isNotHeldUpByADeadFamily();
    void goesThroughAUnixSocket();
    void tellsAMissingUnixSocket();
};

void TestWays::goesThroughAProxy_data() {
    QTest::addColumn<std::string>("scheme");
    QTest::addColumn<std::string>("userInfo");
    QTest::newRow("HTTP") << std::string("http") << std::string();
    QTest::newRow("HTTP with credentials") << std::string("http") << std::string("me:secret");
    QTest::newRow("SOCKS5") << std::string("socks5") << std::string();
    QTest::newRow("SOCKS5 with credentials") << std::string("socks5h") << std::string("me:secret");
}

void TestWays::goesThroughAProxy() {
    QFETCH(std::string, scheme);
    QFETCH(std::string, userInfo);
    const TestServer server(okScript());
    const ProxyServer proxy({.userInfo = userInfo, .httpAnswer = {}, .socksReply = 0});
    TestPlan plan = planFor("http://localhost:" + portOf(server) + "/", 50, 5);
    plan.routing.proxy = proxy.url(scheme, userInfo);
    const auto test = runToEnd(plan);
    verifyFinished(*test, 50);
    QCOMPARE(server.accepted(), quint64{5});
    const auto opened = proxy.opened();
    QCOMPARE(opened.size(), std::size_t{5});
    QCOMPARE(opened.front(), "localhost:" + portOf(server)); // the proxy looks names up
}

void TestWays::takesTheCredentialsOfAProxyFromTheEnvironment() {
    qputenv("SQUALL_TEST_PROXY_USER", "me:secret");
    const TestServer server(okScript());
    const ProxyServer proxy({.userInfo = "me:secret", .httpAnswer = {}, .socksReply = 0});
    TestPlan plan = planFor(server.url(), 5, 1);
    plan.routing.proxy = proxy.url("http", "${SQUALL_TEST_PROXY_USER}");
    verifyFinished(*runToEnd(plan), 5);
}

// RFC 9112, 3.2.2.
void TestWays::asksAProxyForTheWholeAddress() {
    std::string received;
    const TestServer server([&received](auto, const std::string& request) {
        received = request;
        return okReply();
    });
    const ProxyServer proxy({.userInfo = "me:secret", .httpAnswer = {}, .socksReply = 0});
    const std::string place = "localhost:" + portOf(server);
    TestPlan plan = planFor("http://" + place + "/a?b", 10, 1);
    plan.method = "POST";
    plan.body = "the body";
    plan.routing.proxy = proxy.url("http", "me:secret");
    const auto test = runToEnd(plan);
    verifyFinished(*test, 10);
    QCOMPARE(server.accepted(), quint64{1});
    const std::vector<std::string> asked = proxy.asked();
    QCOMPARE(asked.size(), std::size_t{10});
    QCOMPARE(asked.front(), "POST http://" + place + "/a?b HTTP/1.1");
    QVERIFY(received.find("Host: " + place + "\r\n") != std::string::npos);
    QVERIFY(received.ends_with("\r\n\r\nthe body"));
    QCOMPARE(test->result()->peer.proxy, proxy.url("http"));
    QVERIFY(test->requestText().find("Proxy-Authorization: Basic ***") != std::string::npos);
}

void TestWays::countsWhatAProxyAnswersItself() {
    const TestServer server(okScript());
    const ProxyServer proxy({.userInfo = "me:secret", .httpAnswer = {}, .socksReply = 0});
    TestPlan plan = planFor(server.url(), 5, 1);
    plan.routing.proxy = proxy.url("http", "me:wrong");
    const auto test = runToEnd(plan);
    verifyFinished(*test, 0, 5);
    QCOMPARE(test->result()->counts.statuses[407], quint64{5});
    QCOMPARE(server.requests(), quint64{0});
}

// A request names one host, and the connection is to go to another.
void TestWays::makesATunnelWhereTheAddressIsAnother() {
    const TestServer server(okScript());
    const ProxyServer proxy;
    TestPlan plan = planFor("http://localhost:1/", 5, 1);
    plan.routing.proxy = proxy.url("http");
    plan.routing.connectTo = {{"localhost", 1, "127.0.0.1", server.port()}};
    verifyFinished(*runToEnd(plan), 5);
    QVERIFY(proxy.asked().empty());
    QCOMPARE(proxy.opened().front(), "127.0.0.1:" + portOf(server));
}

void TestWays::goesThroughAProxyToTls() {
    const TlsServer server({.certificate = makeSelfSigned(),
                            .version = TlsServerOptions::Version::Any,
                            .clientAuthority = {},
                            .garbage = {},
                            .opening = {},
                            .script = [](auto) { return tlsOkReply(); }});
    const ProxyServer proxy;
    TestPlan plan = planFor(server.url(), 20, 4);
    plan.tls.insecure = true;
    plan.routing.proxy = proxy.url("socks5");
    const auto test = runToEnd(plan);
    verifyFinished(*test, 20);
    QCOMPARE(proxy.opened().size(), std::size_t{4});
    QVERIFY(!test->result()->peer.tls.version.empty());
}

void TestWays::goesThroughAProxyWithHttp2() {
    const Http2Server server(
        [](auto, std::uint32_t stream) { return rawReply(frames::answer(stream)); });
    const ProxyServer proxy;
    TestPlan plan = planFor(server.url(), 100, 2);
    plan.http = HttpVersion::Http2;
    plan.streams = 5;
    plan.routing.proxy = proxy.url("http");
    const auto test = runToEnd(plan);
    verifyFinished(*test, 100);
    QCOMPARE(server.accepted(), quint64{2});
}

void TestWays::saysWhyAProxyRefuses_data() {
    QTest::addColumn<std::string>("scheme");
    QTest::addColumn<std::string>("httpAnswer");
    QTest::addColumn<int>("socksReply");
    QTest::addColumn<QString>("words");
    const auto row = [](const char* name, const char* scheme, const std::string& answer, int reply,
                        const char* words) {
        QTest::newRow(name) << std::string(scheme) << answer << reply << QString(words);
    };
    row("no credentials", "http", "HTTP/1.1 407 No\r\n\r\n", 0, "credentials");
    row("forbidden", "http", "HTTP/1.1 403 Forbidden\r\n\r\n", 0, "does not allow");
    row("target gone", "http", "HTTP/1.1 502 Bad Gateway\r\n\r\n", 0, "cannot reach");
    row("no proxy", "http", "SSH-2.0-OpenSSH_9.2\r\n", 0, "no such proxy");
    row("a server that says more", "http", "HTTP/1.1 200 OK\r\n\r\nhello", 0, "no such proxy");
    row("a head without end", "http", "HTTP/1.1 200 OK\r\nA: " + std::string(100'000, 'a'), 0,
        "no such proxy");
    row("rule set", "socks5", "", 2, "does not allow");
    row("host unreachable", "socks5", "", 4, "cannot reach");
    row("general failure", "socks5", "", 1, "refused");
}

void TestWays::saysWhyAProxyRefuses() {
    QFETCH(std::string, scheme);
    QFETCH(std::string, httpAnswer);
    QFETCH(int, socksReply);
    QFETCH(QString, words);
    const TestServer server(okScript());
    const ProxyServer proxy(
        {.userInfo = {}, .httpAnswer = httpAnswer, .socksReply = static_cast<char>(socksReply)});
    // To https, where a proxy is asked for a tunnel; it does not get that far.
    TestPlan plan = planFor("https://127.0.0.1:" + portOf(server) + "/", 10, 1);
    plan.routing.proxy = proxy.url(scheme);
    const auto test = runToEnd(plan);
    QCOMPARE(test->state(), RunState::Failed);
    QVERIFY(test->error()->code == ErrorCode::ConnectFailed);
    const QString detail = QString::fromStdString(test->error()->detail);
    QVERIFY2(detail.contains(words), qPrintable(detail));
    QCOMPARE(server.requests(), quint64{0});
}

void TestWays::asksBeforeLoadingWhatAProxyMayReach() {
    const ProxyServer proxy;
    TestPlan plan = planFor("http://nobody-knows-this.invalid/", 10, 1);
    plan.routing.proxy = proxy.url("http");
    const auto unknown = runToEnd(plan);
    QVERIFY(unknown->error()->code == ErrorCode::PublicTarget);
    plan.url = "http://203.0.113.9/"; // of documentation (RFC 5737)
    const auto known = runToEnd(plan);
    QVERIFY(known->error()->code == ErrorCode::PublicTarget);
    QVERIFY(proxy.opened().empty());
}

void TestWays::connectsElsewhere() {
    std::string host;
    const TestServer server([&host](auto, const std::string& request) {
        host = request.substr(request.find("Host: "), 14);
        return okReply();
    });
    TestPlan plan = planFor("http://a.test:81/", 1, 1);
    plan.routing.connectTo = {{"b.test", 0, "nowhere.invalid", 1},
                              {"a.test", 81, "127.0.0.1", server.port()}};
    const auto test = runToEnd(plan);
    verifyFinished(*test, 1);
    QCOMPARE(host, std::string("Host: a.test:8").substr(0, 14));
}

// A stub of a name with two addresses: all of them are used in turn, and told.
void TestWays::takesTheGivenAddresses() {
    const TestServer one(okScript());
    TestServerOptions beside;
    beside.port = one.port();
    beside.address = "127.0.0.2";
    const TestServer other(okScript(), beside);
    TestPlan plan = planFor("http://a.test:" + portOf(one) + "/", 40, 4);
    plan.routing.resolve = {{"a.test", one.port(), "127.0.0.1"},
                            {"a.test", one.port(), "127.0.0.2"},
                            {"a.test", 1, "127.0.0.9"}};
    const auto test = runToEnd(plan);
    verifyFinished(*test, 40);
    QCOMPARE(one.accepted(), quint64{2});
    QCOMPARE(other.accepted(), quint64{2});
    const std::vector<std::string> both = {"127.0.0.1:" + portOf(one), "127.0.0.2:" + portOf(one)};
    QVERIFY(test->result()->addresses == both);
}

void TestWays::keepsToAFamily() {
    const TestServer server(okScript());
    TestPlan plan = planFor(server.url(), 5, 1);
    plan.routing.family = AddressFamily::V6;
    const auto without = runToEnd(plan);
    QVERIFY(without->error()->code == ErrorCode::ResolveFailed);
    plan.routing.family = AddressFamily::V4;
    verifyFinished(*runToEnd(plan), 5);
}

void TestWays::isNotHeldUpByADeadFamily() {
    const TestServer server(okScript());
    // A socket whose queue is full: what else asks for a connection is not answered.
    const auto dead = Endpoint::fromNumeric("::1", server.port());
    const UniqueFd listener(socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (bind(listener.get(), dead->address(), dead->size()) != 0)
        QSKIP("there is no IPv6 here");
    QCOMPARE(listen(listener.get(), 0), 0);
    std::vector<UniqueFd> waiting;
    for (int i = 0; i < 4; ++i) {
        waiting.emplace_back(socket(AF_INET6, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
        static_cast<void>(::connect(waiting.back().get(), dead->address(), dead->size()));
    }
    TestPlan plan = planFor("http://a.test:" + portOf(server) + "/", 20, 2);
    plan.connectTimeout = std::chrono::hours(1);
    plan.routing.resolve = {{"a.test", server.port(), "::1"},
                            {"a.test", server.port(), "127.0.0.1"}};
    const auto test = runToEnd(plan);
    verifyFinished(*test, 20);
    QCOMPARE(test->result()->addresses.size(), std::size_t{1});
    QVERIFY(test->result()->peer.address.starts_with("127.0.0.1:"));
}

void TestWays::goesThroughAUnixSocket() {
    const QTemporaryDir folder;
    const std::string path = folder.filePath("s").toStdString();
    const int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto endpoint = Endpoint::ofUnixSocket(path);
    QVERIFY(endpoint.has_value());
    QCOMPARE(bind(listener, endpoint->address(), endpoint->size()), 0);
    QCOMPARE(listen(listener, 16), 0);
    const std::string body(200'000, 'x'); // enough that TCP would have it discarded unread
    std::thread server([listener, &body] {
        const int fd = accept(listener, nullptr, nullptr);
        char request[4096];
        while (recv(fd, request, sizeof request, 0) > 0) {
            const std::string answer =
                "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
                body;
            if (send(fd, answer.data(), answer.size(), MSG_NOSIGNAL) < 0)
                break;
        }
        close(fd);
    });
    TestPlan plan = planFor("http://a.test/", 30, 1);
    plan.routing.unixSocket = path;
    const auto test = runToEnd(plan);
    shutdown(listener, SHUT_RDWR);
    server.join();
    close(listener);
    verifyFinished(*test, 30);
    QCOMPARE(test->result()->counts.bytes.bodyIn, 30 * body.size());
    QCOMPARE(test->result()->peer.address, "unix:" + path);
}

void TestWays::tellsAMissingUnixSocket() {
    TestPlan plan = planFor("http://a.test/", 1, 1);
    plan.routing.unixSocket = "/nowhere/at/all";
    const auto test = runToEnd(plan);
    QVERIFY(test->error()->code == ErrorCode::ConnectFailed);
}

QTEST_GUILESS_MAIN(TestWays)
#include "tst_ways.moc"
