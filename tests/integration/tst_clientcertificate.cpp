// Client certificates whose key needs a passphrase, as PEM and as PKCS#12.

#include <algorithm>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "core/net/tlscontext.h"
#include "core/plan/references.h"
#include "core/plan/secrets.h"
#include "core/results/resultjson.h"
#include "tests/support/runner.h"
#include "tests/support/tlscertificate.h"
#include "tests/support/tlsserver.h"

using namespace squall;
using namespace squall::test;

namespace {

const std::string phrase = "p4ss-9f8e7d6c5b";

} // namespace

class TestClientCertificate final : public QObject {
    Q_OBJECT

private slots:
    void takesAPassphrase_data();
    void takesAPassphrase();
    void saysWhatIsWrong_data();
    void saysWhatIsWrong();
    void knowsWhatNeedsAPassphrase();
    void keepsThePassphraseSecret();
    void showsTheCertificateToItsOwnServerAlone();

private:
    std::string write(const char* name, const std::string& content) {
        QFile file(m_folder.filePath(name));
        if (file.open(QIODevice::WriteOnly))
            file.write(content.data(), qint64(content.size()));
        return file.fileName().toStdString();
    }

    TestPlan plan() {
        TestPlan plan = planFor(m_server.url(), 6, 2);
        plan.tls.caFile = write("ca.pem", m_authority.certificate);
        return plan;
    }

    const QTemporaryDir m_folder;
    const TlsCertificate m_authority = makeAuthority("squall test authority");
    const TlsCertificate m_client = makeCertificate(m_authority);
    const TlsServer m_server{{.certificate = makeCertificate(m_authority),
                              .version = TlsServerOptions::Version::Any,
                              .clientAuthority = m_authority.certificate,
                              .garbage = {},
                              .opening = {},
                              .script = [](auto) { return tlsOkReply(); }}};
};

void TestClientCertificate::takesAPassphrase_data() {
    QTest::addColumn<std::string>("certificate");
    QTest::addColumn<std::string>("key");
    QTest::addColumn<std::string>("passphrase");
    qputenv("SQUALL_TEST_PHRASE", phrase.c_str());
    const std::string certificate = write("c.pem", m_client.certificate);
    const std::string key = write("k.pem", encryptedKey(m_client, phrase));
    const std::string both =
        write("both.pem", m_client.certificate + encryptedKey(m_client, phrase));
    const std::string bundle = write("c.p12", toPkcs12(m_client, phrase));
    const std::string other = write("named-otherwise", toPkcs12(m_client, phrase));
    const std::string open = write("open.pfx", toPkcs12(m_client, ""));
    const std::string file = write("phrase", phrase + "\n");
    QTest::newRow("a key") << certificate << key << phrase;
    QTest::newRow("a key beside its certificate") << both << std::string() << phrase;
    QTest::newRow("from the environment")
        << both << std::string() << std::string("${SQUALL_TEST_PHRASE}");
    QTest::newRow("from a file") << both << std::string() << "@" + file;
    QTest::newRow("PKCS#12") << bundle << std::string() << phrase;
    QTest::newRow("PKCS#12 by another name") << other << std::string() << phrase;
    QTest::newRow("PKCS#12 without a passphrase") << open << std::string() << std::string();
}

void TestClientCertificate::takesAPassphrase() {
    QFETCH(std::string, certificate);
    QFETCH(std::string, key);
    QFETCH(std::string, passphrase);
    TestPlan sent = plan();
    sent.tls.certificateFile = certificate;
    sent.tls.keyFile = key;
    sent.tls.passphrase = passphrase;
    const auto test = runToEnd(sent);
    verifyFinished(*test, 6);
    QVERIFY(resultJson(*test->result()).find(phrase) == std::string::npos);
}

void TestClientCertificate::saysWhatIsWrong_data() {
    QTest::addColumn<std::string>("file");
    QTest::addColumn<std::string>("passphrase");
    QTest::addColumn<QString>("words");
    const std::string pem =
        write("both.pem", m_client.certificate + encryptedKey(m_client, phrase));
    const std::string bundle = write("c.p12", toPkcs12(m_client, phrase));
    const std::string none = write("none.p12", "no such thing");
    QTest::newRow("a key without") << pem << std::string() << "it needs a passphrase";
    QTest::newRow("a key with another") << pem << std::string("wr0ng-one") << "wrong passphrase";
    QTest::newRow("PKCS#12 without") << bundle << std::string() << "it needs a passphrase";
    QTest::newRow("PKCS#12 with another")
        << bundle << std::string("wr0ng-one") << "wrong passphrase";
    QTest::newRow("nonsense") << none << std::string("wr0ng-one") << "cannot use the certificate";
    QTest::newRow("no file") << std::string("/nowhere.p12") << std::string("wr0ng-one")
                             << "cannot use the certificate";
}

void TestClientCertificate::saysWhatIsWrong() {
    QFETCH(std::string, file);
    QFETCH(std::string, passphrase);
    QFETCH(QString, words);
    TestPlan sent = plan();
    sent.tls.certificateFile = file;
    sent.tls.passphrase = passphrase;
    const auto test = runToEnd(sent);
    QCOMPARE(test->state(), RunState::Failed);
    QVERIFY(test->error()->code == ErrorCode::BadPlan);
    const QString told = QString::fromStdString(test->error()->detail);
    QVERIFY2(told.contains(words) && told.contains(QString::fromStdString(file)), qPrintable(told));
    QVERIFY(!told.contains("wr0ng-one"));
}

void TestClientCertificate::knowsWhatNeedsAPassphrase() {
    TlsOptions tls;
    QVERIFY(!TlsContext::needsPassphrase(tls));
    tls.certificateFile = write("plain.pem", m_client.certificate + m_client.key);
    QVERIFY(!TlsContext::needsPassphrase(tls));
    tls.certificateFile = write("both.pem", m_client.certificate + encryptedKey(m_client, phrase));
    QVERIFY(TlsContext::needsPassphrase(tls));
    tls.certificateFile = write("c.p12", toPkcs12(m_client, phrase));
    tls.passphrase = "wrong";
    QVERIFY(TlsContext::needsPassphrase(tls));
    tls.certificateFile = "/nowhere";
    QVERIFY(!TlsContext::needsPassphrase(tls));
}

void TestClientCertificate::keepsThePassphraseSecret() {
    TestPlan kept;
    kept.tls.passphrase = phrase;
    QCOMPARE(withoutSecrets(kept).tls.passphrase, std::string(masked));
    QCOMPARE(withReferences(kept).plan.tls.passphrase, std::string("${SQUALL_KEY_PASSPHRASE}"));
    const auto secrets = secretsOf(kept);
    QVERIFY(std::ranges::find(secrets, phrase) != secrets.end());
    kept.tls.passphrase = "${PHRASE}";
    QCOMPARE(withoutSecrets(kept).tls.passphrase, kept.tls.passphrase);
    QCOMPARE(withReferences(kept).plan.tls.passphrase, kept.tls.passphrase);
}

// The other server takes nobody who does not show one.
void TestClientCertificate::showsTheCertificateToItsOwnServerAlone() {
    TlsServerOptions options{.certificate = makeCertificate(m_authority),
                             .version = TlsServerOptions::Version::Any,
                             .clientAuthority = m_authority.certificate,
                             .garbage = {},
                             .opening = {},
                             .script = [](auto) { return tlsOkReply(); }};
    const TlsServer other(options);
    options.script = [&other](auto) {
        return TlsReply{"HTTP/1.1 302 Found\r\nLocation: " + other.url() +
                            "\r\nContent-Length: 0\r\n\r\n",
                        TlsReply::Then::Keep,
                        {}};
    };
    const TlsServer own(options);
    TestPlan sent = plan();
    sent.url = own.url();
    sent.follow = 1;
    sent.tls.certificateFile = write("c.pem", m_client.certificate);
    sent.tls.keyFile = write("k.pem", m_client.key);
    const auto test = runToEnd(sent);
    verifyFinished(*test, 0, 6);
    QCOMPARE(failuresOf(*test, FailureClass::Tls), quint64{6});
    QCOMPARE(own.requests(), quint64{6});
    QCOMPARE(other.requests(), quint64{0});
    QVERIFY(other.greeted() >= 6);
}

QTEST_GUILESS_MAIN(TestClientCertificate)
#include "tst_clientcertificate.moc"
