// Whole runs that follow redirects.

#include <algorithm>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include <QTemporaryDir>
#include <QTest>

#include "core/load/describe.h"
#include "tests/support/http2server.h"
#include "tests/support/proxyserver.h"
#include "tests/support/runner.h"
#include "tests/support/testserver.h"
#include "tests/support/tlscertificate.h"
#include "tests/support/tlsserver.h"

using namespace squall;
using namespace squall::test;

namespace {

Reply redirectTo(const std::string& location, int status = 302,
                 Reply::Then then = Reply::Then::Keep) {
    return rawReply("HTTP/1.1 " + std::to_string(status) + " Elsewhere\r\nLocation: " + location +
                        "\r\nContent-Length: 2\r\n\r\nno",
                    then);
}

bool asksFor(const std::string& request, const std::string& path) {
    const std::size_t blank = request.find(' ');
    return request.compare(blank + 1, path.size() + 1, path + " ") == 0;
}

/// Keeps what a server was asked.
class Requests final {
public:
    /// A script that does as `script` says and keeps the request.
    TestServer::Script keepThen(std::function<Reply(const std::string&)> script) {
        return [this, script = std::move(script)](std::uint64_t, const std::string& request) {
            const std::lock_guard lock(m_mutex);
            m_texts.push_back(request);
            return script(request);
        };
    }

    [[nodiscard]] std::vector<std::string> texts() const {
        const std::lock_guard lock(m_mutex);
        return m_texts;
    }

    [[nodiscard]] bool anyHolds(const std::string& text) const {
        return std::ranges::any_of(texts(), [&text](const std::string& request) {
            return request.find(text) != std::string::npos;
        });
    }

private:
    mutable std::mutex m_mutex;
    std::vector<std::string> m_texts;
};

TestPlan following(const std::string& url, std::uint64_t requests, std::uint32_t connections) {
    TestPlan plan = planFor(url, requests, connections);
    plan.follow = maxFollow;
    return plan;
}

void verifyAllFailed(const StressTest& test, const QString& group, const QString& words) {
    QCOMPARE(test.state(), RunState::Finished);
    const Counts& counts = test.result()->counts;
    QCOMPARE(counts.ledger.ok, quint64{0});
    const auto entries = counts.failures.entries();
    QCOMPARE(entries.size(), std::size_t{1});
    const std::string_view name = nameOf(entries.front().kind.group);
    QCOMPARE(QString::fromLatin1(name.data(), qsizetype(name.size())), group);
    const QString told = QString::fromStdString(describe(entries.front().kind));
    QVERIFY2(told.contains(words), qPrintable(told));
    verifyBalance(test);
}

} // namespace

class TestRedirects final : public QObject {
    Q_OBJECT

private slots:
    void leavesThemAloneUnlessAsked();
    void followsAChainOverTheSameConnection_data();
    void followsAChainOverTheSameConnection();
    void followsWhereEveryAnswerCloses();
    void followsInAnOpenModel();
    void followsALocationInPieces();
    void countsTheWholeChainAsTheTime();
    void tellsWhatCannotBeFollowed_data();
    void tellsWhatCannotBeFollowed();
    void turnsAPostIntoAGet_data();
    void turnsAPostIntoAGet();
    void keepsCredentialsToTheSameServer();
    void leavesCredentialsBehind_data();
    void leavesCredentialsBehind();
    void failsAloneWhereTheOtherServerIsDown();
    void goesToTlsAndBack();
    void followsThroughAProxy_data();
    void followsThroughAProxy();
    void followsOverHttp2();
    void leadsStreamsElsewhere();
};

void TestRedirects::leavesThemAloneUnlessAsked() {
    const TestServer server([](auto, const auto&) { return redirectTo("/b"); });
    const auto test = runToEnd(planFor(server.url(), 20, 2));
    verifyFinished(*test, 20);
    QCOMPARE(test->result()->counts.statuses[302], quint64{20});
    QCOMPARE(server.requests(), quint64{20});
}

void TestRedirects::followsAChainOverTheSameConnection_data() {
    QTest::addColumn<quint32>("threads");
    QTest::newRow("one thread") << 1u;
    QTest::newRow("two threads") << 2u;
}

void TestRedirects::followsAChainOverTheSameConnection() {
    QFETCH(quint32, threads);
    Requests requests;
    const TestServer server(requests.keepThen([](const std::string& request) {
        if (asksFor(request, "/a/b?c"))
            return redirectTo("../d", 301);
        return asksFor(request, "/d") ? redirectTo("?e", 308) : okReply();
    }));
    TestPlan plan = following(server.url("/a/b?c"), 100, 4);
    plan.threads = threads;
    const auto test = runToEnd(plan);
    verifyFinished(*test, 100);
    const Counts& counts = test->result()->counts;
    QCOMPARE(server.requests(), quint64{300});
    QCOMPARE(server.accepted(), quint64{4});
    QCOMPARE(counts.statuses[200], quint64{100});
    QCOMPARE(counts.statuses[301], quint64{0});
    QCOMPARE(counts.bytes.bodyIn, quint64{500});
    QCOMPARE(counts.ledger.sent, quint64{100});
    QVERIFY(requests.anyHolds("GET /d?e HTTP/1.1"));
}

void TestRedirects::followsWhereEveryAnswerCloses() {
    const TestServer server([](auto, const std::string& request) {
        return asksFor(request, "/b") ? okReply() : redirectTo("/b", 302, Reply::Then::Close);
    });
    verifyFinished(*runToEnd(following(server.url(), 30, 3)), 30);
    TestPlan plan = following(server.url(), 30, 3);
    plan.keepAlive = false;
    const auto test = runToEnd(plan);
    verifyFinished(*test, 30);
    QCOMPARE(test->result()->counts.connections.opened, quint64{60});
}

void TestRedirects::followsInAnOpenModel() {
    const TestServer other([](auto, const auto&) { return okReply(); });
    const TestServer server([&other](auto number, const std::string& request) {
        if (asksFor(request, "/b"))
            return okReply();
        return redirectTo(number % 2 == 0 ? "/b" : other.url());
    });
    TestPlan plan = following(server.url(), 100, 8);
    plan.rate = 2000;
    const auto test = runToEnd(plan);
    verifyFinished(*test, 100);
    QCOMPARE(test->result()->counts.ledger.dropped, quint64{0});
}

void TestRedirects::followsALocationInPieces() {
    const std::string filler(6000, 'x');
    const TestServer server([&filler](auto, const std::string& request) {
        if (asksFor(request, "/b"))
            return okReply();
        return Reply{{{"HTTP/1.1 103 Early Hints\r\nLink: </s>\r\n\r\nHTTP/1.1 302 Fo", {}},
                      {"und\r\nX-A: " + filler + "\r\n", std::chrono::milliseconds(2)},
                      {"Loca", std::chrono::milliseconds(2)},
                      {"tion: /b\r\nContent-Length: 4\r\n\r\nno", std::chrono::milliseconds(2)},
                      {"ne", std::chrono::milliseconds(2)}},
                     Reply::Then::Keep};
    });
    verifyFinished(*runToEnd(following(server.url(), 6, 2)), 6);
}

void TestRedirects::countsTheWholeChainAsTheTime() {
    static constexpr auto pause = std::chrono::milliseconds(20);
    const TestServer server([](auto, const std::string& request) {
        Reply reply = asksFor(request, "/b") ? okReply() : redirectTo("/b");
        reply.writes.front().after = pause;
        return reply;
    });
    const auto test = runToEnd(following(server.url(), 4, 2));
    verifyFinished(*test, 4);
    const Counts& counts = test->result()->counts;
    QVERIFY(counts.service.min() >= 2 * pause);
    QVERIFY(counts.firstByte.min() >= 2 * pause);

    // The timeout is that of the whole chain as well.
    const TestServer loop([](auto, const auto&) {
        Reply reply = redirectTo("/b");
        reply.writes.front().after = pause;
        return reply;
    });
    TestPlan plan = following(loop.url(), 2, 1);
    plan.timeout = 2 * pause;
    verifyAllFailed(*runToEnd(plan), "timeout", "no whole answer in time");
}

void TestRedirects::tellsWhatCannotBeFollowed_data() {
    QTest::addColumn<std::string>("location");
    QTest::addColumn<QString>("group");
    QTest::addColumn<QString>("words");
    const auto row = [](const char* name, const std::string& location, const char* group,
                        const char* words) {
        QTest::newRow(name) << location << QString(group) << QString(words);
    };
    row("a loop", "/", "protocol", "or a loop of them");
    row("no Location", "none", "protocol", "does not say where to");
    row("another scheme", "ftp://127.0.0.1/", "protocol", "not an http or https address");
    row("a file", "file:///etc/passwd", "protocol", "not an http or https address");
    row("nonsense", "http://[::1/", "protocol", "not an http or https address");
    row("a host that nobody knows", "http://b.test/", "resolve", "whose address is not known");
    row("a public address", "http://203.0.113.9/", "resolve", "public address");
}

void TestRedirects::tellsWhatCannotBeFollowed() {
    QFETCH(std::string, location);
    QFETCH(QString, group);
    QFETCH(QString, words);
    const TestServer server([&location](auto, const auto&) {
        return location == "none" ? rawReply("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n")
                                  : redirectTo(location);
    });
    TestPlan plan = following(server.url(), 10, 2);
    plan.follow = 3;
    const auto test = runToEnd(plan);
    verifyAllFailed(*test, group, words);
    QCOMPARE(test->result()->counts.ledger.failed, quint64{10});
    QCOMPARE(server.accepted(), quint64{2}); // it costs no connection
    QCOMPARE(server.requests(), quint64{location == "/" ? 40u : 10u});
    QCOMPARE(test->result()->examples.failed().front().status, 302);
}

void TestRedirects::turnsAPostIntoAGet_data() {
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("becomesGet");
    QTest::newRow("301") << 301 << true;
    QTest::newRow("302") << 302 << true;
    QTest::newRow("303") << 303 << true;
    QTest::newRow("307") << 307 << false;
    QTest::newRow("308") << 308 << false;
}

void TestRedirects::turnsAPostIntoAGet() {
    QFETCH(int, status);
    QFETCH(bool, becomesGet);
    Requests requests;
    const TestServer server(requests.keepThen([status](const std::string& request) {
        return asksFor(request, "/b") ? okReply() : redirectTo("/b", status);
    }));
    TestPlan plan = following(server.url(), 20, 2);
    plan.method = "POST";
    plan.body = "the body";
    plan.headers = {{"Content-Type", "text/plain"}, {"X-Kept", "yes"}};
    verifyFinished(*runToEnd(plan), 20);
    int seen = 0;
    for (const std::string& request : requests.texts()) {
        if (!asksFor(request, "/b"))
            continue;
        ++seen;
        QCOMPARE(request.starts_with("GET "), becomesGet);
        QCOMPARE(request.ends_with("the body"), !becomesGet);
        QCOMPARE(request.find("Content-Type: text/plain") == std::string::npos, becomesGet);
        QCOMPARE(request.find("Content-Length") == std::string::npos, becomesGet);
        QVERIFY(request.find("X-Kept: yes") != std::string::npos);
    }
    QCOMPARE(seen, 20);
}

void TestRedirects::keepsCredentialsToTheSameServer() {
    Requests requests;
    const TestServer server(requests.keepThen([](const std::string& request) {
        return asksFor(request, "/b") ? okReply() : redirectTo("/b");
    }));
    TestPlan plan = following("http://me:secret@127.0.0.1:" + std::to_string(server.port()), 5, 1);
    plan.headers = {{"Cookie", "a=b"}};
    verifyFinished(*runToEnd(plan), 5);
    for (const std::string& request : requests.texts()) {
        QVERIFY(request.find("Authorization: Basic") != std::string::npos);
        QVERIFY(request.find("Cookie: a=b") != std::string::npos);
    }
}

void TestRedirects::leavesCredentialsBehind_data() {
    QTest::addColumn<std::string>("host");
    QTest::addColumn<bool>("comesBack");
    QTest::newRow("another port") << std::string("127.0.0.1") << false;
    QTest::newRow("another host") << std::string("localhost") << false;
    QTest::newRow("a name with a given address") << std::string("b.test") << false;
    QTest::newRow("and back") << std::string("127.0.0.1") << true;
}

void TestRedirects::leavesCredentialsBehind() {
    QFETCH(std::string, host);
    QFETCH(bool, comesBack);
    Requests atOther;
    Requests atHome;
    std::string home;
    const TestServer other(atOther.keepThen([comesBack, &home](const std::string& request) {
        if (asksFor(request, "/b"))
            return redirectTo("/c");
        return comesBack ? redirectTo(home) : okReply();
    }));
    const std::string away = "http://" + host + ":" + std::to_string(other.port()) + "/b";
    const TestServer server(atHome.keepThen([&away](const std::string& request) {
        return asksFor(request, "/back") ? okReply() : redirectTo(away);
    }));
    home = server.url("/back");
    TestPlan plan = following("http://me:secret@127.0.0.1:" + std::to_string(server.port()), 30, 3);
    plan.headers = {{"Cookie", "a=b"}, {"Host", "a.test"}, {"X-Kept", "yes"}};
    plan.routing.resolve = {{"b.test", other.port(), "127.0.0.1"}};
    const auto test = runToEnd(plan);
    verifyFinished(*test, 30);
    QCOMPARE(other.requests(), quint64{60});
    QCOMPARE(other.accepted(), quint64{30}); // one for both steps there
    QVERIFY(!atOther.anyHolds("Authorization"));
    QVERIFY(!atOther.anyHolds("Cookie"));
    QVERIFY(!atOther.anyHolds("a.test"));
    QVERIFY(atOther.anyHolds("X-Kept: yes"));
    QVERIFY(atOther.anyHolds("Host: " + host + ":" + std::to_string(other.port())));
    for (const std::string& request : atHome.texts()) {
        if (asksFor(request, "/back"))
            QVERIFY(request.find("Authorization") == std::string::npos);
    }
    QCOMPARE(atHome.texts().size(), std::size_t{comesBack ? 60u : 30u});
}

void TestRedirects::failsAloneWhereTheOtherServerIsDown() {
    const TestServer server([](auto number, const std::string&) {
        return number % 2 == 0 ? redirectTo("http://127.0.0.1:1/") : okReply();
    });
    const auto test = runToEnd(following(server.url(), 20, 2));
    verifyFinished(*test, 10, 10);
    QCOMPARE(failuresOf(*test, FailureClass::Connect), quint64{10});
}

void TestRedirects::goesToTlsAndBack() {
    const QTemporaryDir folder;
    const TlsCertificate authority = makeAuthority("squall test authority");
    QFile file(folder.filePath("ca.pem"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(authority.certificate.c_str());
    file.close();
    std::string home;
    const TlsServer secure({.certificate = makeCertificate(authority),
                            .version = TlsServerOptions::Version::Any,
                            .clientAuthority = {},
                            .garbage = {},
                            .opening = {},
                            .script = [&home](auto) {
                                return TlsReply{"HTTP/1.1 302 Found\r\nLocation: " + home +
                                                    "\r\nContent-Length: 0\r\n\r\n",
                                                TlsReply::Then::Keep,
                                                {}};
                            }});
    const TestServer server([&secure](auto, const std::string& request) {
        return asksFor(request, "/back") ? okReply() : redirectTo(secure.url());
    });
    home = server.url("/back");
    TestPlan plan = following(server.url(), 20, 2);
    const auto untrusted = runToEnd(plan);
    verifyAllFailed(*untrusted, "tls", "unknown authority");
    plan.tls.caFile = file.fileName().toStdString();
    verifyFinished(*runToEnd(plan), 20);
    QCOMPARE(secure.requests(), quint64{20});
}

void TestRedirects::followsThroughAProxy_data() {
    QTest::addColumn<std::string>("scheme");
    QTest::newRow("HTTP") << std::string("http");
    QTest::newRow("SOCKS5") << std::string("socks5");
}

void TestRedirects::followsThroughAProxy() {
    QFETCH(std::string, scheme);
    const TestServer other([](auto, const auto&) { return okReply(); });
    const std::string place = "localhost:" + std::to_string(other.port());
    const TestServer server(
        [&place](auto, const auto&) { return redirectTo("http://" + place + "/"); });
    const ProxyServer proxy;
    TestPlan plan = following(server.url(), 10, 1);
    plan.routing.proxy = proxy.url(scheme);
    verifyFinished(*runToEnd(plan), 10);
    QCOMPARE(other.requests(), quint64{10});
    const auto opened = proxy.opened();
    QCOMPARE(std::ranges::count(opened, place), 10);
    QCOMPARE(proxy.asked().size(), std::size_t{scheme == "http" ? 20u : 0u});
}

void TestRedirects::followsOverHttp2() {
    // Every second answer of a server that is asked the same on both steps is a redirect.
    const Http2Server server([](std::uint64_t number, std::uint32_t stream) {
        if (number % 2 == 1)
            return rawReply(frames::answer(stream));
        const std::string block = frames::headBlock(307, {{"location", "/b"}});
        return rawReply(
            frames::frame(frames::Headers, frames::endHeaders | frames::endStream, stream, block));
    });
    TestPlan plan = following(server.url(), 50, 1);
    plan.http = HttpVersion::Http2;
    plan.method = "POST";
    plan.body = std::string(100'000, 'x');
    const auto test = runToEnd(plan);
    verifyFinished(*test, 50);
    QCOMPARE(server.requests(), quint64{100});
    QCOMPARE(server.accepted(), quint64{1});
    QVERIFY(test->result()->counts.bytes.out > 100 * plan.body.size());
}

void TestRedirects::leadsStreamsElsewhere() {
    const Http2Server other(
        [](auto, std::uint32_t stream) { return rawReply(frames::answer(stream)); });
    const Http2Server server([&other](std::uint64_t number, std::uint32_t stream) {
        if (number % 3 != 0)
            return rawReply(frames::answer(stream));
        const std::string block = frames::headBlock(302, {{"location", other.url()}});
        return rawReply(
            frames::frame(frames::Headers, frames::endHeaders | frames::endStream, stream, block));
    });
    TestPlan plan = following(server.url(), 300, 2);
    plan.http = HttpVersion::Http2;
    plan.streams = 10;
    const auto test = runToEnd(plan);
    verifyFinished(*test, 300);
    QCOMPARE(server.requests(), quint64{300});
    QCOMPARE(other.requests(), quint64{100});
}

QTEST_GUILESS_MAIN(TestRedirects)
#include "tst_redirects.moc"
