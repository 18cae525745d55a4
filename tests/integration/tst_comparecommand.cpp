// `squall compare` as a script meets it: what it prints and how it exits.

#include <algorithm>
#include <span>

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include "core/results/report.h"
#include "core/results/runcomparison.h"
#include "tests/support/command.h"
#include "tests/support/steadyresult.h"
#include "tests/support/tlscertificate.h"
#include "tests/support/tlsserver.h"

using namespace squall;
using namespace squall::test;

namespace {

Ended compare(const QStringList& arguments) {
    return runCommand(QStringLiteral(SQUALL_EXECUTABLE), QStringList{"compare"} + arguments);
}

} // namespace

class TestCompareCommand final : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void saysWhatIsWorse();
    void failsWhenAskedTo();
    void printsJson();
    void tellsNothingOfWhatIsUnknown();
    void comparesARunWithoutItsSeconds();
    void cautionsOfEveryTurn();
    void namesAFileThatIsNoResult();
    void refusesARunThatCouldSendNothing();
    void namesAWrongWord();
    void takesThePassphraseOfAKey();

private:
    [[nodiscard]] QString path(const char* name) const { return m_folder.filePath(name); }

    void write(const char* name, const std::string& text) const;

    QTemporaryDir m_folder;
};

void TestCompareCommand::initTestCase() {
    using namespace std::chrono_literals;
    write("base.json", report(steadyResult("a", 5000us), ReportFormat::Json));
    write("slow.json", report(steadyResult("b", 5600us), ReportFormat::Json));
    write("none.json", "{}");
    RunResult nothing;
    nothing.id = "failed-run";
    write("nothing.json", report(nothing, ReportFormat::Json));
}

void TestCompareCommand::write(const char* name, const std::string& text) const {
    QFile file(path(name));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(text.data(), qint64(text.size())), qint64(text.size()));
}

void TestCompareCommand::saysWhatIsWorse() {
    const Ended ended = compare({path("base.json"), path("slow.json")});
    QCOMPARE(ended.exitCode, 0);
    QVERIFY2(ended.out.contains("worse"), ended.out.constData());
    QVERIFY(ended.out.contains("5.60 ms") || ended.out.contains("5.59 ms"));
    QVERIFY(ended.err.isEmpty());
}

void TestCompareCommand::failsWhenAskedTo() {
    const QString base = path("base.json");
    const QString slow = path("slow.json");
    QCOMPARE(compare({"--fail-on", "worse", base, slow}).exitCode, 99);
    QCOMPARE(compare({"--fail-on", "worse", base, base}).exitCode, 0);
    QCOMPARE(compare({"--fail-on", "worse", slow, base}).exitCode, 0);
}

void TestCompareCommand::printsJson() {
    const Ended ended = compare({"--format", "json", path("base.json"), path("slow.json")});
    QCOMPARE(ended.exitCode, 0);
    QVERIFY(ended.out.contains("\"schema\": \"squall.comparison/1\""));
    QVERIFY(ended.out.contains("\"word\": \"worse\""));
}

void TestCompareCommand::tellsNothingOfWhatIsUnknown() {
    RunResult silent = steadyResult("c", std::chrono::milliseconds(5));
    silent.counts = {};
    silent.counts.ledger.sent = 2;
    for (SeriesPoint& point : silent.series)
        point = {.end = point.end};
    write("silent.json", report(silent, ReportFormat::Json));
    const Ended text = compare({"--fail-on", "worse", path("base.json"), path("silent.json")});
    QCOMPARE(text.exitCode, 99);
    QVERIFY2(text.out.contains("-100 to "), text.out.constData());
    const Ended json = compare({"--format", "json", path("base.json"), path("silent.json")});
    const auto figures = QJsonDocument::fromJson(json.out).object().value("figures").toObject();
    QCOMPARE(figures.value("ok_per_s").toObject().value("new"), QJsonValue(0));
    for (const char* const name : {"p50_us", "p99_us", "error_share"})
        QVERIFY2(figures.value(name).toObject().value("new").isNull(), name);
}

void TestCompareCommand::comparesARunWithoutItsSeconds() {
    RunResult killed = steadyResult("d", std::chrono::milliseconds(50));
    killed.series.clear();
    write("killed.json", report(killed, ReportFormat::Json));
    const Ended ended = compare({"--format", "json", path("base.json"), path("killed.json")});
    const auto figures = QJsonDocument::fromJson(ended.out).object().value("figures").toObject();
    QCOMPARE(figures.value("ok_per_s").toObject().value("new"), QJsonValue(1000));
    QCOMPARE(figures.value("p50_us").toObject().value("word"), QJsonValue("worse"));
}

void TestCompareCommand::cautionsOfEveryTurn() {
    const std::vector runs(3, steadyResult("e", std::chrono::milliseconds(5)));
    std::vector disturbed = runs;
    for (RunResult& run : std::span(disturbed).subspan(1)) {
        run.verdict.validity = Validity::GeneratorLimited;
        run.verdict.reasons = {"it was busy"};
    }
    const auto cautions = compareRunsInTurns(runs, disturbed).cautions;
    QVERIFY2(std::ranges::count(cautions, "in 2 of 3 runs of NEW the generator was the limit, not "
                                          "the server alone: it was busy") == 1,
             cautions.empty() ? "" : cautions.back().c_str());
}

void TestCompareCommand::namesAFileThatIsNoResult() {
    for (const char* const name : {"none.json", "missing.json"}) {
        const Ended ended = compare({path("base.json"), path(name)});
        QCOMPARE(ended.exitCode, 104);
        QVERIFY(ended.out.isEmpty());
        QVERIFY2(ended.err.contains(name), ended.err.constData());
        QCOMPARE(ended.err.count('\n'), 1);
    }
}

void TestCompareCommand::refusesARunThatCouldSendNothing() {
    const Ended ended = compare({"--fail-on", "worse", path("base.json"), path("nothing.json")});
    QCOMPARE(ended.exitCode, 104);
    QVERIFY2(ended.err.contains("failed-run ended before"), ended.err.constData());
}

void TestCompareCommand::namesAWrongWord() {
    const Ended ended = compare({"--fail-on", "better", "a", "b"});
    QCOMPARE(ended.exitCode, 104);
    QVERIFY(ended.err.contains("--fail-on") && ended.err.contains("better"));
}

// As `squall run` does, for both sides.
void TestCompareCommand::takesThePassphraseOfAKey() {
    const std::string phrase = "one that is long enough";
    const TlsCertificate authority = makeAuthority("squall test authority");
    const TlsServer server({.certificate = makeCertificate(authority),
                            .version = TlsServerOptions::Version::Any,
                            .clientAuthority = authority.certificate,
                            .garbage = {},
                            .opening = {},
                            .script = [](auto) { return tlsOkReply(); }});
    write("me.p12", toPkcs12(makeCertificate(authority), phrase));
    qputenv("SQUALL_KEY_PASSPHRASE", phrase.c_str());
    const QString url = QString::fromStdString(server.url());
    const Ended ended = compare(
        {"--interleave", "1", "-n", "5", "-k", "--no-history", "--cert", path("me.p12"), url, url});
    QVERIFY2(ended.exitCode == 0, ended.err.constData());
    QCOMPARE(server.requests(), quint64{10});
}

QTEST_GUILESS_MAIN(TestCompareCommand)
#include "tst_comparecommand.moc"
