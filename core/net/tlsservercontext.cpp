#include "core/net/tlsservercontext.h"

#include <cstdint>

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "core/net/opensslfree.h"

namespace squall {

namespace {

using Key = std::unique_ptr<EVP_PKEY, OpensslFree>;
using Certificate = std::unique_ptr<X509, OpensslFree>;
using Extension = std::unique_ptr<X509_EXTENSION, OpensslFree>;

constexpr long day = 24L * 60 * 60;

/// Null when OpenSSL refuses.
Certificate signItself(EVP_PKEY* key) {
    Certificate made(X509_new());
    std::uint32_t serial = 0;
    if (made == nullptr ||
        RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) != 1)
        return nullptr;
    X509_set_version(made.get(), X509_VERSION_3);
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(made.get()), std::uint64_t{serial} + 1);
    X509_gmtime_adj(X509_getm_notBefore(made.get()), -day);
    X509_gmtime_adj(X509_getm_notAfter(made.get()), 30 * day);
    X509_set_pubkey(made.get(), key);
    X509_NAME* const name = X509_get_subject_name(made.get());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>("squall demo"), -1, -1, 0);
    X509_set_issuer_name(made.get(), name);
    X509V3_CTX context;
    X509V3_set_ctx(&context, made.get(), made.get(), nullptr, nullptr, 0);
    const Extension names(
        X509V3_EXT_conf_nid(nullptr, &context, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1"));
    if (names == nullptr || X509_add_ext(made.get(), names.get(), -1) != 1 ||
        X509_sign(made.get(), key, EVP_sha256()) == 0)
        return nullptr;
    return made;
}

} // namespace

void TlsServerContext::Free::operator()(SSL_CTX* context) const {
    SSL_CTX_free(context);
}

Result<TlsServerContext> TlsServerContext::create() {
    TlsServerContext made;
    made.m_context.reset(SSL_CTX_new(TLS_server_method()));
    SSL_CTX* const context = made.get();
    const Key key(EVP_EC_gen("P-256"));
    const Certificate certificate = key != nullptr ? signItself(key.get()) : nullptr;
    if (context == nullptr || certificate == nullptr ||
        SSL_CTX_use_certificate(context, certificate.get()) != 1 ||
        SSL_CTX_use_PrivateKey(context, key.get()) != 1)
        return fail(ErrorCode::TlsFailed, "OpenSSL makes no certificate for the built-in server");
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                  SSL_MODE_RELEASE_BUFFERS);
    return made;
}

} // namespace squall
