#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

namespace squall {

/// How a unique_ptr ends what OpenSSL has made.
struct OpensslFree {
    void operator()(BIO* bio) const { BIO_free_all(bio); }

    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }

    void operator()(PKCS12* bundle) const { PKCS12_free(bundle); }

    void operator()(X509* certificate) const { X509_free(certificate); }

    void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }

    void operator()(STACK_OF(X509) * chain) const { sk_X509_pop_free(chain, X509_free); }
};

} // namespace squall
