#pragma once

#include <string>
#include <vector>

namespace squall {

/// A certificate, in the words of OpenSSL: "CN = a.test, O = Test", times as ISO 8601 in UTC.
struct CertificateFacts {
    std::string subject;
    std::string issuer;
    std::string notBefore;
    std::string notAfter;

    bool operator==(const CertificateFacts&) const = default;
};

/// What a handshake agreed on, and what the server showed.
struct TlsFacts {
    std::string version; ///< "TLSv1.3"; empty in the clear
    std::string cipher;
    std::string protocol;                ///< of ALPN: "h2"; empty: the server chose none
    std::vector<CertificateFacts> chain; ///< the server's own first

    bool operator==(const TlsFacts&) const = default;
};

} // namespace squall
