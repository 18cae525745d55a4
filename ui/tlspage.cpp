#include "ui/tlspage.h"

#include <QCheckBox>
#include <QComboBox>

#include "core/plan/secrets.h"
#include "ui/fileedit.h"

namespace squall {

namespace {

QString pemFilter() {
    return TlsPage::tr("PEM files (*.pem *.crt *.cer *.key);;All files (*)");
}

QString certificateFilter() {
    return TlsPage::tr("Certificates (*.pem *.crt *.cer *.p12 *.pfx);;All files (*)");
}

} // namespace

TlsPage::TlsPage(QWidget* parent)
    : PlanPage(parent)
    , m_caFile(new FileEdit(tr("Choose the authorities to trust"), pemFilter(), this))
    , m_serverName(new FieldEdit(this))
    , m_certificate(new FileEdit(tr("Choose a client certificate"), certificateFilter(), this))
    , m_key(new FileEdit(tr("Choose the key of the certificate"), pemFilter(), this))
    , m_passphrase(new FieldEdit(this))
    , m_minVersion(new QComboBox(this))
    , m_insecure(new QCheckBox(tr("Take any certificate (insecure)"), this)) {
    m_minVersion->addItems({QStringLiteral("TLS 1.2"), QStringLiteral("TLS 1.3")});
    m_caFile->setPlaceholderText(tr("those of the system"));
    m_serverName->setPlaceholderText(tr("the host of the address"));
    m_key->setPlaceholderText(tr("in the file of the certificate"));
    m_passphrase->setEchoMode(QLineEdit::Password);
    m_passphrase->setPlaceholderText(QStringLiteral("${NAME}"));
    m_passphrase->setToolTip(
        tr("Of the key or of a PKCS#12 file, where it has one. ${NAME} is read "
           "from the environment, and only that is saved."));
    connect(m_passphrase, &QLineEdit::textChanged, this, [this](const QString& text) {
        const bool isReference = text.startsWith(QStringLiteral("${"));
        m_passphrase->setEchoMode(isReference ? QLineEdit::Normal : QLineEdit::Password);
    });
    m_serverName->setToolTip(tr("The name that is sent to the server and must be in its "
                                "certificate"));
    place(m_caFile, QStringLiteral("caFileEdit"), tr("Authorities:"), PlanField::CaFile);
    place(m_serverName, QStringLiteral("serverNameEdit"), tr("Server name:"));
    place(m_certificate, QStringLiteral("certificateEdit"), tr("Client certificate:"),
          PlanField::CertificateFile);
    place(m_key, QStringLiteral("keyEdit"), tr("Its key:"), PlanField::KeyFile);
    place(m_passphrase, QStringLiteral("passphraseEdit"), tr("Passphrase:"));
    place(m_minVersion, QStringLiteral("tlsMinBox"), tr("Lowest version:"));
    place(m_insecure, QStringLiteral("insecureBox"), QString(), {}, Width::Whole);
}

void TlsPage::setPlan(const TestPlan& plan) {
    const TlsOptions& tls = plan.tls;
    m_caFile->setText(QString::fromStdString(tls.caFile));
    m_serverName->setText(QString::fromStdString(tls.serverName));
    m_certificate->setText(QString::fromStdString(tls.certificateFile));
    m_key->setText(QString::fromStdString(tls.keyFile));
    // What was removed is to be typed again.
    m_passphrase->setText(tls.passphrase == masked ? QString()
                                                   : QString::fromStdString(tls.passphrase));
    m_minVersion->setCurrentIndex(tls.minVersion == TlsOptions::MinVersion::Tls13 ? 1 : 0);
    m_insecure->setChecked(tls.insecure);
}

void TlsPage::readInto(TestPlan& plan, FieldProblems& problems) const {
    plan.tls.insecure = m_insecure->isChecked();
    plan.tls.caFile = m_caFile->path();
    plan.tls.certificateFile = m_certificate->path();
    plan.tls.keyFile = m_key->path();
    plan.tls.passphrase = m_passphrase->text().toStdString();
    plan.tls.serverName = m_serverName->text().trimmed().toStdString();
    plan.tls.minVersion = m_minVersion->currentIndex() == 1 ? TlsOptions::MinVersion::Tls13
                                                            : TlsOptions::MinVersion::Tls12;
    const std::pair<PlanField, const FileEdit*> files[] = {
        {PlanField::CaFile, m_caFile},
        {PlanField::CertificateFile, m_certificate},
        {PlanField::KeyFile, m_key}};
    for (const auto& [field, edit] : files) {
        if (const QString words = edit->problem(); !words.isEmpty())
            problems.emplace(field, words);
    }
    if (plan.tls.certificateFile.empty() && !plan.tls.keyFile.empty())
        problems.emplace(PlanField::CertificateFile,
                         tr("A key needs the certificate that it belongs to."));
}

QStringList TlsPage::summary() const {
    QStringList parts;
    if (!m_certificate->path().empty())
        parts << tr("client certificate");
    if (m_minVersion->currentIndex() == 1)
        parts << QStringLiteral("TLS 1.3");
    return parts;
}

bool TlsPage::isInsecure() const {
    return m_insecure->isChecked();
}

} // namespace squall
