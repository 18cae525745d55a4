#pragma once

#include <string>

namespace squall {

/// How https connections are made. Paths name PEM files, that of the certificate perhaps one of
/// PKCS#12, which holds its key; empty ones are not used.
struct TlsOptions {
    enum class MinVersion { Tls12, Tls13 };

    bool insecure = false; ///< any certificate will do: never by default
    std::string caFile;    ///< trusted instead of the system's authorities
    std::string certificateFile;
    std::string keyFile;    ///< empty: the key is in certificateFile
    std::string serverName; ///< sent and verified instead of the host of the address
    MinVersion minVersion = MinVersion::Tls12;
    std::string passphrase; ///< of the key or of PKCS#12; in a plan it may be a reference

    bool operator==(const TlsOptions&) const = default;
};

} // namespace squall
