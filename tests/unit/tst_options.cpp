#include <QTemporaryDir>
#include <QTest>

#include "app/options.h"
#include "core/run/planfile.h"

using namespace squall;

namespace {

Command parse(const QStringList& arguments) {
    std::vector<std::string> list;
    for (const QString& argument : arguments)
        list.push_back(argument.toStdString());
    return parseCommandLine(std::move(list));
}

} // namespace

class TestOptions : public QObject {
    Q_OBJECT

private slots:

    void withoutArgumentsTheWindowOpensOnTheDemoTarget() {
        const Command command = parse({});
        QVERIFY(std::holds_alternative<WindowCommand>(command));
        QVERIFY(std::get<WindowCommand>(command).url.empty());
    }

    void anAddressAloneFillsTheWindow() {
        const Command command = parse({"localhost:8080"});
        QCOMPARE(std::get<WindowCommand>(command).url, std::string("localhost:8080"));
    }

    void aRepeatedOptionLeavesTheAddressAlone() {
        const Command command = parse({"run", "-H", "A: b", "--threshold", "p(99)<1ms",
                                       "--abort-on", "errors>50%", "http://a.test/", "-n", "1"});
        QVERIFY(std::holds_alternative<RunCommand>(command));
        const TestPlan& plan = std::get<RunCommand>(command).plan;
        QCOMPARE(plan.url, std::string("http://a.test/"));
        QCOMPARE(plan.headers.size(), std::size_t{1});
        QVERIFY(plan.thresholds == std::vector{parseThreshold("p(99)<1ms").value()});
        QVERIFY(plan.abortOn == std::vector{parseThreshold("errors>50%").value()});
    }

    void anUnknownOptionIsAnsweredWithAKnownOne_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<std::string>("line");
        QTest::newRow("a slip") << QStringList{"run", "--conections", "3", "a.test"}
                                << std::string("--conections: there is no such option; did you "
                                               "mean --connections?");
        QTest::newRow("with its value") << QStringList{"run", "--rat=3", "a.test"}
                                        << std::string("--rat: there is no such option; did you "
                                                       "mean --rate?");
        QTest::newRow("nothing like it")
            << QStringList{"run", "--keep-it-simple", "a.test"}
            << std::string("--keep-it-simple: there is no such option; see squall run --help");
        QTest::newRow("a short word that is not near")
            << QStringList{"run", "--nope", "a.test"}
            << std::string("--nope: there is no such option; see squall run --help");
        QTest::newRow("no run to write")
            << QStringList{"run", "--find-capacity", "p(99)<1s", "-o", "a.json", "a.test"}
            << std::string("--find-capacity: its result is written by --format json alone, neither "
                           "by --output nor by --save");
        QTest::newRow("two addresses") << QStringList{"run", "a.test", "b.test"}
                                       << std::string("b.test: one address or plan is enough");
    }

    void anUnknownOptionIsAnsweredWithAKnownOne() {
        QFETCH(QStringList, arguments);
        QFETCH(std::string, line);
        const Command command = parse(arguments);
        QVERIFY(std::holds_alternative<UsageError>(command));
        QCOMPARE(std::get<UsageError>(command).line, line);
    }

    void aSavedPlanDoesTheSameAgain() {
        const QTemporaryDir folder;
        const std::string path = folder.filePath("plan.json").toStdString();
        const Command first = parse({"run", "-c", "3", "-n", "10k", "-H", "A: b", "a.test/x"});
        const TestPlan& plan = std::get<RunCommand>(first).plan;
        QVERIFY(writePlanFile(path, plan).has_value());
        const Command second = parse({"run", QString::fromStdString(path)});
        QVERIFY(std::holds_alternative<RunCommand>(second));
        QVERIFY(std::get<RunCommand>(second).plan == plan);
    }

    void optionsGoOverAPlanFile() {
        const QTemporaryDir folder;
        const QString path = folder.filePath("plan.json");
        TestPlan plan;
        plan.url = "a.test";
        plan.requests = 5;
        plan.headers = {{"A", "b"}};
        QVERIFY(writePlanFile(path.toStdString(), plan).has_value());
        const Command command = parse({"run", "-n", "7", "-H", "C: d", path});
        const TestPlan& read = std::get<RunCommand>(command).plan;
        QCOMPARE(read.requests, std::optional<std::uint64_t>(7));
        QCOMPARE(read.headers.size(), std::size_t{2});
    }

    void aPlanFileThatIsNotThereIsNamed() {
        const Command command = parse({"run", "nosuchplan.json"});
        QVERIFY(std::get<UsageError>(command).line.find("nosuchplan.json") != std::string::npos);
    }

    void formFieldsAreEncoded() {
        const Command command = parse({"run", "--form", "a=1 2", "--form", "b&=ü", "a.test"});
        const TestPlan& plan = std::get<RunCommand>(command).plan;
        QCOMPARE(plan.body, std::string("a=1%202&b%26=%C3%BC"));
        QCOMPARE(plan.method, std::string("POST"));
        QCOMPARE(plan.headers.front().value, std::string("application/x-www-form-urlencoded"));
    }

    void everyOptionReachesThePlan() {
        const Command command = parse({"run",
                                       "-n",
                                       "10k",
                                       "-z",
                                       "3m",
                                       "-c",
                                       "1 000",
                                       "--threads",
                                       "2",
                                       "-m",
                                       "PUT",
                                       "-H",
                                       "A: b",
                                       "-H",
                                       "C:d: e",
                                       "--data",
                                       "body",
                                       "--timeout",
                                       "5s",
                                       "--connect-timeout",
                                       "250ms",
                                       "--idle-timeout",
                                       "2s",
                                       "--max-body",
                                       "1.5M",
                                       "--no-keepalive",
                                       "--follow",
                                       "3",
                                       "--cookies",
                                       "--expect-continue",
                                       "-x",
                                       "system",
                                       "--spin",
                                       "off",
                                       "--label",
                                       "x",
                                       "--format",
                                       "json",
                                       "--progress",
                                       "none",
                                       "-o",
                                       "a.json",
                                       "-o",
                                       "b.txt",
                                       "http://a.test/"});
        QVERIFY(std::holds_alternative<RunCommand>(command));
        const auto& run = std::get<RunCommand>(command);
        TestPlan plan;
        plan.url = "http://a.test/";
        plan.requests = 10'000;
        plan.duration = std::chrono::minutes(3);
        plan.connections = 1'000;
        plan.threads = 2;
        plan.method = "PUT";
        plan.headers = {{"A", "b"}, {"C", "d: e"}};
        plan.body = "body";
        plan.timeout = std::chrono::seconds(5);
        plan.connectTimeout = std::chrono::milliseconds(250);
        plan.idleTimeout = std::chrono::seconds(2);
        plan.maxBody = 1'500'000;
        plan.keepAlive = false;
        plan.follow = 3;
        plan.cookies = true;
        plan.expectContinue = true;
        plan.routing.proxy = systemProxy;
        plan.spin = SpinPolicy::Off;
        plan.label = "x";
        QVERIFY(run.plan == plan);
        QCOMPARE(run.format, ReportFormat::Json);
        QCOMPARE(run.progress, ProgressMode::None);
        const std::vector<OutputFile> outputs = {{"a.json", ReportFormat::Json},
                                                 {"b.txt", ReportFormat::Text}};
        QVERIFY(run.outputs == outputs);
    }

    void withNeitherCountNorTimeARunTakesTenSeconds() {
        const auto run = std::get<RunCommand>(parse({"run", "a.test"}));
        QVERIFY(!run.plan.requests);
        QVERIFY(run.plan.duration == Nanoseconds(std::chrono::seconds(10)));
    }

    void aBodyIsPostedUnlessAMethodIsGiven() {
        QCOMPARE(std::get<RunCommand>(parse({"run", "--data", "x", "a.test"})).plan.method,
                 std::string("POST"));
        QCOMPARE(
            std::get<RunCommand>(parse({"run", "--data", "x", "-m", "PUT", "a.test"})).plan.method,
            std::string("PUT"));
    }

    void theDemoTargetIsAnAddressToo() {
        const auto run = std::get<RunCommand>(parse({"run", "demo:/delay/5ms"}));
        QVERIFY(run.usesDemo);
        QCOMPARE(run.plan.url, std::string("127.0.0.1/delay/5ms"));
        QVERIFY(std::get<RunCommand>(parse({"run", "demo:"})).usesDemo);
    }

    void demoOptionsAreRead() {
        const auto demo = std::get<DemoCommandOptions>(
            parse({"demo", "--port", "8080", "--delay", "5ms", "--fail", "1%", "--https"}));
        QCOMPARE(demo.port, quint16{8080});
        QCOMPARE(demo.delay, Nanoseconds(std::chrono::milliseconds(5)));
        QCOMPARE(demo.failShare, 0.01);
        QVERIFY(demo.isTls);
    }

    void aMistakeIsOneLineThatNamesTheOption_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("named");
        QTest::newRow("no address") << QStringList{"run"} << "URL";
        QTest::newRow("count that is no number")
            << QStringList{"run", "-n", "abc", "a.test"} << "--requests: \"abc\"";
        QTest::newRow("no requests") << QStringList{"run", "-n", "0", "a.test"} << "--requests";
        QTest::newRow("no connections")
            << QStringList{"run", "-c", "0", "a.test"} << "--connections";
        QTest::newRow("no unit") << QStringList{"run", "-z", "10", "a.test"}
                                 << "--duration: \"10\"";
        QTest::newRow("no time") << QStringList{"run", "-z", "0s", "a.test"} << "--duration";
        QTest::newRow("a size that is none")
            << QStringList{"run", "--max-body", "64 MiBs", "a.test"}
            << "--max-body: \"64 MiBs\" is not a size such as 500k, 64MiB or 1G";
        QTest::newRow("an idle timeout past a week")
            << QStringList{"run", "--idle-timeout", "169h", "a.test"}
            << "--idle-timeout: the idle timeout must be at most 168h";
        QTest::newRow("too many redirects")
            << QStringList{"run", "--follow", "11", "a.test"} << "--follow: at most 10";
        QTest::newRow("a body that waits in HTTP/2")
            << QStringList{"run", "--expect-continue", "--http", "2", "a.test"}
            << "--expect-continue: a body waits for 100 Continue in HTTP/1.1 alone";
        QTest::newRow("a body that waits, and streams")
            << QStringList{"run", "--expect-continue", "--streams", "2", "a.test"}
            << "--streams: HTTP/1.1 has no streams";
        QTest::newRow("no threads")
            << QStringList{"run", "--threads", "0", "a.test"} << "--threads";
        QTest::newRow("bad scheme") << QStringList{"run", "ftp://a.test"} << "URL: \"ftp\"";
        QTest::newRow("bad header") << QStringList{"run", "-H", "nonsense", "a.test"} << "--header";
        QTest::newRow("header with a line break")
            << QStringList{"run", "-H", "A: b\r\nC: d", "a.test"} << "--header";
        QTest::newRow("wrk's and hey's -d") << QStringList{"run", "-d", "5", "a.test"} << "--data";
        QTest::newRow("wrk's and hey's -t")
            << QStringList{"run", "-t", "5", "a.test"} << "--threads";
        QTest::newRow("unknown option") << QStringList{"run", "--frob", "a.test"} << "--frob";
        QTest::newRow("unknown ending")
            << QStringList{"run", "-o", "a.doc", "a.test"} << "--output";
        QTest::newRow("bad port") << QStringList{"demo", "--port", "99999"} << "--port";
        QTest::newRow("bad share") << QStringList{"demo", "--fail", "101%"} << "--fail";
    }

    void aMistakeIsOneLineThatNamesTheOption() {
        QFETCH(QStringList, arguments);
        QFETCH(QString, named);
        const Command command = parse(arguments);
        QVERIFY(std::holds_alternative<UsageError>(command));
        const QString line = QString::fromStdString(std::get<UsageError>(command).line);
        QVERIFY2(line.contains(named), qPrintable(line));
        QVERIFY2(!line.contains('\n'), qPrintable(line));
    }

    void helpNamesEveryOption() {
        const auto help = QString::fromStdString(std::get<PrintCommand>(parse({"run", "-h"})).text);
        for (const char* option :
             {"--requests", "--duration", "--connections", "--threads", "--method", "--header",
              "--data", "--timeout", "--output", "--format", "--progress", "--spin"})
            QVERIFY2(help.contains(option), option);
    }
};

QTEST_GUILESS_MAIN(TestOptions)
#include "tst_options.moc"
