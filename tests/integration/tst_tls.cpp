#include <algorithm>
#include <functional>
#include <memory>
#include <random>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "core/load/connection.h"
#include "core/load/describe.h"
#include "tests/support/runner.h"
#include "tests/support/tlscertificate.h"
#include "tests/support/tlsserver.h"

using namespace squall;
using namespace squall::test;

using Version = TlsServerOptions::Version;
using Then = TlsReply::Then;

Q_DECLARE_METATYPE(squall::test::TlsCertificate)
Q_DECLARE_METATYPE(squall::test::TlsServerOptions::Version)
Q_DECLARE_METATYPE(squall::test::TlsReply)
Q_DECLARE_METATYPE(squall::test::TlsReply::Then)
Q_DECLARE_METATYPE(squall::test::TlsOpening)
Q_DECLARE_METATYPE(squall::TlsFault)
Q_DECLARE_METATYPE(squall::FailureKind)

namespace {

/// Opens the first connection, which is the probe's, and does `other` to the rest.
auto onlyTheFirst(TlsOpening other) {
    return [other](std::uint64_t connection) {
        return connection == 0 ? TlsOpening::Handshake : other;
    };
}

auto always(const TlsReply& reply) {
    return [reply](std::uint64_t) { return reply; };
}

std::string randomBytes(unsigned seed) {
    std::mt19937 random(seed);
    std::string bytes(2000, '\0');
    std::ranges::generate(bytes, [&] { return static_cast<char>(random()); });
    return bytes;
}

/// Every failure was of `kind`, and there were `count`.
void verifyFailures(const StressTest& test, FailureKind kind, std::uint64_t count) {
    const auto entries = test.progress().counts.failures.entries();
    QCOMPARE(entries.size(), std::size_t{1});
    QCOMPARE(describe(entries.front().kind), describe(kind));
    QCOMPARE(entries.front().count, count);
}

/// The run never began, for `fault`.
void verifyRefused(const StressTest& test, const TlsServer& server, TlsFault fault) {
    QCOMPARE(test.state(), RunState::Failed);
    QVERIFY(test.error()->code == ErrorCode::TlsFailed);
    const auto words = QString::fromStdString(std::string(describe(fault)));
    const auto detail = QString::fromStdString(test.error()->detail);
    QVERIFY2(detail.endsWith(words), qPrintable(detail));
    QCOMPARE(server.requests(), quint64{0});
    QCOMPARE(test.progress().counts.ledger.sent, quint64{0});
}

} // namespace

/// Whole runs over TLS, against servers that do it well and servers that do not.
class TestTls : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    TlsCertificate m_authority = makeAuthority("the tests' authority");
    TlsCertificate m_certificate = makeCertificate(m_authority);
    TlsCertificate m_clientCertificate = makeCertificate(m_authority);

    [[nodiscard]] std::string save(const QString& name, const std::string& text) const {
        QFile file(m_folder.filePath(name));
        const bool saved = file.open(QIODevice::WriteOnly) && file.write(text.c_str()) > 0;
        return saved ? file.fileName().toStdString() : std::string();
    }

    [[nodiscard]] TlsServerOptions goodServer(const TlsReply& reply = tlsOkReply()) const {
        return {.certificate = m_certificate,
                .version = Version::Any,
                .clientAuthority = {},
                .garbage = {},
                .opening = {},
                .script = always(reply)};
    }

    [[nodiscard]] TestPlan trustingPlan(const TlsServer& server, std::uint64_t requests,
                                        std::uint32_t connections) const {
        TestPlan plan = planFor(server.url(), requests, connections);
        plan.tls.caFile = save("authority.pem", m_authority.certificate);
        return plan;
    }

    void addCertificates() const {
        QTest::addColumn<TlsCertificate>("certificate");
        QTest::addColumn<TlsFault>("fault");
        QTest::newRow("expired") << makeCertificate(m_authority,
                                                    {.validFromDay = -9, .validToDay = -2})
                                 << TlsFault::Expired;
        QTest::newRow("not yet valid")
            << makeCertificate(m_authority, {.validFromDay = 2, .validToDay = 9})
            << TlsFault::NotYetValid;
        QTest::newRow("another address")
            << makeCertificate(m_authority, {.names = "IP:127.0.0.2"}) << TlsFault::WrongHost;
        QTest::newRow("a name instead of the address")
            << makeCertificate(m_authority, {.names = "DNS:localhost"}) << TlsFault::WrongHost;
        QTest::newRow("the address as a name")
            << makeCertificate(m_authority, {.names = "DNS:127.0.0.1"}) << TlsFault::WrongHost;
        QTest::newRow("self-signed") << makeSelfSigned() << TlsFault::SelfSigned;
        QTest::newRow("another authority")
            << makeCertificate(makeAuthority("somebody else")) << TlsFault::UnknownAuthority;
        QTest::newRow("an authority of the same name")
            << makeCertificate(makeAuthority("the tests' authority")) << TlsFault::UnknownAuthority;
    }

private slots:

    void initTestCase() { QVERIFY(m_folder.isValid()); }

    void sendsExactlyAsManyRequestsAsPlanned_data() {
        QTest::addColumn<Version>("version");
        QTest::addColumn<quint64>("requests");
        QTest::addColumn<quint32>("connections");
        QTest::addColumn<quint32>("threads");
        QTest::newRow("one") << Version::Any << quint64{1} << 4u << 1u;
        QTest::newRow("TLS 1.2") << Version::Only12 << quint64{300} << 10u << 1u;
        QTest::newRow("TLS 1.3") << Version::Only13 << quint64{300} << 10u << 1u;
        QTest::newRow("two threads") << Version::Any << quint64{3000} << 33u << 2u;
    }

    void sendsExactlyAsManyRequestsAsPlanned() {
        QFETCH(Version, version);
        QFETCH(quint64, requests);
        QFETCH(quint32, connections);
        QFETCH(quint32, threads);
        TlsServerOptions options = goodServer();
        options.version = version;
        const TlsServer server(options);
        TestPlan plan = trustingPlan(server, requests, connections);
        plan.threads = threads;
        const auto test = runToEnd(plan);
        verifyFinished(*test, requests);
        const Counts& counts = test->result()->counts;
        QCOMPARE(server.requests(), requests);
        QCOMPARE(counts.bytes.bodyIn, requests * 5);
        QCOMPARE(counts.connections.opened + counts.connections.reused, requests);
        QCOMPARE(counts.connections.opened, counts.tls.count());
        const TlsFacts& facts = test->result()->peer.tls;
        QCOMPARE(facts.version, std::string(version == Version::Only12 ? "TLSv1.2" : "TLSv1.3"));
        QCOMPARE(facts.chain.empty(), false);
        QVERIFY(facts.chain.front().subject.find("CN = ") != std::string::npos);
        QVERIFY(facts.chain.front().notAfter > facts.chain.front().notBefore);
    }

    void resumesItsSessionsOnNewConnections_data() {
        QTest::addColumn<Version>("version");
        QTest::addColumn<Then>("then");
        QTest::newRow("TLS 1.2") << Version::Only12 << Then::Goodbye;
        QTest::newRow("TLS 1.3") << Version::Only13 << Then::Goodbye;
        QTest::newRow("TLS 1.2, cut off") << Version::Only12 << Then::Cut;
        QTest::newRow("TLS 1.3, cut off") << Version::Only13 << Then::Cut;
    }

    void resumesItsSessionsOnNewConnections() {
        QFETCH(Version, version);
        QFETCH(Then, then);
        TlsServerOptions options = goodServer(tlsOkReply(5, then));
        options.version = version;
        const TlsServer server(options);
        constexpr quint64 requests = 30;
        TestPlan plan = trustingPlan(server, requests, 1);
        plan.keepAlive = false;
        const auto test = runToEnd(plan);
        verifyFinished(*test, requests);
        const ConnectionCounts& connections = test->result()->counts.connections;
        QCOMPARE(connections.opened, requests);
        QCOMPARE(connections.reused, quint64{0});
        QVERIFY2(connections.resumed >= requests - 2,
                 qPrintable(QString::number(connections.resumed)));
        QCOMPARE(connections.resumed, server.resumed());
    }

    void aServerThatClosesKeptConnectionsCostsNoRequest_data() {
        QTest::addColumn<Then>("then");
        QTest::newRow("with a goodbye") << Then::Goodbye;
        QTest::newRow("without") << Then::Cut;
    }

    void aServerThatClosesKeptConnectionsCostsNoRequest() {
        QFETCH(Then, then);
        TlsReply reply = tlsOkReply();
        reply.then = then;
        const TlsServer server(goodServer(reply));
        const auto test = runToEnd(trustingPlan(server, 40, 2));
        verifyFinished(*test, 40);
    }

    void refusesACertificateThatIsNotGood_data() { addCertificates(); }

    void refusesACertificateThatIsNotGood() {
        QFETCH(TlsCertificate, certificate);
        QFETCH(TlsFault, fault);
        TlsServerOptions options = goodServer();
        options.certificate = certificate;
        const TlsServer server(options);
        const auto test = runToEnd(trustingPlan(server, 5, 2));
        verifyRefused(*test, server, fault);
    }

    void acceptsAnyCertificateWhenInsecure_data() { addCertificates(); }

    void acceptsAnyCertificateWhenInsecure() {
        QFETCH(TlsCertificate, certificate);
        TlsServerOptions options = goodServer();
        options.certificate = certificate;
        const TlsServer server(options);
        TestPlan plan = planFor(server.url(), 5, 2);
        plan.tls.insecure = true;
        verifyFinished(*runToEnd(plan), 5);
    }

    void theSystemsAuthoritiesDoNotKnowOurs() {
        const TlsServer server(goodServer());
        const auto test = runToEnd(planFor(server.url(), 5, 2));
        verifyRefused(*test, server, TlsFault::UnknownAuthority);
    }

    void verifiesTheServerNameInsteadOfTheHost_data() {
        QTest::addColumn<std::string>("names");
        QTest::addColumn<bool>("fits");
        QTest::newRow("the name") << std::string("DNS:www.squall.test") << true;
        QTest::newRow("a wildcard") << std::string("DNS:*.squall.test") << true;
        QTest::newRow("another name") << std::string("DNS:ww.squall.test") << false;
        QTest::newRow("a partial wildcard") << std::string("DNS:w*.squall.test") << false;
        QTest::newRow("the host's address") << std::string("IP:127.0.0.1") << false;
    }

    void verifiesTheServerNameInsteadOfTheHost() {
        QFETCH(std::string, names);
        QFETCH(bool, fits);
        TlsServerOptions options = goodServer();
        options.certificate = makeCertificate(m_authority, {.names = names});
        const TlsServer server(options);
        TestPlan plan = trustingPlan(server, 5, 2);
        plan.tls.serverName = "www.squall.test";
        const auto test = runToEnd(plan);
        if (fits)
            verifyFinished(*test, 5);
        else
            verifyRefused(*test, server, TlsFault::WrongHost);
    }

    void aServerThatDoesNotShakeHandsFailsTheRun_data() {
        QTest::addColumn<TlsOpening>("opening");
        QTest::addColumn<TlsFault>("fault");
        QTest::newRow("no TLS on the port") << TlsOpening::PlainText << TlsFault::NotTls;
        QTest::newRow("closes") << TlsOpening::Close << TlsFault::ClosedInHandshake;
    }

    void aServerThatDoesNotShakeHandsFailsTheRun() {
        QFETCH(TlsOpening, opening);
        QFETCH(TlsFault, fault);
        TlsServerOptions options = goodServer();
        options.opening = [opening](auto) { return opening; };
        const TlsServer server(options);
        verifyRefused(*runToEnd(trustingPlan(server, 5, 2)), server, fault);
    }

    void aSilentServerFailsTheRunWithATimeout() {
        TlsServerOptions options = goodServer();
        options.opening = [](auto) { return TlsOpening::Silence; };
        const TlsServer server(options);
        TestPlan plan = trustingPlan(server, 5, 2);
        plan.connectTimeout = std::chrono::milliseconds(50);
        const auto test = runToEnd(plan);
        QCOMPARE(test->state(), RunState::Failed);
        QVERIFY(test->error()->code == ErrorCode::Timeout);
        QTRY_COMPARE(server.openConnections(), 0);
    }

    void versionsThatDoNotMeetFailTheRun() {
        TlsServerOptions options = goodServer();
        options.version = Version::Only12;
        const TlsServer server(options);
        TestPlan plan = trustingPlan(server, 5, 2);
        plan.tls.minVersion = TlsOptions::MinVersion::Tls13;
        verifyRefused(*runToEnd(plan), server, TlsFault::ProtocolVersion);
    }

    void aHandshakeThatFailsLaterCostsOneRequestEach_data() {
        QTest::addColumn<TlsOpening>("opening");
        QTest::addColumn<FailureKind>("kind");
        QTest::newRow("no TLS any more")
            << TlsOpening::PlainText << failureOf(FailureClass::Tls, TlsFault::NotTls);
        QTest::newRow("closes") << TlsOpening::Close
                                << failureOf(FailureClass::Tls, TlsFault::ClosedInHandshake);
        QTest::newRow("closes behind it")
            << TlsOpening::Cut << failureOf(FailureClass::Tls, TlsFault::NoCloseNotify);
        QTest::newRow("silent") << TlsOpening::Silence
                                << failureOf(FailureClass::Timeout, TimeoutPhase::Handshaking);
    }

    void aHandshakeThatFailsLaterCostsOneRequestEach() {
        QFETCH(TlsOpening, opening);
        QFETCH(FailureKind, kind);
        TlsServerOptions options = goodServer(tlsOkReply(5, Then::Goodbye));
        options.opening = onlyTheFirst(opening);
        const TlsServer server(options);
        TestPlan plan = trustingPlan(server, 6, 3);
        plan.connectTimeout = std::chrono::milliseconds(100);
        const auto test = runToEnd(plan);
        verifyFinished(*test, 1, 5);
        verifyFailures(*test, kind, 5);
        const ConnectionCounts& connections = test->result()->counts.connections;
        QCOMPARE(connections.opened + connections.failed, quint64{6});
    }

    void whatComesBehindTheHandshakeIsJudged_data() {
        QTest::addColumn<TlsReply>("reply");
        QTest::addColumn<FailureKind>("kind");
        const auto tls = [](TlsFault fault) { return failureOf(FailureClass::Tls, fault); };
        const std::string half = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhello";
        const std::string untilClose = "HTTP/1.1 200 OK\r\n\r\nhello";
        QTest::newRow("cut in the body")
            << TlsReply{half, Then::Cut, {}} << tls(TlsFault::NoCloseNotify);
        QTest::newRow("goodbye in the body")
            << TlsReply{half, Then::Goodbye, {}} << failureOf(FailureClass::Closed, 1);
        QTest::newRow("cut in the head")
            << TlsReply{"HTTP/1.1 200", Then::Cut, {}} << tls(TlsFault::NoCloseNotify);
        QTest::newRow("cut before the answer")
            << TlsReply{{}, Then::Cut, {}} << tls(TlsFault::NoCloseNotify);
        QTest::newRow("goodbye instead of an answer")
            << TlsReply{{}, Then::Goodbye, {}} << failureOf(FailureClass::Closed, 0);
        QTest::newRow("a body until close is cut")
            << TlsReply{untilClose, Then::Cut, {}} << tls(TlsFault::NoCloseNotify);
        for (const unsigned seed : {1U, 2U, 3U, 4U, 5U})
            QTest::addRow("random bytes %u", seed)
                << TlsReply{{}, Then::Keep, randomBytes(seed)} << tls(TlsFault::BadRecord);
        QTest::newRow("random bytes in the body")
            << TlsReply{half, Then::Keep, randomBytes(6)} << tls(TlsFault::BadRecord);
        QTest::newRow("a record that no key fits")
            << TlsReply{{},
                        Then::Keep,
                        std::string("\x17\x03\x03\x00\x20", 5) + randomBytes(7).substr(0, 32)}
            << tls(TlsFault::BadRecord);
        QTest::newRow("an endless record")
            << TlsReply{{}, Then::Keep, "\x17\x03\x03\xff\xff"} << tls(TlsFault::BadRecord);
        QTest::newRow("a record that is cut")
            << TlsReply{{}, Then::Cut, "\x17\x03\x03\x01\x01mmm"} << tls(TlsFault::NoCloseNotify);
        QTest::newRow("plain HTTP")
            << TlsReply{{}, Then::Keep, tlsOkReply().bytes} << tls(TlsFault::BadRecord);
    }

    void whatComesBehindTheHandshakeIsJudged() {
        QFETCH(TlsReply, reply);
        QFETCH(FailureKind, kind);
        const TlsServer server(goodServer(reply));
        const auto test = runToEnd(trustingPlan(server, 6, 2));
        verifyFinished(*test, 0, 6);
        verifyFailures(*test, kind, 6);
    }

    void aBodyUntilCloseEndsWithTheGoodbye() {
        const TlsServer server(goodServer({"HTTP/1.1 200 OK\r\n\r\nhello", Then::Goodbye, {}}));
        const auto test = runToEnd(trustingPlan(server, 6, 2));
        verifyFinished(*test, 6);
        QCOMPARE(test->result()->counts.bytes.bodyIn, quint64{30});
    }

    void countsLargeBodiesToTheByte_data() {
        QTest::addColumn<Version>("version");
        QTest::addColumn<quint64>("size");
        QTest::newRow("64 KB, TLS 1.2") << Version::Only12 << quint64{64 * 1024};
        QTest::newRow("64 KB, TLS 1.3") << Version::Only13 << quint64{64 * 1024};
        QTest::newRow("3 MB, TLS 1.2") << Version::Only12 << quint64{3 * 1024 * 1024};
        QTest::newRow("3 MB, TLS 1.3") << Version::Only13 << quint64{3 * 1024 * 1024};
    }

    void countsLargeBodiesToTheByte() {
        QFETCH(Version, version);
        QFETCH(quint64, size);
        TlsServerOptions options = goodServer(tlsOkReply(size));
        options.version = version;
        const TlsServer server(options);
        const auto test = runToEnd(trustingPlan(server, 8, 3));
        verifyFinished(*test, 8);
        QCOMPARE(test->result()->counts.bytes.bodyIn, 8 * size);
    }

    void sendsLargeBodies() {
        const TlsServer server(goodServer());
        TestPlan plan = trustingPlan(server, 8, 3);
        plan.method = "POST";
        plan.body = std::string(3 * 1024 * 1024, 'x');
        const auto test = runToEnd(plan);
        verifyFinished(*test, 8);
        QCOMPARE(server.requests(), quint64{8});
        QVERIFY(test->result()->counts.bytes.out > 8 * plan.body.size());
    }

    void showsItsCertificateToAServerThatRequiresOne_data() {
        QTest::addColumn<Version>("version");
        QTest::newRow("TLS 1.2") << Version::Only12;
        QTest::newRow("TLS 1.3") << Version::Only13;
    }

    void showsItsCertificateToAServerThatRequiresOne() {
        QFETCH(Version, version);
        TlsServerOptions options = goodServer(tlsOkReply(5, Then::Goodbye));
        options.version = version;
        options.clientAuthority = m_authority.certificate;
        const TlsServer server(options);
        TestPlan plan = trustingPlan(server, 20, 2);
        plan.tls.certificateFile = save("client.pem", m_clientCertificate.certificate);
        plan.tls.keyFile = save("client.key", m_clientCertificate.key);
        verifyFinished(*runToEnd(plan), 20);
    }

    void theKeyMayStandBesideTheCertificate() {
        TlsServerOptions options = goodServer();
        options.clientAuthority = m_authority.certificate;
        const TlsServer server(options);
        TestPlan plan = trustingPlan(server, 5, 2);
        plan.tls.certificateFile =
            save("both.pem", m_clientCertificate.certificate + m_clientCertificate.key);
        verifyFinished(*runToEnd(plan), 5);
    }

    void withoutTheRequiredCertificateTheHandshakeIsRefused() {
        TlsServerOptions options = goodServer();
        options.version = Version::Only12;
        options.clientAuthority = m_authority.certificate;
        const TlsServer server(options);
        verifyRefused(*runToEnd(trustingPlan(server, 5, 2)), server, TlsFault::HandshakeRefused);
    }

    // In TLS 1.3 the client is through with its handshake before the server has seen a certificate.
    // The refusal may reach the probe at once, and otherwise reaches every request.
    void withoutTheRequiredCertificateNothingIsAnswered() {
        TlsServerOptions options = goodServer();
        options.version = Version::Only13;
        options.clientAuthority = m_authority.certificate;
        const TlsServer server(options);
        const auto test = runToEnd(trustingPlan(server, 5, 2));
        if (test->state() == RunState::Failed)
            return verifyRefused(*test, server, TlsFault::HandshakeRefused);
        verifyFinished(*test, 0, 5);
        verifyFailures(*test, failureOf(FailureClass::Tls, TlsFault::HandshakeRefused), 5);
        QCOMPARE(server.requests(), quint64{0});
    }

    void filesThatCannotBeUsedFailTheRun_data() {
        QTest::addColumn<std::string>("caFile");
        QTest::addColumn<std::string>("certificateFile");
        const std::string none = m_folder.filePath("none.pem").toStdString();
        const std::string words = save("words.pem", "not a certificate\n");
        QTest::newRow("no authorities") << none << std::string();
        QTest::newRow("authorities that are none") << words << std::string();
        QTest::newRow("no certificate") << std::string() << none;
        QTest::newRow("a certificate that is none") << std::string() << words;
        QTest::newRow("a certificate without key")
            << std::string() << save("keyless.pem", m_clientCertificate.certificate);
    }

    void filesThatCannotBeUsedFailTheRun() {
        QFETCH(std::string, caFile);
        QFETCH(std::string, certificateFile);
        const TlsServer server(goodServer());
        TestPlan plan = planFor(server.url(), 5, 2);
        plan.tls.caFile = caFile;
        plan.tls.certificateFile = certificateFile;
        const auto test = runToEnd(plan);
        QCOMPARE(test->state(), RunState::Failed);
        QVERIFY(test->error()->code == ErrorCode::BadPlan);
        const std::string& file = caFile.empty() ? certificateFile : caFile;
        QVERIFY(test->error()->detail.find(file) != std::string::npos);
        QCOMPARE(server.greeted(), quint64{0});
    }

    void cancelsStalledConnections_data() {
        QTest::addColumn<TlsOpening>("opening");
        QTest::addColumn<quint64>("unanswered");
        QTest::newRow("in the handshake") << TlsOpening::Silence << quint64{1};
        QTest::newRow("in the answer") << TlsOpening::Handshake << quint64{200};
    }

    void cancelsStalledConnections() {
        QFETCH(TlsOpening, opening);
        QFETCH(quint64, unanswered);
        TlsServerOptions options = goodServer({});
        options.opening = onlyTheFirst(opening);
        const TlsServer server(options);
        TestPlan plan = trustingPlan(server, 10'000, 200);
        plan.threads = 2;
        plan.connectTimeout = plan.timeout;
        StressTest test(plan);
        test.start();
        QTRY_VERIFY((test.poll(), server.greeted() == 200 && server.requests() == unanswered));
        test.cancel();
        waitForEnd(test);
        QCOMPARE(test.state(), RunState::Cancelled);
        QCOMPARE(test.result()->counts.ledger.unanswered(), unanswered);
        verifyBalance(test);
        QTRY_VERIFY(!test.hasThreads());
        QTRY_COMPARE(server.openConnections(), 0);
    }

    void cancelsTheProbeInItsHandshake() {
        TlsServerOptions options = goodServer();
        options.opening = [](auto) { return TlsOpening::Silence; };
        const TlsServer server(options);
        StressTest test(trustingPlan(server, 5, 2));
        test.start();
        QTRY_COMPARE(server.greeted(), quint64{1});
        test.cancel();
        QCOMPARE(test.state(), RunState::Cancelled);
        verifyBalance(test);
        QTRY_COMPARE(server.openConnections(), 0);
    }
};

QTEST_GUILESS_MAIN(TestTls)
#include "tst_tls.moc"
