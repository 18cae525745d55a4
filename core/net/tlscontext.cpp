#include "core/net/tlscontext.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "core/net/clientcertificate.h"
#include "core/net/tlsstream.h"

namespace squall {

namespace {

std::string lastReason() {
    const char* const reason = ERR_reason_error_string(ERR_peek_last_error());
    ERR_clear_error();
    return reason != nullptr ? reason : "unknown reason";
}

std::unexpected<Error> failure(const std::string& what) {
    return fail(ErrorCode::TlsFailed, what + ": " + lastReason());
}

void offer(SSL_CTX* context, const std::vector<std::string>& protocols) {
    std::string list; // each behind its length (RFC 7301, section 3.1)
    for (const std::string& name : protocols)
        list.append(1, static_cast<char>(name.size())).append(name);
    SSL_CTX_set_alpn_protos(context, reinterpret_cast<const unsigned char*>(list.data()),
                            static_cast<unsigned>(list.size()));
}

Result<> loadTrust(SSL_CTX* context, const TlsOptions& options) {
    if (options.insecure) {
        SSL_CTX_set_verify(context, SSL_VERIFY_NONE, nullptr);
        return {};
    }
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    if (options.caFile.empty()) {
        SSL_CTX_set_default_verify_paths(context);
        return {};
    }
    if (SSL_CTX_load_verify_locations(context, options.caFile.c_str(), nullptr) != 1)
        return failure("cannot use the authorities in \"" + options.caFile + "\"");
    return {};
}

} // namespace

void TlsContext::Free::operator()(SSL_CTX* context) const {
    SSL_CTX_free(context);
}

Result<TlsContext> TlsContext::create(const TlsOptions& options,
                                      const std::vector<std::string>& protocols) {
    TlsContext made;
    made.m_options = options;
    made.m_options.passphrase.clear();
    made.m_context.reset(SSL_CTX_new(TLS_client_method()));
    SSL_CTX* const context = made.get();
    if (context == nullptr)
        return failure("OpenSSL");
    const bool onlyNewest = options.minVersion == TlsOptions::MinVersion::Tls13;
    SSL_CTX_set_min_proto_version(context, onlyNewest ? TLS1_3_VERSION : TLS1_2_VERSION);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                  SSL_MODE_RELEASE_BUFFERS);
    // Streams keep their worker's sessions themselves, without a lock.
    SSL_CTX_set_session_cache_mode(context,
                                   SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL_STORE);
    SSL_CTX_sess_set_new_cb(context, &TlsStream::onNewSession);
    offer(context, protocols);
    if (auto loaded = loadTrust(context, options); !loaded)
        return std::unexpected(loaded.error());
    if (auto loaded = loadClientCertificate(context, options); !loaded)
        return std::unexpected(loaded.error().error);
    return made;
}

bool TlsContext::needsPassphrase(const TlsOptions& options) {
    const std::unique_ptr<SSL_CTX, Free> context(SSL_CTX_new(TLS_client_method()));
    TlsOptions without = options;
    without.passphrase.clear();
    if (context == nullptr)
        return false;
    const auto loaded = loadClientCertificate(context.get(), without);
    return !loaded && loaded.error().asksForPassphrase;
}

} // namespace squall
