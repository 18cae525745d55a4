#include <string>
#include <vector>

#include <QTest>

#include "core/plan/curlimport.h"
#include "core/plan/shellwords.h"

using namespace squall;
using namespace std::string_literals;

class TestCurlImport final : public QObject {
    Q_OBJECT

private slots:
    void splitsAsAShellWould_data();
    void splitsAsAShellWould();
    void quotesWhatItSplits_data();
    void quotesWhatItSplits();
    void readsWhatABrowserCopies();
    void readsMethodAndBody_data();
    void readsMethodAndBody();
    void readsTheRest();
    void filesAreNamedAndNotRead();
    void saysWhatWasLeftOut();
    void refuses_data();
    void refuses();
    void knowsACurlCommand();
};

void TestCurlImport::splitsAsAShellWould_data() {
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::vector<std::string>>("words");
    const auto row = [](const char* name, std::string text, std::vector<std::string> words) {
        QTest::newRow(name) << std::move(text) << std::move(words);
    };
    row("blanks", "a  b\tc", {"a", "b", "c"});
    row("single quotes", "'a b' c'd'", {"a b", "cd"});
    row("double quotes", R"("a \"b\" \n")", {R"(a "b" \n)"});
    row("ANSI-C quotes", R"($'a\n\'b\x41\u00e9')", {"a\n'bAé"});
    row("backslashes", R"(a\ b \'c)", {"a b", "'c"});
    row("continued lines", "a \\\n  b\\\nc \\\r\n d", {"a", "bc", "d"});
    row("empty words", "'' \"\"", {"", ""});
    row("references", R"("$TOKEN" ${NAME} '$X')", {"${TOKEN}", "${NAME}", "$X"});
    row("a pipe ends it", "a b | c", {"a", "b"});
    row("an & is part of an address", "http://a/?b=1&c=2", {"http://a/?b=1&c=2"});
}

void TestCurlImport::splitsAsAShellWould() {
    QFETCH(std::string, text);
    QFETCH(std::vector<std::string>, words);
    const auto split = shellWords(text);
    QVERIFY(split);
    QCOMPARE(*split, words);
}

void TestCurlImport::quotesWhatItSplits_data() {
    QTest::addColumn<std::string>("word");
    for (const char* const word : {"", "plain-1.5", "a b", "it's", "$HOME", "\"", "a\\b", "a\nb"})
        QTest::newRow(word) << std::string(word);
}

void TestCurlImport::quotesWhatItSplits() {
    QFETCH(std::string, word);
    QCOMPARE(*shellWords(shellQuoted(word)), std::vector{word});
    QCOMPARE(shellQuotedWithReferences("Bearer ${A}\""), "\"Bearer ${A}\\\"\""s);
}

void TestCurlImport::readsWhatABrowserCopies() {
    const auto import = importCurl("curl 'https://a.test/api?x=1' \\\n"
                                   "  -H 'accept: */*' \\\n"
                                   "  -H 'content-type: application/json' \\\n"
                                   "  -b 'session=abc; theme=dark' \\\n"
                                   "  --data-raw $'{\"name\":\"O\\'Hara\"}' \\\n"
                                   "  --compressed");
    QVERIFY(import);
    const TestPlan& plan = import->plan;
    QCOMPARE(plan.url, "https://a.test/api?x=1"s);
    QCOMPARE(plan.method, "POST"s);
    const std::vector<HeaderField> headers = {{"accept", "*/*"},
                                              {"content-type", "application/json"},
                                              {"Cookie", "session=abc; theme=dark"}};
    QVERIFY(plan.headers == headers);
    QCOMPARE(plan.body, "{\"name\":\"O'Hara\"}"s);
    QCOMPARE(import->ignored, std::vector{"--compressed"s});
}

void TestCurlImport::readsMethodAndBody_data() {
    QTest::addColumn<std::string>("command");
    QTest::addColumn<std::string>("method");
    QTest::addColumn<std::string>("body");
    const auto row = [](const char* name, const char* command, const char* method,
                        const char* body) {
        QTest::newRow(name) << std::string(command) << std::string(method) << std::string(body);
    };
    row("address alone", "curl a.test", "GET", "");
    row("head", "curl -I a.test", "HEAD", "");
    row("explicit", "curl -XDELETE a.test", "DELETE", "");
    row("data posts", "curl -d a=1 -d b=2 a.test", "POST", "a=1&b=2");
    row("explicit wins", "curl -X PUT -d x a.test", "PUT", "x");
    row("glued", "curl -sSLd x a.test", "POST", "x");
    row("encoded", "curl --data-urlencode 'q=a b&c' a.test", "POST", "q=a%20b%26c");
    row("json", "curl --json '{}' a.test", "POST", "{}");
    row("get", "curl -G -d a=1 a.test", "GET", "");
}

void TestCurlImport::readsMethodAndBody() {
    QFETCH(std::string, command);
    const auto import = importCurl(command);
    QVERIFY(import);
    QTEST(import->plan.method, "method");
    QTEST(import->plan.body, "body");
    QVERIFY(import->plan.url.starts_with("a.test"));
}

void TestCurlImport::readsTheRest() {
    const auto import = importCurl("curl -u ann:pw -k --cacert ca.pem -E c.pem --key k.pem -m 2.5 "
                                   "--connect-timeout 1 -A me -e http://b.test/ --tlsv1.3 "
                                   "-G -d x=1 https://a.test/");
    QVERIFY(import);
    const TestPlan& plan = import->plan;
    QCOMPARE(plan.url, "https://a.test/?x=1"s);
    QCOMPARE(plan.user, "ann:pw"s);
    QVERIFY(plan.tls.insecure);
    QCOMPARE(plan.tls.caFile, "ca.pem"s);
    QCOMPARE(plan.tls.certificateFile, "c.pem"s);
    QCOMPARE(plan.tls.keyFile, "k.pem"s);
    QCOMPARE(plan.tls.minVersion, TlsOptions::MinVersion::Tls13);
    QCOMPARE(plan.timeout, Nanoseconds(std::chrono::milliseconds(2500)));
    QCOMPARE(plan.connectTimeout, Nanoseconds(std::chrono::seconds(1)));
    const std::vector<HeaderField> headers = {{"User-Agent", "me"}, {"Referer", "http://b.test/"}};
    QVERIFY(plan.headers == headers);
    QVERIFY(import->ignored.empty());
    const auto token = importCurl(R"(curl -H "Authorization: Bearer $TOKEN" a.test)");
    QCOMPARE(token->plan.bearer, "${TOKEN}"s);
    QVERIFY(token->plan.headers.empty());
    QCOMPARE(importCurl("curl -L a.test")->plan.follow, maxFollow);
    QCOMPARE(importCurl("curl --max-redirs 3 -L a.test")->plan.follow, 3u);
    QCOMPARE(importCurl("curl -L --max-redirs -1 a.test")->plan.follow, maxFollow);
    QCOMPARE(importCurl("curl --max-redirs 3 a.test")->plan.follow, 0u);
    QVERIFY(!importCurl("curl -b a=b a.test")->plan.cookies);
    QVERIFY(importCurl("curl -b '' a.test")->plan.cookies);
    QVERIFY(importCurl("curl -b jar.txt a.test")->plan.cookies);
    QVERIFY(importCurl("curl -c jar.txt a.test")->plan.cookies);
    QCOMPARE(importCurl("curl -b jar.txt a.test")->ignored, std::vector{"-b jar.txt"s});
    const auto waiting = importCurl("curl -H 'Expect: 100-continue' -d x a.test");
    QVERIFY(waiting->plan.expectContinue);
    QCOMPARE(waiting->plan.headers.size(), std::size_t{1}); // of a form
}

void TestCurlImport::filesAreNamedAndNotRead() {
    const auto import = importCurl("curl -d @/no/such/file a.test");
    QVERIFY(import);
    QCOMPARE(import->plan.bodyFile, "/no/such/file"s);
    QCOMPARE(import->plan.method, "POST"s);
    QVERIFY(import->plan.body.empty());
}

void TestCurlImport::saysWhatWasLeftOut() {
    const auto import = importCurl("curl -L -s -o out.txt --frob -x http://p:1 "
                                   "-H 'Content-Length: 5' a.test b.test | jq .");
    QVERIFY(import);
    const std::vector ignored = {"--frob"s, "-x"s, "-H Content-Length"s, "b.test"s};
    QCOMPARE(import->ignored, ignored);
    QCOMPARE(import->plan.url, "a.test"s);
}

void TestCurlImport::refuses_data() {
    QTest::addColumn<std::string>("command");
    QTest::newRow("an open quote") << "curl 'http://a.test"s;
    QTest::newRow("no address") << "curl -X POST"s;
    QTest::newRow("a value that lacks") << "curl a.test -H"s;
    QTest::newRow("an address that is none") << "curl 'http://exa mple.test/'"s;
    QTest::newRow("another scheme") << "curl ftp://a.test/"s;
}

void TestCurlImport::refuses() {
    QFETCH(std::string, command);
    const auto import = importCurl(command);
    QVERIFY(!import);
    QVERIFY(!import.error().detail.empty());
}

void TestCurlImport::knowsACurlCommand() {
    QVERIFY(looksLikeCurl("curl http://a.test"));
    QVERIFY(looksLikeCurl("\n$ curl -X POST a"));
    QVERIFY(!looksLikeCurl("http://curl .test"));
    QVERIFY(!looksLikeCurl("curly"));
    QVERIFY(!looksLikeCurl("curl"));
}

QTEST_GUILESS_MAIN(TestCurlImport)
#include "tst_curlimport.moc"
