#pragma once

#include <memory>
#include <string>
#include <vector>

#include <openssl/types.h>

#include "core/base/error.h"
#include "core/base/tlsoptions.h"

namespace squall {

/// What all TLS connections of a run share: trust, client certificate, versions. Read-only once
/// made, so that any number of threads may make streams from it.
class TlsContext final {
public:
    /// `protocols`: offered to the server (ALPN), the preferred one first. ErrorCode::TlsFailed
    /// with a sentence when a file cannot be used.
    [[nodiscard]] static Result<TlsContext> create(const TlsOptions& options,
                                                   const std::vector<std::string>& protocols);

    /// The certificate of `options` or its key cannot be read without a passphrase.
    [[nodiscard]] static bool needsPassphrase(const TlsOptions& options);

    [[nodiscard]] SSL_CTX* get() const { return m_context.get(); }

    /// Without the passphrase, which has done its work.
    [[nodiscard]] const TlsOptions& options() const { return m_options; }

private:
    struct Free {
        void operator()(SSL_CTX* context) const;
    };

    std::unique_ptr<SSL_CTX, Free> m_context;
    TlsOptions m_options;
};

} // namespace squall
