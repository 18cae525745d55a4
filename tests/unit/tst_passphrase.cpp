// Where the passphrase of a client certificate comes from, when a plan has none.

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "app/passphrase.h"
#include "tests/support/tlscertificate.h"

using namespace squall;
using namespace squall::test;

class TestPassphrase final : public QObject {
    Q_OBJECT

private slots:

    void initTestCase() {
        const TlsCertificate certificate = makeSelfSigned();
        m_open.certificateFile = write("open.pem", certificate.certificate + certificate.key);
        m_closed.certificateFile =
            write("closed.p12", toPkcs12(certificate, "one that is long enough"));
        qputenv("SQUALL_KEY_PASSPHRASE", "one that is long enough");
    }

    void isThatOfTheEnvironment() {
        TlsOptions tls = m_closed;
        QVERIFY(completePassphrase(tls).has_value());
        QCOMPARE(tls.passphrase, std::string("${SQUALL_KEY_PASSPHRASE}"));
    }

    void isNotSoughtWhereOneIsGiven() {
        TlsOptions tls = m_closed;
        tls.passphrase = "another";
        QVERIFY(completePassphrase(tls).has_value());
        QCOMPARE(tls.passphrase, std::string("another"));
    }

    void isNotSoughtWhereNoneIsNeeded() {
        for (const TlsOptions& without : {TlsOptions{}, m_open}) {
            TlsOptions tls = without;
            QVERIFY(completePassphrase(tls).has_value());
            QVERIFY(tls == without);
        }
    }

private:
    std::string write(const char* name, const std::string& content) {
        QFile file(m_folder.filePath(name));
        if (file.open(QIODevice::WriteOnly))
            file.write(content.data(), qint64(content.size()));
        return file.fileName().toStdString();
    }

    const QTemporaryDir m_folder;
    TlsOptions m_open;
    TlsOptions m_closed;
};

QTEST_APPLESS_MAIN(TestPassphrase)
#include "tst_passphrase.moc"
