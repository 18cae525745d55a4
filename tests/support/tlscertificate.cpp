#include "tests/support/tlscertificate.h"

#include <memory>

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "core/net/opensslfree.h"

namespace squall::test {

namespace {

using Bio = std::unique_ptr<BIO, OpensslFree>;
using Key = std::unique_ptr<EVP_PKEY, OpensslFree>;
using Certificate = std::unique_ptr<X509, OpensslFree>;
using Extension = std::unique_ptr<X509_EXTENSION, OpensslFree>;

/// Who signs; nobody else for a certificate that signs itself.
struct Issuer {
    Certificate certificate;
    Key key;
};

std::string textOf(const Bio& bio) {
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &bytes);
    return {bytes, static_cast<std::size_t>(size)};
}

Bio bioOf(const std::string& text) {
    return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

TlsCertificate toPem(X509* certificate, EVP_PKEY* key) {
    const Bio certificateText(BIO_new(BIO_s_mem()));
    const Bio keyText(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(certificateText.get(), certificate);
    PEM_write_bio_PrivateKey(keyText.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
    return {textOf(certificateText), textOf(keyText)};
}

Issuer fromPem(const TlsCertificate& pem) {
    return {Certificate(PEM_read_bio_X509(bioOf(pem.certificate).get(), nullptr, nullptr, nullptr)),
            Key(PEM_read_bio_PrivateKey(bioOf(pem.key).get(), nullptr, nullptr, nullptr))};
}

void addExtension(X509* certificate, int nid, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
    X509_add_ext(certificate, extension.get(), -1);
}

void setSerialNumber(X509* certificate) {
    long number = 0;
    RAND_bytes(reinterpret_cast<unsigned char*>(&number), 4);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), number + 1);
}

Certificate makeUnsigned(const std::string& name, EVP_PKEY* key, const TlsSubject& subject) {
    constexpr long day = 24L * 60 * 60;
    Certificate made(X509_new());
    X509_set_version(made.get(), X509_VERSION_3);
    setSerialNumber(made.get());
    X509_gmtime_adj(X509_getm_notBefore(made.get()), subject.validFromDay * day);
    X509_gmtime_adj(X509_getm_notAfter(made.get()), subject.validToDay * day);
    X509_set_pubkey(made.get(), key);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(made.get()), "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
    return made;
}

TlsCertificate sign(X509* certificate, EVP_PKEY* key, X509* issuer, EVP_PKEY* issuerKey) {
    X509_set_issuer_name(certificate, X509_get_subject_name(issuer));
    X509_sign(certificate, issuerKey, EVP_sha256());
    return toPem(certificate, key);
}

} // namespace

TlsCertificate makeAuthority(const std::string& name) {
    const Key key(EVP_EC_gen("P-256"));
    const Certificate made = makeUnsigned(name, key.get(), {});
    addExtension(made.get(), NID_basic_constraints, "critical,CA:TRUE");
    addExtension(made.get(), NID_key_usage, "critical,keyCertSign");
    return sign(made.get(), key.get(), made.get(), key.get());
}

TlsCertificate makeCertificate(const TlsCertificate& authority, const TlsSubject& subject) {
    const Issuer issuer = fromPem(authority);
    const Key key(EVP_EC_gen("P-256"));
    const Certificate made = makeUnsigned("squall test", key.get(), subject);
    addExtension(made.get(), NID_subject_alt_name, subject.names);
    return sign(made.get(), key.get(), issuer.certificate.get(), issuer.key.get());
}

TlsCertificate makeSelfSigned(const TlsSubject& subject) {
    const Key key(EVP_EC_gen("P-256"));
    const Certificate made = makeUnsigned("squall test", key.get(), subject);
    addExtension(made.get(), NID_subject_alt_name, subject.names);
    return sign(made.get(), key.get(), made.get(), key.get());
}

std::string encryptedKey(const TlsCertificate& certificate, const std::string& passphrase) {
    const Issuer read = fromPem(certificate);
    const Bio text(BIO_new(BIO_s_mem()));
    PEM_write_bio_PKCS8PrivateKey(text.get(), read.key.get(), EVP_aes_256_cbc(), passphrase.data(),
                                  static_cast<int>(passphrase.size()), nullptr, nullptr);
    return textOf(text);
}

std::string toPkcs12(const TlsCertificate& certificate, const std::string& passphrase) {
    const Issuer read = fromPem(certificate);
    const std::unique_ptr<PKCS12, OpensslFree> bundle(
        PKCS12_create(passphrase.c_str(), "test", read.key.get(), read.certificate.get(), nullptr,
                      0, 0, 0, 0, 0));
    const Bio bytes(BIO_new(BIO_s_mem()));
    i2d_PKCS12_bio(bytes.get(), bundle.get());
    return textOf(bytes);
}

} // namespace squall::test
