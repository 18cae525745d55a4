#pragma once

#include <string>

namespace squall {

/// How https connections are made. Paths name PEM files; empty ones are not used.
struct TlsOptions {
    enum class MinVersion { Tls12, Tls13 };

    bool insecure = false; ///< any certificate will do: never by default
    std::string caFile;    ///< trusted instead of the system's authorities
    std::string certificateFile;
    std::string keyFile;    ///< empty: the key is in certificateFile
    std::string serverName; ///< sent and verified instead of the host of the address
    MinVersion minVersion = MinVersion::Tls12;

    bool operator==(const TlsOptions&) const = default;
};

} // namespace squall
