// One request is never two: whatever stands in a plan, wherever it comes from, a server gets
// exactly the bytes that were meant, or nothing.

#include <functional>
#include <mutex>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "app/options.h"
#include "core/plan/curlimport.h"
#include "core/plan/planjson.h"
#include "core/plan/shellwords.h"
#include "tests/support/command.h"
#include "tests/support/runner.h"
#include "tests/support/testserver.h"

using namespace squall;
using namespace squall::test;
using namespace std::string_literals;

namespace {

/// Every way in which a line could end.
const std::vector<std::string> breaks = {
    "\r\n"s, "\n"s, "\r"s, "\0"s, "\r\nX-Injected: yes"s, "\n\nGET /second HTTP/1.1"s};

using Change = std::function<void(TestPlan&, const std::string& text)>;

struct Place {
    const char* name;
    Change put;
};

const std::vector<Place> places = {
    {"the path", [](TestPlan& plan, const std::string& text) { plan.url += "a" + text + "b"; }},
    {"the host", [](TestPlan& plan, const std::string& text) { plan.url.insert(10, text); }},
    {"the method", [](TestPlan& plan, const std::string& text) { plan.method += text + "X"; }},
    {"a header's name",
     [](TestPlan& plan, const std::string& text) { plan.headers = {{"A" + text + "B", "c"}}; }},
    {"a header's value",
     [](TestPlan& plan, const std::string& text) { plan.headers = {{"A", "b" + text + "c"}}; }},
    {"the token", [](TestPlan& plan, const std::string& text) { plan.bearer = "a" + text + "b"; }},
};

std::string asCurl(const TestPlan& plan) {
    std::string command = "curl -X " + shellQuoted(plan.method);
    for (const HeaderField& header : plan.headers)
        command += " -H " + shellQuoted(header.name + ": " + header.value);
    if (!plan.bearer.empty())
        command += " -H " + shellQuoted("Authorization: Bearer " + plan.bearer);
    return command + ' ' + shellQuoted(plan.url);
}

} // namespace

class TestInjection final : public QObject {
    Q_OBJECT

private slots:
    void aLineBreakIsRefused_data();
    void aLineBreakIsRefused();
    void aVariableCannotBreakALine();
    void whatIsMeantArrivesByteByByte();
    void aFileDoesNotSpeakToTheTerminal();

private:
    std::mutex m_mutex;
    std::string m_last; ///< request that the server has seen

    [[nodiscard]] TestServer::Script keepLast() {
        return [this](auto, const std::string& request) {
            const std::lock_guard lock(m_mutex);
            m_last = request;
            return okReply();
        };
    }
};

void TestInjection::aLineBreakIsRefused_data() {
    QTest::addColumn<std::size_t>("place");
    QTest::addColumn<std::string>("text");
    for (std::size_t place = 0; place < places.size(); ++place) {
        for (std::size_t i = 0; i < breaks.size(); ++i)
            QTest::addRow("%s, %zu", places[place].name, i) << place << breaks[i];
    }
}

// By validate(), which the window and the command line ask; from a plan file it is the same plan.
void TestInjection::aLineBreakIsRefused() {
    QFETCH(std::size_t, place);
    QFETCH(std::string, text);
    TestPlan plan = planFor("http://127.0.0.1:8080/", 1, 1);
    places[place].put(plan, text);
    QVERIFY(!validate(plan).empty());
    const auto read = parsePlan(planJson(plan));
    QVERIFY(!read || !validate(*read).empty());
    const auto imported = importCurl(asCurl(plan));
    QVERIFY(!imported || !validate(imported->plan).empty());
    std::vector<std::string> arguments = {"run", "-m", plan.method, plan.url};
    for (const HeaderField& header : plan.headers)
        arguments.insert(arguments.end(), {"-H", header.name + ": " + header.value});
    if (!plan.bearer.empty())
        arguments.insert(arguments.end(), {"--bearer", plan.bearer});
    const Command command = parseCommandLine(std::move(arguments));
    QVERIFY(std::holds_alternative<UsageError>(command));
}

void TestInjection::aVariableCannotBreakALine() {
    qputenv("SQUALL_TEST_VALUE", "a\r\nX-Injected: yes");
    const TestServer server(keepLast());
    TestPlan plan = planFor(server.url(), 1, 1);
    plan.headers = {{"A", "${SQUALL_TEST_VALUE}"}};
    QVERIFY(validate(plan).empty());
    const auto test = runToEnd(plan);
    QCOMPARE(test->state(), RunState::Failed);
    QCOMPARE(test->error()->code, ErrorCode::BadPlan);
    QCOMPARE(server.requests(), quint64{0});
}

void TestInjection::whatIsMeantArrivesByteByByte() {
    const TestServer server(keepLast());
    TestPlan plan = planFor(server.url("/a%0d%0ab?c=%00"), 1, 1);
    plan.method = "POST";
    plan.headers = {{"Host", "h"}, {"User-Agent", "u"}, {"A", "b: c\td \xc3\xbc"}, {"A", ""}};
    plan.body = "x\r\n\r\nGET / HTTP/1.1\r\n\0\r\n"s;
    QCOMPARE(runToEnd(plan)->state(), RunState::Finished);
    const std::lock_guard lock(m_mutex);
    QCOMPARE(m_last, "POST /a%0d%0ab?c=%00 HTTP/1.1\r\nHost: h\r\nUser-Agent: u\r\n"
                     "A: b: c\td \xc3\xbc\r\nA: \r\nContent-Length: " +
                         std::to_string(plan.body.size()) + "\r\n\r\n" + plan.body);
    QCOMPARE(server.requests(), quint64{1});
}

// Which would obey it: an escape sequence may rename its window or hide what was printed.
void TestInjection::aFileDoesNotSpeakToTheTerminal() {
    const QTemporaryDir folder;
    QFile plan(folder.filePath(QStringLiteral("plan.json")));
    QVERIFY(plan.open(QIODevice::WriteOnly));
    plan.write(R"({"schema":"squall.plan/1","url":"a.test","\u001b]0;owned\u0007":1})");
    plan.close();
    const Ended ended = runCommand(QStringLiteral(SQUALL_EXECUTABLE),
                                   {QStringLiteral("run"), plan.fileName()}, folder.path());
    QCOMPARE(ended.exitCode, 104);
    QVERIFY2(ended.err.contains("owned"), ended.err.constData());
    QVERIFY(!ended.err.contains('\x1b') && !ended.err.contains('\a'));
}

QTEST_GUILESS_MAIN(TestInjection)
#include "tst_injection.moc"
