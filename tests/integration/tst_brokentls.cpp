// Servers that break TLS: in the handshake of some connections, or behind it. tst_tls has the
// certificates and the ways in which a TLS connection ends.

#include <random>

#include <QTest>

#include "core/load/connection.h"
#include "tests/support/misbehaviour.h"
#include "tests/support/tlsserver.h"

using namespace squall;
using namespace squall::test;
using namespace std::string_literals;

namespace {

std::string randomBytes(std::size_t count, unsigned seed) {
    std::mt19937 random(seed);
    std::string bytes(count, '\0');
    for (char& byte : bytes)
        byte = static_cast<char>(random());
    return bytes;
}

std::string alert(char level, char description) {
    return "\x15\x03\x03\x00\x02"s + level + description;
}

std::string repeated(int count, const std::string& text) {
    std::string all;
    for (int i = 0; i < count; ++i)
        all += text;
    return all;
}

/// One handshake record that begins a message of 16 MiB.
std::string endlessServerHello() {
    return "\x16\x03\x03\x40\x00\x02\xff\xff\xff"s + std::string(16'380, '\x03');
}

TestPlan anyCertificate(const TlsServer& server, std::uint64_t requests) {
    TestPlan plan = planFor(server.url(), requests, 4);
    plan.tls.insecure = true;
    return plan;
}

} // namespace

class TestBrokenTls final : public QObject {
    Q_OBJECT

private slots:

    void aBrokenHandshakeCostsItsOwnRequest_data() { addHandshakes(); }

    void aBrokenHandshakeCostsItsOwnRequest();

    void aBrokenFirstHandshakeFailsTheRun_data() { addHandshakes(); }

    void aBrokenFirstHandshakeFailsTheRun();
    void whatTlsSendsOnItsOwnCostsNothing_data();
    void whatTlsSendsOnItsOwnCostsNothing();
    void newKeysWithoutEndAreAFlood();
    void aRenegotiationIsRefused_data();
    void aRenegotiationIsRefused();
    void anAnswerAheadOfTheWholeRequestCounts_data();
    void anAnswerAheadOfTheWholeRequestCounts();

private:
    static void addHandshakes();

    const TlsCertificate m_certificate = makeSelfSigned();
};

void TestBrokenTls::addHandshakes() {
    QTest::addColumn<std::string>("garbage");
    QTest::addColumn<FailureKind>("kind");
    const auto row = [](const char* name, const std::string& garbage, TlsFault fault) {
        QTest::newRow(name) << garbage << failureOf(FailureClass::Tls, fault);
    };
    row("random bytes", randomBytes(2000, 1), TlsFault::NotTls);
    row("plain HTTP", okReply().writes[0].bytes, TlsFault::NotTls);
    row("a record of 64 KiB", "\x16\x03\x03\xff\xff\x02"s, TlsFault::NotTls);
    row("a refusal", alert(2, 40), TlsFault::HandshakeRefused);
    row("a refusal of the version", alert(2, 70), TlsFault::ProtocolVersion);
    row("warnings without end", repeated(500, alert(1, 90)), TlsFault::HandshakeRefused);
    row("data instead of a greeting", "\x17\x03\x03\x00\x05hello"s, TlsFault::HandshakeRefused);
    row("a greeting that is none", "\x16\x03\x03\x00\x08\x02\x00\x00\x04zzzz"s,
        TlsFault::HandshakeRefused);
    row("a greeting of 16 MiB", endlessServerHello(), TlsFault::HandshakeRefused);
    const FailureKind late = failureOf(FailureClass::Timeout, TimeoutPhase::Handshaking);
    QTest::newRow("half a record") << "\x16\x03\x03\x00\x7a\x02\x00"s << late;
    QTest::newRow("half a greeting") << "\x16\x03\x03\x00\x06\x02\x00\x00\x70\x03\x03"s << late;
}

void TestBrokenTls::aBrokenHandshakeCostsItsOwnRequest() {
    QFETCH(std::string, garbage);
    QFETCH(FailureKind, kind);
    TlsServerOptions options;
    options.certificate = m_certificate;
    options.garbage = garbage;
    options.opening = [](std::uint64_t connection) {
        return connection == 0 ? TlsOpening::Handshake : TlsOpening::Garbage;
    };
    options.script = [](auto) { return tlsOkReply(); };
    const TlsServer server(options);
    TestPlan plan = anyCertificate(server, 100);
    plan.connectTimeout = std::chrono::milliseconds(100);
    const auto test = runToEnd(plan);
    QCOMPARE(test->state(), RunState::Finished);
    const Counts& counts = test->result()->counts;
    const auto entries = counts.failures.entries();
    QCOMPARE(entries.size(), std::size_t{1});
    QCOMPARE(QString::fromStdString(describe(entries.front().kind)),
             QString::fromStdString(describe(kind)));
    QVERIFY(counts.ledger.failed >= 3 && counts.ledger.failed < 50);
    QCOMPARE(counts.ledger.completed(), quint64{100});
    QCOMPARE(counts.connections.opened, quint64{1});
    QCOMPARE(server.requests(), counts.ledger.ok);
    verifyBalance(*test);
}

void TestBrokenTls::aBrokenFirstHandshakeFailsTheRun() {
    QFETCH(std::string, garbage);
    QFETCH(FailureKind, kind);
    TlsServerOptions options;
    options.certificate = m_certificate;
    options.garbage = garbage;
    options.opening = [](std::uint64_t) { return TlsOpening::Garbage; };
    const TlsServer server(options);
    TestPlan plan = anyCertificate(server, 100);
    plan.connectTimeout = std::chrono::milliseconds(100);
    const auto test = runToEnd(plan);
    QCOMPARE(test->state(), RunState::Failed);
    const bool isLate = kind.group == FailureClass::Timeout;
    QCOMPARE(test->error()->code, isLate ? ErrorCode::Timeout : ErrorCode::TlsFailed);
    const auto detail = QString::fromStdString(test->error()->detail);
    QVERIFY2(isLate || detail.endsWith(QString::fromStdString(describe(kind))), qPrintable(detail));
    QVERIFY(test->result() == nullptr);
    QTRY_COMPARE(server.openConnections(), qint64{0});
}

void TestBrokenTls::whatTlsSendsOnItsOwnCostsNothing_data() {
    QTest::addColumn<TlsServerOptions::Version>("version");
    QTest::addColumn<int>("keyUpdates");
    using enum TlsServerOptions::Version;
    QTest::newRow("one new key") << Only13 << 1;
    QTest::newRow("a hundred new keys") << Only13 << 100;
}

void TestBrokenTls::whatTlsSendsOnItsOwnCostsNothing() {
    QFETCH(TlsServerOptions::Version, version);
    QFETCH(int, keyUpdates);
    TlsServerOptions options;
    options.certificate = m_certificate;
    options.version = version;
    options.script = [=](auto) {
        TlsReply reply = tlsOkReply();
        reply.keyUpdates = keyUpdates;
        return reply;
    };
    const TlsServer server(options);
    const auto test = runToEnd(anyCertificate(server, 40));
    const Counts& counts = test->result()->counts;
    QCOMPARE(counts.ledger.ok, quint64{40});
    QCOMPARE(counts.connections.opened, quint64{4});
    verifyBalance(*test);
}

// Reading on for the answer that may stand behind them would last as long as the server likes.
void TestBrokenTls::newKeysWithoutEndAreAFlood() {
    TlsServerOptions options;
    options.certificate = m_certificate;
    options.version = TlsServerOptions::Version::Only13;
    options.script = [](std::uint64_t request) {
        TlsReply reply = tlsOkReply();
        reply.keyUpdates = request % 2 == 1 ? 10'000 : 0;
        return reply;
    };
    const TlsServer server(options);
    const auto test = runToEnd(anyCertificate(server, 40));
    verifyFinished(*test, 20, 20);
    const auto entries = test->result()->counts.failures.entries();
    QVERIFY(entries.front().kind == failureOf(FailureClass::Tls, TlsFault::Flood));
    QCOMPARE(server.requests(), quint64{40});
}

void TestBrokenTls::aRenegotiationIsRefused_data() {
    QTest::addColumn<QString>("method");
    QTest::newRow("what is sent once") << QStringLiteral("POST");
    QTest::newRow("what may be sent again") << QStringLiteral("GET");
}

// It is gone from TLS 1.3, and before that a way for one side to make the other compute.
void TestBrokenTls::aRenegotiationIsRefused() {
    QFETCH(QString, method);
    TlsServerOptions options;
    options.certificate = m_certificate;
    options.version = TlsServerOptions::Version::Only12;
    options.script = [](std::uint64_t request) {
        TlsReply reply = tlsOkReply();
        reply.renegotiations = request % 2 == 1 ? 1 : 0;
        return reply;
    };
    const TlsServer server(options);
    TestPlan plan = anyCertificate(server, 40);
    plan.method = method.toStdString();
    const auto test = runToEnd(plan);
    const Counts& counts = test->result()->counts;
    QVERIFY(counts.ledger.failed > 0);
    QCOMPARE(failuresOf(*test, FailureClass::Tls), counts.ledger.failed);
    QCOMPARE(counts.connections.retried, quint64{0});
    QCOMPARE(counts.ledger.completed(), quint64{40});
    verifyBalance(*test);
}

void TestBrokenTls::anAnswerAheadOfTheWholeRequestCounts_data() {
    QTest::addColumn<int>("readFirst");
    QTest::addColumn<TlsReply::Then>("then");
    QTest::addColumn<TlsServerOptions::Version>("version");
    for (const auto version :
         {TlsServerOptions::Version::Only12, TlsServerOptions::Version::Only13}) {
        const char* const name = version == TlsServerOptions::Version::Only12 ? "1.2" : "1.3";
        QTest::addRow("%s, once the head is there", name)
            << 100 << TlsReply::Then::Goodbye << version;
        QTest::addRow("%s, in the middle of the body", name)
            << 300'000 << TlsReply::Then::Goodbye << version;
        QTest::addRow("%s, without a goodbye", name) << 100 << TlsReply::Then::Cut << version;
    }
}

// With bytes left unread, the close of such a server is a reset.
void TestBrokenTls::anAnswerAheadOfTheWholeRequestCounts() {
    QFETCH(int, readFirst);
    QFETCH(TlsReply::Then, then);
    QFETCH(TlsServerOptions::Version, version);
    TlsServerOptions options;
    options.certificate = m_certificate;
    options.version = version;
    options.readFirst = static_cast<std::size_t>(readFirst);
    options.script = [then](auto) {
        return TlsReply{"HTTP/1.1 413 Content Too Large\r\nContent-Length: 5\r\n"
                        "Connection: close\r\n\r\nlarge",
                        then,
                        {}};
    };
    const TlsServer server(options);
    TestPlan plan = anyCertificate(server, 40);
    plan.method = "POST";
    plan.body = std::string(8'000'000, 'x');
    const auto test = runToEnd(plan);
    verifyFinished(*test, 0, 40);
    QCOMPARE(failuresOf(*test, FailureClass::Status), quint64{40});
    QCOMPARE(test->result()->counts.statuses[413], quint64{40});
}

QTEST_GUILESS_MAIN(TestBrokenTls)
#include "tst_brokentls.moc"
