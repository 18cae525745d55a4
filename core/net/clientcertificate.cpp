#include "core/net/clientcertificate.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include <openssl/err.h>
#include <openssl/pkcs12.h>
#include <openssl/ssl.h>

#include "core/net/opensslfree.h"

namespace squall {

namespace {

/// What OpenSSL's callback has; without it, OpenSSL asks on the terminal by itself.
struct Passphrase {
    const std::string& text;
    bool wasAsked = false;
};

int tellPassphrase(char* buffer, int size, int /*forWriting*/, void* user) {
    auto& passphrase = *static_cast<Passphrase*>(user);
    passphrase.wasAsked = true;
    if (passphrase.text.empty() || passphrase.text.size() > static_cast<std::size_t>(size))
        return -1;
    std::ranges::copy(passphrase.text, buffer);
    return static_cast<int>(passphrase.text.size());
}

std::unexpected<CertificateRefusal> refuse(const std::string& what, const std::string& why) {
    ERR_clear_error();
    return std::unexpected(CertificateRefusal{{ErrorCode::TlsFailed, what + ": " + why}});
}

std::unexpected<CertificateRefusal> refuse(const std::string& what) {
    const char* const reason = ERR_reason_error_string(ERR_peek_last_error());
    return refuse(what, reason != nullptr ? reason : "unknown reason");
}

std::unexpected<CertificateRefusal> askForPassphrase(const std::string& what,
                                                     const TlsOptions& options) {
    auto refusal =
        refuse(what, options.passphrase.empty() ? "it needs a passphrase" : "wrong passphrase");
    refusal.error().asksForPassphrase = true;
    return refusal;
}

std::string contentOf(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::expected<void, CertificateRefusal> loadPem(SSL_CTX* context, const TlsOptions& options,
                                                const std::string& what) {
    const std::string& keyFile =
        options.keyFile.empty() ? options.certificateFile : options.keyFile;
    if (SSL_CTX_use_certificate_chain_file(context, options.certificateFile.c_str()) != 1)
        return refuse(what);
    Passphrase passphrase{options.passphrase};
    SSL_CTX_set_default_passwd_cb(context, tellPassphrase);
    SSL_CTX_set_default_passwd_cb_userdata(context, &passphrase);
    const bool isTaken =
        SSL_CTX_use_PrivateKey_file(context, keyFile.c_str(), SSL_FILETYPE_PEM) == 1;
    SSL_CTX_set_default_passwd_cb_userdata(context, nullptr);
    if (isTaken)
        return {};
    const std::string key = "cannot use the key \"" + keyFile + "\"";
    const bool isMismatch = ERR_GET_LIB(ERR_peek_last_error()) == ERR_LIB_X509;
    return passphrase.wasAsked && !isMismatch ? askForPassphrase(key, options) : refuse(key);
}

std::expected<void, CertificateRefusal> loadPkcs12(SSL_CTX* context, const TlsOptions& options,
                                                   PKCS12* bundle, const std::string& what) {
    const std::string& passphrase = options.passphrase;
    const int size = static_cast<int>(passphrase.size());
    // Without a passphrase there are two ways to say so.
    const bool isRight = PKCS12_verify_mac(bundle, passphrase.c_str(), size) == 1 ||
                         (passphrase.empty() && PKCS12_verify_mac(bundle, nullptr, 0) == 1);
    if (!isRight)
        return askForPassphrase(what, options);
    EVP_PKEY* foundKey = nullptr;
    X509* foundCertificate = nullptr;
    STACK_OF(X509)* foundChain = nullptr;
    if (PKCS12_parse(bundle, passphrase.c_str(), &foundKey, &foundCertificate, &foundChain) != 1)
        return refuse(what);
    const std::unique_ptr<EVP_PKEY, OpensslFree> key(foundKey);
    const std::unique_ptr<X509, OpensslFree> certificate(foundCertificate);
    const std::unique_ptr<STACK_OF(X509), OpensslFree> chain(foundChain);
    if (key == nullptr || certificate == nullptr)
        return refuse(what, "it lacks the certificate or its key");
    if (SSL_CTX_use_certificate(context, certificate.get()) != 1 ||
        SSL_CTX_use_PrivateKey(context, key.get()) != 1 ||
        (chain != nullptr && SSL_CTX_set1_chain(context, chain.get()) != 1))
        return refuse(what);
    return {};
}

} // namespace

std::expected<void, CertificateRefusal> loadClientCertificate(SSL_CTX* context,
                                                              const TlsOptions& options) {
    if (options.certificateFile.empty())
        return {};
    const std::string what = "cannot use the certificate \"" + options.certificateFile + "\"";
    const std::string content = contentOf(options.certificateFile);
    const auto* begin = reinterpret_cast<const unsigned char*>(content.data());
    const std::unique_ptr<PKCS12, OpensslFree> bundle(
        d2i_PKCS12(nullptr, &begin, static_cast<long>(content.size())));
    ERR_clear_error();
    return bundle != nullptr ? loadPkcs12(context, options, bundle.get(), what)
                             : loadPem(context, options, what);
}

} // namespace squall
