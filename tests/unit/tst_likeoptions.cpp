// The options of other load testers, for the same run.

#include <QTest>

#include "app/likeoptions.h"
#include "app/options.h"

using namespace squall;

namespace {

Command parse(const QStringList& arguments) {
    std::vector<std::string> list;
    for (const QString& argument : arguments)
        list.push_back(argument.toStdString());
    return parseCommandLine(std::move(list));
}

} // namespace

class TestLikeOptions final : public QObject {
    Q_OBJECT

private slots:

    void saysWhatItUnderstood_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<std::string>("note");
        QTest::newRow("wrk") << QStringList{"wrk",   "-t2",       "-c",    "100",
                                            "-d30s", "--latency", "a.test"}
                             << std::string(
                                    "understood as: squall run --threads 2 --connections 100 "
                                    "--duration 30s a.test");
        QTest::newRow("wrk's own defaults")
            << QStringList{"wrk", "a.test"}
            << std::string("understood as: squall run --connections 10 --threads 2 "
                           "--duration 10s a.test");
        QTest::newRow("hey's rate is of each connection")
            << QStringList{"hey", "-c", "5", "-q", "10", "-n", "100", "a.test"}
            << std::string("understood as: squall run --connections 5 --requests 100 "
                           "--timeout 20s --rate 50 a.test");
        QTest::newRow("hey forgets the number when there is a time")
            << QStringList{"hey", "-n", "100", "-z", "5s", "a.test"}
            << std::string("understood as: squall run --duration 5s --connections 50 "
                           "--timeout 20s a.test");
        QTest::newRow("hey's headers and time in seconds")
            << QStringList{"hey", "-A", "text/html", "-t", "3", "-disable-keepalive", "a.test"}
            << std::string("understood as: squall run --header 'Accept: text/html' --timeout 3s "
                           "--no-keepalive --connections 50 --requests 200 a.test");
        QTest::newRow("oha") << QStringList{"oha",          "-q",         "100",
                                            "--timeout=2s", "--insecure", "a.test"}
                             << std::string("understood as: squall run --rate 100 --timeout 2s "
                                            "--insecure --connections 50 --requests 200 a.test");
    }

    void saysWhatItUnderstood() {
        QFETCH(QStringList, arguments);
        QFETCH(std::string, note);
        const Command command = parse(QStringList{"run", "--like"} + arguments);
        QVERIFY(std::holds_alternative<RunCommand>(command));
        QCOMPARE(std::get<RunCommand>(command).notes.front(), note);
    }

    void namesWhatMakesNoDifference() {
        const Command command = parse({"run", "--like=wrk", "--latency", "a.test"});
        QCOMPARE(std::get<RunCommand>(command).notes.back(),
                 std::string("makes no difference here: --latency"));
    }

    void refusesWhatHasNoCounterpart_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<std::string>("line");
        QTest::newRow("a script") << QStringList{"wrk", "-s", "a.lua", "a.test"}
                                  << std::string("-s: Lua scripts have no counterpart");
        QTest::newRow("an unknown tool") << QStringList{"ab", "a.test"}
                                         << std::string("--like: \"ab\" is none of wrk, hey, oha");
        QTest::newRow("an unknown option")
            << QStringList{"hey", "--nope", "a.test"}
            << std::string("--nope: squall does not know this option of hey");
        QTest::newRow("no value") << QStringList{"hey", "-n"}
                                  << std::string("-n: a value is missing");
    }

    void refusesWhatHasNoCounterpart() {
        QFETCH(QStringList, arguments);
        QFETCH(std::string, line);
        const Command command = parse(QStringList{"run", "--like"} + arguments);
        QVERIFY(std::holds_alternative<UsageError>(command));
        QCOMPARE(std::get<UsageError>(command).line, line);
    }
};

QTEST_APPLESS_MAIN(TestLikeOptions)
#include "tst_likeoptions.moc"
