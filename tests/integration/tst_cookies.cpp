// Whole runs in which each connection is a user with cookies of its own.

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include <QTest>

#include "tests/support/http2server.h"
#include "tests/support/runner.h"
#include "tests/support/testserver.h"

using namespace squall;
using namespace squall::test;

namespace {

TestPlan keeping(const std::string& url, std::uint64_t requests, std::uint32_t connections) {
    TestPlan plan = planFor(url, requests, connections);
    plan.cookies = true;
    return plan;
}

Reply setting(const std::string& cookie, int status = 200, const std::string& more = {},
              Reply::Then then = Reply::Then::Keep) {
    return rawReply("HTTP/1.1 " + std::to_string(status) + " X\r\nSet-Cookie: " + cookie + "\r\n" +
                        more + "Content-Length: 0\r\n\r\n",
                    then);
}

std::string fieldOf(const std::string& request, const std::string& name) {
    const std::size_t at = request.find("\r\n" + name + ": ");
    if (at == std::string::npos)
        return {};
    const std::size_t begin = at + name.size() + 4;
    return request.substr(begin, request.find("\r\n", begin) - begin);
}

/// Counts the Cookie fields that came, by what they said.
class Cookies final {
public:
    void add(const std::string& request) {
        const std::lock_guard lock(m_mutex);
        ++m_counts[fieldOf(request, "Cookie")];
    }

    [[nodiscard]] std::map<std::string, int> counts() const {
        const std::lock_guard lock(m_mutex);
        return m_counts;
    }

private:
    mutable std::mutex m_mutex;
    std::map<std::string, int> m_counts;
};

} // namespace

class TestCookies final : public QObject {
    Q_OBJECT

private slots:
    void areLeftAloneUnlessAsked();
    void areOfOneConnection();
    void outliveAReconnect();
    void areKeptFromTheStepsOfARedirect();
    void areNeverSentToAnotherHost();
    void goWithTheBody();
    void areReadInPieces();
    void workInAnOpenModel();
    void workOverHttp2();
};

void TestCookies::areLeftAloneUnlessAsked() {
    Cookies cookies;
    const TestServer server([&cookies](auto, const std::string& request) {
        cookies.add(request);
        return setting("id=1");
    });
    verifyFinished(*runToEnd(planFor(server.url(), 10, 1)), 10);
    QCOMPARE(cookies.counts()[""], 10);
}

// Each is given a number of its own with its first answer, and has it from then on.
void TestCookies::areOfOneConnection() {
    Cookies cookies;
    const TestServer server([&cookies](std::uint64_t number, const std::string& request) {
        cookies.add(request);
        return fieldOf(request, "Cookie").empty() ? setting("id=" + std::to_string(number))
                                                  : okReply();
    });
    TestPlan plan = keeping(server.url(), 400, 4);
    plan.threads = 2;
    verifyFinished(*runToEnd(plan), 400);
    const auto counts = cookies.counts();
    QCOMPARE(counts.size(), std::size_t{5}); // nothing yet, and four users
    QCOMPARE(counts.at(""), 4);
    int sent = 0;
    for (const auto& [cookie, count] : counts)
        sent += count;
    QCOMPARE(sent, 400);
}

void TestCookies::outliveAReconnect() {
    Cookies cookies;
    const TestServer server([&cookies](auto, const std::string& request) {
        cookies.add(request);
        return fieldOf(request, "Cookie").empty()
                   ? setting("id=1", 200, "Connection: close\r\n", Reply::Then::Close)
                   : rawReply("HTTP/1.1 204 No\r\nConnection: close\r\n\r\n", Reply::Then::Close);
    });
    verifyFinished(*runToEnd(keeping(server.url(), 20, 2)), 20);
    QCOMPARE(cookies.counts()[""], 2);
    QCOMPARE(cookies.counts()["id=1"], 18);
}

// A page that signs in: it redirects with a cookie, and the next page wants it.
void TestCookies::areKeptFromTheStepsOfARedirect() {
    Cookies cookies;
    const TestServer server([&cookies](auto, const std::string& request) {
        const bool isSignedIn = fieldOf(request, "Cookie") == "own=1; session=x";
        if (request.starts_with("GET /in "))
            return isSignedIn ? okReply()
                              : rawReply("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n");
        cookies.add(request);
        return setting("session=x; Path=/", 302, "Location: /in\r\n");
    });
    TestPlan plan = keeping(server.url("/a/b"), 50, 2);
    plan.follow = 3;
    plan.headers = {{"Cookie", "own=1"}};
    verifyFinished(*runToEnd(plan), 50);
    QCOMPARE(cookies.counts()["own=1"], 2);
    QCOMPARE(cookies.counts()["own=1; session=x"], 48);
}

void TestCookies::areNeverSentToAnotherHost() {
    Cookies away;
    Cookies home;
    std::string back;
    const TestServer other([&](auto, const std::string& request) {
        away.add(request);
        return setting("theirs=2", 302, "Location: " + back + "\r\n");
    });
    const TestServer server([&](auto, const std::string& request) {
        home.add(request);
        const bool isBack = request.starts_with("GET /back ");
        return isBack ? okReply()
                      : setting("ours=1", 302,
                                "Location: http://localhost:" + std::to_string(other.port()) +
                                    "/\r\n");
    });
    back = server.url("/back");
    TestPlan plan = keeping(server.url(), 10, 1);
    plan.follow = 3;
    verifyFinished(*runToEnd(plan), 10);
    QCOMPARE(away.counts()[""], 10);
    QCOMPARE(home.counts()[""], 1);
    QCOMPARE(home.counts()["ours=1"], 19);
}

void TestCookies::goWithTheBody() {
    std::vector<std::size_t> bodies;
    const TestServer server([&bodies](std::uint64_t number, const std::string& request) {
        bodies.push_back(request.size() - request.find("\r\n\r\n") - 4);
        return setting("n=" + std::to_string(number)); // another one each time
    });
    for (const std::size_t size : {std::size_t{100}, 2 * largestCopiedBody}) {
        bodies.clear();
        TestPlan plan = keeping(server.url(), 10, 1);
        plan.method = "POST";
        plan.body = std::string(size, 'b');
        verifyFinished(*runToEnd(plan), 10);
        QVERIFY(bodies == std::vector<std::size_t>(10, size));
    }
}

void TestCookies::areReadInPieces() {
    Cookies cookies;
    const TestServer server([&cookies](auto, const std::string& request) {
        cookies.add(request);
        return Reply{{{"HTTP/1.1 200 OK\r\nSet-Coo", {}},
                      {"kie: id=1\r\nX: " + std::string(6000, 'x') + "\r\nSet-Cookie: b=2\r\n",
                       std::chrono::milliseconds(2)},
                      {"Content-Length: 4\r\n\r\nab", std::chrono::milliseconds(2)},
                      {"cd", std::chrono::milliseconds(2)}},
                     Reply::Then::Keep};
    });
    verifyFinished(*runToEnd(keeping(server.url(), 5, 1)), 5);
    QCOMPARE(cookies.counts()["id=1; b=2"], 4);
}

void TestCookies::workInAnOpenModel() {
    Cookies cookies;
    const TestServer server([&cookies](auto, const std::string& request) {
        cookies.add(request);
        return setting("id=1");
    });
    TestPlan plan = keeping(server.url(), 100, 2);
    plan.rate = 2000;
    verifyFinished(*runToEnd(plan), 100);
    const auto counts = cookies.counts();
    QVERIFY(counts.at("") <= 2);
    QCOMPARE(counts.at("") + counts.at("id=1"), 100);
}

// Heads are compressed (RFC 7541), so the server looks at their size alone: no code of Huffman's
// makes an X shorter.
void TestCookies::workOverHttp2() {
    const Http2Server server([](auto, std::uint32_t stream) {
        const auto block = frames::headBlock(200, {{"set-cookie", "id=" + std::string(500, 'X')}});
        return rawReply(
            frames::frame(frames::Headers, frames::endHeaders | frames::endStream, stream, block));
    });
    TestPlan plan = keeping(server.url(), 40, 2);
    plan.http = HttpVersion::Http2;
    plan.streams = 4;
    plan.method = "POST";
    plan.body = "body";
    const auto test = runToEnd(plan);
    verifyFinished(*test, 40);
    QCOMPARE(server.requests(), quint64{40});
    QVERIFY(server.longestHead() > 500);
}

QTEST_GUILESS_MAIN(TestCookies)
#include "tst_cookies.moc"
