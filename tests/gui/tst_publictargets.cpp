// Load on a public address needs somebody who answers for it: the question says what goes where.
// The addresses are for documentation (RFC 5737). Names have them given, or they stand behind a
// proxy on loopback that takes every name for its own machine, so that nothing leaves.

#include <QComboBox>
#include <QDialog>
#include <QMessageBox>
#include <QTest>

#include "core/plan/stages.h"
#include "tests/support/guifixture.h"
#include "tests/support/proxyserver.h"
#include "tests/support/testserver.h"

using namespace squall;
using namespace squall::test;

class TestPublicTargets final : public QObject, private WindowFixture {
    Q_OBJECT

private slots:

    void initTestCase() { QVERIFY(prepare(QStringLiteral(SQUALL_EXECUTABLE))); }

    void init() {
        m_asked.clear();
        QVERIFY(open());
    }

    void cleanup() { close(); }

    void theQuestionShowsTheLoad_data();
    void theQuestionShowsTheLoad();
    void theQuestionShowsTheAddresses();
    void itIsLeftAloneByDefault();
    void eachHostIsAskedForOnce();
    void aSearchAsksToo();

private:
    /// In place of a dialog.
    void answer(bool isMine) {
        m_window->setPublicQuestion([this, isMine](auto, const auto& load, auto onAnswer) {
            m_asked.push_back(load);
            onAnswer(isMine);
        });
    }

    std::vector<PublicLoad> m_asked;
};

void TestPublicTargets::theQuestionShowsTheLoad_data() {
    QTest::addColumn<TestPlan>("plan");
    QTest::addColumn<QString>("load");
    const TestPlan usual;
    TestPlan requests = usual;
    requests.requests = 10'000;
    QTest::newRow("requests") << requests
                              << "10 000 requests · 64 connections · as fast as possible";
    TestPlan few = requests;
    few.requests = 3;
    QTest::newRow("no more connections than requests")
        << few << "3 requests · 3 connections · as fast as possible";
    TestPlan time = usual;
    time.duration = std::chrono::seconds(90);
    time.connections = 1;
    QTest::newRow("time") << time << "1 connection · as fast as possible · for 90 s";
    TestPlan rate = usual;
    rate.rate = 500;
    rate.duration = std::chrono::minutes(1);
    rate.warmUp = std::chrono::seconds(2);
    QTest::newRow("rate and warm-up") << rate << "64 connections · 500/s · for 1 m · warm-up 2 s";
    TestPlan open = usual;
    open.rate = 0.25;
    QTest::newRow("no end") << open << "64 connections · 0.25/s · until it is stopped";
    TestPlan stages = usual;
    stages.stages = *parseStages("30s:100,1m:1500,10s:0");
    QTest::newRow("stages of a rate")
        << stages
        << "64 connections · stages of a rate for 100 s · to 100 in 30 s, to 1 500 in 1 m, "
           "to 0 in 10 s · at most 1 500/s";
    stages.stageOf = StageOf::Connections;
    QTest::newRow("stages of connections")
        << stages
        << "stages of connections for 100 s · to 100 in 30 s, to 1 500 in 1 m, to 0 in 10 s · "
           "at most 1 500 connections";
    TestPlan streams = requests;
    streams.http = HttpVersion::Http2;
    streams.streams = 10;
    QTest::newRow("streams")
        << streams << "10 000 requests · 64 connections · 10 streams each · as fast as possible";
}

void TestPublicTargets::theQuestionShowsTheLoad() {
    QFETCH(TestPlan, plan);
    answer(false);
    plan.url = "http://203.0.113.1/";
    m_window->setPlan(plan);
    submit();
    QTRY_COMPARE(state(), RunState::Failed);
    QCOMPARE(m_asked.size(), std::size_t{1});
    QTEST(plain(m_asked.front().load), "load");
    QVERIFY(words("urlError").contains("public"));
    QCOMPARE(m_button->text(), "Submit");
}

void TestPublicTargets::theQuestionShowsTheAddresses() {
    TestPlan plan;
    plan.url = "http://load.example/";
    plan.routing.resolve = {{"load.example", 80, "203.0.113.1"},
                            {"load.example", 80, "2001:db8::1"}};
    m_window->setPlan(plan);
    submit();
    const auto* const question = waitFor<QMessageBox>("publicQuestion");
    QCOMPARE(question->text(), "load.example is on the public internet.");
    const QString details = plain(question->informativeText());
    QVERIFY2(details.startsWith("To: 203.0.113.1:80, [2001:db8::1]:80\n"
                                "Load: 64 connections · as fast as possible · until it is "
                                "stopped\n"),
             qPrintable(details));
    QCOMPARE(question->textFormat(), Qt::PlainText);
}

void TestPublicTargets::itIsLeftAloneByDefault() {
    submitTo("http://203.0.113.1/");
    auto* const question = waitFor<QMessageBox>("publicQuestion");
    QCOMPARE(question->defaultButton()->text(), "Leave It Alone");
    QTest::keyClick(question, Qt::Key_Escape);
    QTRY_VERIFY(m_window->findChild<QMessageBox*>(QStringLiteral("publicQuestion")) == nullptr);
    QCOMPARE(state(), RunState::Failed);
    QCOMPARE(m_button->text(), "Submit");
}

void TestPublicTargets::eachHostIsAskedForOnce() {
    const TestServer server([](auto, const auto&) { return okReply(); });
    const ProxyServer proxy;
    TestPlan plan;
    plan.requests = 20;
    plan.connections = 2;
    plan.routing.proxy = proxy.url("http");
    answer(true);
    for (const char* const host : {"203.0.113.1", "203.0.113.1", "203.0.113.2"}) {
        plan.url = "http://" + std::string(host) + ":" + std::to_string(server.port()) + "/";
        m_window->setPlan(plan);
        m_window->submit(); // without the guard against double clicks
        QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Finished, 60'000);
        QCOMPARE(quint64(m_window->controller().result()->counts.ledger.ok), quint64{20});
    }
    QCOMPARE(m_asked.size(), std::size_t{2});
    QCOMPARE(m_asked[0].host, "203.0.113.1");
    QCOMPARE(m_asked[1].host, "203.0.113.2");
}

void TestPublicTargets::aSearchAsksToo() {
    answer(false);
    type("urlEdit", "http://203.0.113.1/");
    auto* const unit = at<QComboBox>("unitBox");
    unit->setFocus();
    QTest::keyClick(unit, Qt::Key_End);
    submit();
    QTRY_COMPARE(m_asked.size(), std::size_t{1});
    QCOMPARE(m_asked.front().host, "203.0.113.1");
    QCOMPARE(m_asked.front().addresses, "203.0.113.1:80");
    QCOMPARE(plain(m_asked.front().load),
             "rising rates, 20/s at first, as long as p(99)<100ms holds · 64 connections");
    auto* const search = waitFor<QDialog>("capacityDialog");
    QVERIFY(words("capacityWords").contains("public"));
    QCOMPARE(find<QPushButton>(*search, "capacityButton")->text(), "Start");
}

QTEST_MAIN(TestPublicTargets)
#include "tst_publictargets.moc"
