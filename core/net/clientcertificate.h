#pragma once

#include <expected>

#include <openssl/types.h>

#include "core/base/error.h"
#include "core/base/tlsoptions.h"

namespace squall {

struct CertificateRefusal {
    Error error;                    ///< ErrorCode::TlsFailed; never holds the passphrase
    bool asksForPassphrase = false; ///< one is needed, or the one that was given is wrong
};

/// Gives `context` the client certificate of `options` with its key, from PEM or PKCS#12
/// (RFC 7292), whichever the file holds; nothing when there is none. Nobody is asked for a
/// passphrase.
[[nodiscard]] std::expected<void, CertificateRefusal>
loadClientCertificate(SSL_CTX* context, const TlsOptions& options);

} // namespace squall
