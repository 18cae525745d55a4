#pragma once

#include <memory>

#include <openssl/types.h>

#include "core/base/error.h"

namespace squall {

/// The server's side of TLS, with a key of its own and a certificate for localhost and 127.0.0.1
/// that it has signed itself: made anew each time, kept nowhere. Read-only once made.
class TlsServerContext final {
public:
    /// ErrorCode::TlsFailed when OpenSSL refuses.
    [[nodiscard]] static Result<TlsServerContext> create();

    [[nodiscard]] SSL_CTX* get() const { return m_context.get(); }

private:
    struct Free {
        void operator()(SSL_CTX* context) const;
    };

    std::unique_ptr<SSL_CTX, Free> m_context;
};

} // namespace squall
