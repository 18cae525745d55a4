// One request and its answer, before any load.

#include <QDialog>
#include <QPlainTextEdit>
#include <QTabWidget>
#include <QTest>

#include "tests/support/guifixture.h"
#include "tests/support/tlscertificate.h"
#include "tests/support/tlsserver.h"

using namespace squall;
using namespace squall::test;

class TestTryOnce final : public QObject, private WindowFixture {
    Q_OBJECT

private slots:

    void initTestCase() { QVERIFY(prepare(QStringLiteral(SQUALL_EXECUTABLE))); }

    void init() { QVERIFY(open()); }

    void cleanup() { close(); }

    void showsTheAnswer();
    void showsTheCertificates();
    void showsALargeBody();
    void secretsAreMasked();
    void saysWhyThereIsNone();
    void namesWrongFields();

private:
    [[nodiscard]] QString text(const char* name) const {
        return at<QPlainTextEdit>(name)->toPlainText();
    }
};

void TestTryOnce::showsTheAnswer() {
    QTest::mouseClick(at("tryOnceButton"), Qt::LeftButton);
    QTRY_VERIFY(words("tryWords").startsWith("Status 200 in "));
    QVERIFY(text("tryHead").startsWith("HTTP/1.1 200 OK\n"));
    QVERIFY(!text("tryBody").isEmpty());
    QVERIFY(text("tryRequest").startsWith("GET / HTTP/1.1\nHost: 127.0.0.1:"));
    QVERIFY(words("tryPeer").startsWith("127.0.0.1:"));
    QVERIFY(at("tryPhases")->accessibleDescription().contains("First byte "));
    QCOMPARE(state(), RunState::Idle);
    QTest::keyClick(at("tryDialog"), Qt::Key_Escape);
    QTRY_VERIFY(m_window->findChild<QDialog*>("tryDialog") == nullptr);
}

void TestTryOnce::showsTheCertificates() {
    const TlsServer server({.certificate = makeSelfSigned(),
                            .version = TlsServerOptions::Version::Any,
                            .clientAuthority = {},
                            .garbage = {},
                            .opening = {},
                            .script = [](auto) { return tlsOkReply(); }});
    TestPlan plan = m_window->plan();
    plan.url = server.url();
    plan.tls.insecure = true;
    m_window->setPlan(plan);
    QTest::mouseClick(at("tryOnceButton"), Qt::LeftButton);
    QTRY_VERIFY(words("tryWords").startsWith("Status 200 in "));
    QVERIFY(text("tryCertificates").startsWith("CN = squall test\n  issued by CN = squall test\n"));
    auto* const tabs = at("tryDialog")->findChild<QTabWidget*>();
    QVERIFY(tabs->isTabVisible(tabs->indexOf(at("tryCertificates"))));
}

void TestTryOnce::showsALargeBody() {
    type("urlEdit", QString::fromStdString(m_demo->url()) + "bytes/300000");
    QTest::keyClick(m_window.get(), Qt::Key_T, Qt::ControlModifier);
    QTRY_VERIFY(words("tryWords").startsWith("Status 200 in "));
    QCOMPARE(text("tryBody").size(), 300'000);
}

void TestTryOnce::secretsAreMasked() {
    QString url = QString::fromStdString(m_demo->url());
    type("urlEdit", url.replace("http://", "http://ann:hunter2@"));
    QTest::keyClick(m_window.get(), Qt::Key_T, Qt::ControlModifier);
    QTRY_VERIFY(!text("tryRequest").isEmpty());
    QVERIFY(text("tryRequest").contains("Authorization: ***"));
    QVERIFY(!text("tryRequest").contains("YW5uOmh1bnRlcjI="));
}

void TestTryOnce::saysWhyThereIsNone() {
    type("urlEdit", QStringLiteral("http://127.0.0.1:%1/").arg(refusedPort()));
    QTest::keyClick(m_window.get(), Qt::Key_T, Qt::ControlModifier);
    QTRY_VERIFY(words("tryWords").contains("Connection refused"));
    QVERIFY(!at("tryHead")->isVisible());
}

void TestTryOnce::namesWrongFields() {
    type("urlEdit", "ftp://a.test/");
    QTest::mouseClick(at("tryOnceButton"), Qt::LeftButton);
    QVERIFY(at("urlError")->isVisible());
    QVERIFY(m_window->findChild<QDialog*>("tryDialog") == nullptr);
}

QTEST_MAIN(TestTryOnce)
#include "tst_tryonce.moc"
