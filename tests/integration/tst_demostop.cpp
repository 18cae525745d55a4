#include <memory>
#include <string>
#include <vector>

#include <QTest>

#include "core/demo/demotarget.h"
#include "tests/support/democlient.h"

using namespace squall;
using namespace squall::test;

class TestDemoStop final : public QObject {
    Q_OBJECT

private slots:
    void stopAnswersWhatIsInFlight();
    void stopAnswersEveryRequestThatWasReceived();
    void stopDoesNotWaitForLongDelays();
    void stopClosesIdleConnections();
    void stopEndsStalledClients();
    void stopBeforeRunIsKept();
};

void TestDemoStop::stopAnswersWhatIsInFlight() {
    RunningTarget target;
    target.start();
    DemoClient delayed(target);
    delayed.send(demoGet("/status/201") + demoGet("/delay/50ms"));
    QCOMPARE(delayed.readAnswer().status, 201);
    DemoClient large(target);
    large.send(demoGet("/status/201") + demoGet("/bytes/1000000"));
    QCOMPARE(large.readAnswer().status, 201);
    target.stop();
    QCOMPARE(large.readAnswer().body.size(), std::size_t{1'000'000});
    const DemoAnswer answer = delayed.readAnswer();
    QCOMPARE(answer.body, std::string("Hello from Squall.\n"));
    QVERIFY(answer.head.contains("Connection: close\r\n"));
    QVERIFY(delayed.isClosedByPeer());
    QVERIFY(large.isClosedByPeer());
    QVERIFY(target.hasEnded());
}

void TestDemoStop::stopAnswersEveryRequestThatWasReceived() {
    RunningTarget target;
    target.start();
    std::vector<std::unique_ptr<DemoClient>> clients;
    for (int i = 0; i < 50; ++i) {
        clients.push_back(std::make_unique<DemoClient>(target));
        clients.back()->send(demoGet("/"));
        QCOMPARE(clients.back()->readAnswer().status, 200);
    }
    for (const auto& client : clients)
        client->send(demoGet("/status/201") + demoGet("/status/202"));
    target.stop();
    for (const auto& client : clients) {
        QCOMPARE(client->readAnswer().status, 201);
        QCOMPARE(client->readAnswer().status, 202);
        QVERIFY(client->isClosedByPeer());
    }
    QVERIFY(target.hasEnded());
}

void TestDemoStop::stopDoesNotWaitForLongDelays() {
    RunningTarget target;
    target.start();
    DemoClient client(target);
    client.send(demoGet("/status/201") + demoGet("/delay/60s"));
    QCOMPARE(client.readAnswer().status, 201);
    target.stop();
    QVERIFY(target.hasEnded());
    QVERIFY(client.isClosedByPeer());
}

void TestDemoStop::stopClosesIdleConnections() {
    RunningTarget target;
    target.start();
    std::vector<std::unique_ptr<DemoClient>> clients;
    for (int i = 0; i < 200; ++i) {
        clients.push_back(std::make_unique<DemoClient>(target));
        clients.back()->send(demoGet("/"));
        QCOMPARE(clients.back()->readAnswer().status, 200);
    }
    target.stop();
    QVERIFY(target.hasEnded());
    for (const auto& client : clients)
        QVERIFY(client->isClosedByPeer());
    QVERIFY(!DemoClient(target).isConnected());
}

void TestDemoStop::stopEndsStalledClients() {
    RunningTarget target;
    target.start();
    std::vector<std::unique_ptr<DemoClient>> clients;
    for (int i = 0; i < 50; ++i) {
        clients.push_back(std::make_unique<DemoClient>(target));
        clients.back()->send(demoGet("/status/201") + demoGet("/bytes/1000000000"));
        QCOMPARE(clients.back()->readAnswer().status, 201);
    }
    DemoClient halfway(target);
    halfway.send(demoGet("/status/201") + "GET / HT");
    QCOMPARE(halfway.readAnswer().status, 201);
    target.stop();
    QVERIFY(target.hasEnded());
    QVERIFY(halfway.isClosedByPeer());
}

void TestDemoStop::stopBeforeRunIsKept() {
    RunningTarget target;
    target.stop();
    target.start();
    QVERIFY(target.hasEnded());
}

QTEST_GUILESS_MAIN(TestDemoStop)
#include "tst_demostop.moc"
