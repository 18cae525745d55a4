#pragma once

#include <string>

namespace squall::test {

/// A certificate and its key, as PEM.
struct TlsCertificate {
    std::string certificate;
    std::string key;
};

/// What a server's or client's certificate says.
struct TlsSubject {
    std::string names = "IP:127.0.0.1"; ///< as in openssl's subjectAltName
    int validFromDay = -1;              ///< counted from today
    int validToDay = 1;
};

/// A fresh authority that signs others. Every certificate here has a new key.
[[nodiscard]] TlsCertificate makeAuthority(const std::string& name);
[[nodiscard]] TlsCertificate makeCertificate(const TlsCertificate& authority,
                                             const TlsSubject& subject = {});
[[nodiscard]] TlsCertificate makeSelfSigned(const TlsSubject& subject = {});

/// The key of `certificate` as PEM that needs `passphrase`.
[[nodiscard]] std::string encryptedKey(const TlsCertificate& certificate,
                                       const std::string& passphrase);
/// Both as PKCS#12.
[[nodiscard]] std::string toPkcs12(const TlsCertificate& certificate,
                                   const std::string& passphrase);

} // namespace squall::test
