#include <algorithm>
#include <memory>
#include <utility>

#include <QDir>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

#include "core/run/demoprocess.h"
#include "tests/support/guiwindow.h"
#include "ui/runcontroller.h"

using namespace squall;
using namespace squall::test;
using namespace std::chrono_literals;

namespace {

TestPlan planFor(const std::string& url, std::uint64_t requests, std::uint32_t connections = 4) {
    TestPlan plan;
    plan.url = url;
    plan.requests = requests;
    plan.connections = connections;
    return plan;
}

int descriptorCount() {
    return static_cast<int>(QDir(QStringLiteral("/proc/self/fd"))
                                .entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot)
                                .size());
}

/// Each state as it was entered.
class StateLog final {
public:
    explicit StateLog(RunController& controller) {
        QObject::connect(&controller, &RunController::changed, &controller,
                         [this, &controller] { states.push_back(controller.state()); });
    }

    QList<RunState> states;
};

} // namespace

class TestRunController final : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void rateIsThatOfTheLastSecond();
    void finishes();
    void sleepsWhenIdle();
    void startIsIgnoredWhileActive();
    void cancels();
    void cancelsBeforeAnythingRan();
    void failsWithAnError();
    void nothingOfAnOldRunIsLeft();
    void nextRunWaitsForTheSocketsOfTheLast();
    void waitingForTheLastCanBeCancelled();
    void manyShortRunsLeaveNothingBehind();
    void shutdownLeavesNoThread();
    void destructionLeavesNoThread();

private:
    void run(RunController& controller, const TestPlan& plan) {
        controller.start(plan);
        QTRY_VERIFY_WITH_TIMEOUT(!controller.isActive(), 60'000);
    }

    void endWithThreadsAlive(RunController& controller);

    DemoProcess m_demo{nullptr, QStringLiteral(SQUALL_EXECUTABLE)};
    SilentServer m_silent;
};

// Polls without the event loop, which is what hears of the end of a thread.
void TestRunController::endWithThreadsAlive(RunController& controller) {
    controller.start(planFor(m_silent.url().toStdString(), 1'000'000));
    QTRY_COMPARE(controller.state(), RunState::Running);
    auto* const test = controller.findChild<StressTest*>();
    controller.cancel();
    while (!hasEnded(test->state()))
        test->poll();
    QVERIFY(test->hasThreads());
    controller.cancel();
    QCOMPARE(controller.state(), RunState::Cancelled);
}

void TestRunController::initTestCase() {
    failOnWarnings();
    QVERIFY(m_demo.reserve());
}

void TestRunController::rateIsThatOfTheLastSecond() {
    RateWindow window;
    QCOMPARE(window.perSecond(), 0.0);
    window.add(0s, 0);
    QCOMPARE(window.perSecond(), 0.0);
    for (int i = 1; i <= 40; ++i)
        window.add(i * 25ms, static_cast<std::uint64_t>(i) * 10);
    QCOMPARE(window.perSecond(), 400.0);
    for (int i = 41; i <= 90; ++i)
        window.add(i * 25ms, 400);
    QCOMPARE(window.perSecond(), 0.0);
}

void TestRunController::finishes() {
    RunController controller(&m_demo);
    const StateLog log(controller);
    run(controller, planFor(m_demo.url(), 500));
    QCOMPARE(controller.state(), RunState::Finished);
    QCOMPARE(log.states.front(), RunState::Preparing);
    QCOMPARE(log.states.back(), RunState::Finished);
    QVERIFY(std::ranges::is_sorted(log.states));
    QVERIFY(controller.result() != nullptr);
    QCOMPARE(quint64(controller.result()->counts.ledger.ok), quint64(500));
    QCOMPARE(controller.progress().permille(), 1000);
    QVERIFY(!controller.error());
}

void TestRunController::sleepsWhenIdle() {
    RunController controller(&m_demo);
    auto* const timer = controller.findChild<QTimer*>();
    QVERIFY(timer != nullptr);
    QVERIFY(!timer->isActive());
    controller.start(planFor(m_demo.url(), 500));
    QVERIFY(timer->isActive());
    QTRY_VERIFY_WITH_TIMEOUT(!controller.isActive(), 60'000);
    QVERIFY(!timer->isActive());
}

void TestRunController::startIsIgnoredWhileActive() {
    RunController controller(nullptr);
    controller.start(planFor(m_silent.url().toStdString(), 7));
    controller.start(planFor(m_silent.url().toStdString(), 99));
    QCOMPARE(quint64(*controller.progress().planned), quint64(7));
}

void TestRunController::cancels() {
    RunController controller(nullptr);
    controller.start(planFor(m_silent.url().toStdString(), 1000));
    QTRY_COMPARE(controller.state(), RunState::Running);
    controller.cancel();
    QCOMPARE(controller.state(), RunState::Cancelling);
    QTRY_COMPARE(controller.state(), RunState::Cancelled);
    QVERIFY(controller.result() != nullptr);
    QCOMPARE(quint64(controller.result()->counts.ledger.completed()), quint64(0));
    controller.cancel();
    QCOMPARE(controller.state(), RunState::Cancelled);
}

void TestRunController::cancelsBeforeAnythingRan() {
    RunController controller(nullptr);
    controller.cancel();
    QCOMPARE(controller.state(), RunState::Idle);
    controller.start(planFor(m_silent.url().toStdString(), 1000));
    controller.cancel();
    QTRY_COMPARE(controller.state(), RunState::Cancelled);
}

void TestRunController::failsWithAnError() {
    RunController controller(nullptr);
    run(controller, planFor("http://127.0.0.1:" + std::to_string(refusedPort()) + "/", 10));
    QCOMPARE(controller.state(), RunState::Failed);
    QVERIFY(controller.error().has_value());
    QVERIFY(controller.error()->code == ErrorCode::ConnectFailed);
    QVERIFY(controller.result() == nullptr);
}

void TestRunController::nothingOfAnOldRunIsLeft() {
    RunController controller(&m_demo);
    run(controller, planFor(m_demo.url(), 500));
    controller.start(planFor(m_demo.url(), 7));
    QVERIFY(controller.result() == nullptr);
    QCOMPARE(quint64(controller.progress().counts.ledger.sent), quint64(0));
    QTRY_COMPARE(controller.state(), RunState::Finished);
    QCOMPARE(quint64(controller.result()->counts.ledger.ok), quint64(7));
}

void TestRunController::nextRunWaitsForTheSocketsOfTheLast() {
    RunController controller(&m_demo);
    endWithThreadsAlive(controller);
    controller.start(planFor(m_demo.url(), 7));
    QCOMPARE(controller.state(), RunState::Preparing);
    QVERIFY(controller.view().waitsForLast);
    QTRY_COMPARE(controller.state(), RunState::Finished);
    QCOMPARE(quint64(controller.result()->counts.ledger.sent), quint64(7));
    QCOMPARE(quint64(controller.progress().counts.ledger.sent), quint64(7));
}

void TestRunController::waitingForTheLastCanBeCancelled() {
    RunController controller(&m_demo);
    endWithThreadsAlive(controller);
    controller.start(planFor(m_demo.url(), 7));
    QVERIFY(controller.view().waitsForLast);
    controller.cancel();
    QCOMPARE(controller.state(), RunState::Cancelled);
    QTRY_VERIFY(controller.findChildren<StressTest*>().isEmpty());
    QCOMPARE(controller.state(), RunState::Cancelled);
    QVERIFY(controller.result() == nullptr);
}

void TestRunController::manyShortRunsLeaveNothingBehind() {
    RunController controller(nullptr);
    const TestPlan plan = planFor(m_silent.url().toStdString(), 1000);
    controller.start(plan);
    QTRY_COMPARE(controller.state(), RunState::Running);
    controller.cancel();
    QTRY_VERIFY(controller.findChildren<StressTest*>().isEmpty());
    const int threads = threadCount();
    const int descriptors = descriptorCount();
    for (int i = 0; i < 50; ++i) {
        controller.start(plan);
        QTRY_VERIFY(controller.state() == RunState::Running || i % 2 == 0);
        controller.cancel();
        QTRY_COMPARE(controller.state(), RunState::Cancelled);
    }
    QTRY_VERIFY(controller.findChildren<StressTest*>().isEmpty());
    QTRY_VERIFY(threadCount() <= threads);
    QTRY_VERIFY(descriptorCount() <= descriptors);
}

void TestRunController::shutdownLeavesNoThread() {
    RunController controller(nullptr);
    controller.start(planFor(m_silent.url().toStdString(), 1000));
    QTRY_COMPARE(controller.state(), RunState::Running);
    const int running = threadCount();
    controller.shutdown();
    QCOMPARE(controller.state(), RunState::Cancelled);
    QTRY_VERIFY(threadCount() < running);
    QVERIFY(controller.findChildren<StressTest*>().isEmpty());
}

void TestRunController::destructionLeavesNoThread() {
    auto controller = std::make_unique<RunController>(nullptr);
    controller->start(planFor(m_silent.url().toStdString(), 1000));
    QTRY_COMPARE(controller->state(), RunState::Running);
    const int running = threadCount();
    controller.reset();
    QTRY_VERIFY(threadCount() < running);
}

QTEST_MAIN(TestRunController)
#include "tst_runcontroller.moc"
