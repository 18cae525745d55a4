#include "core/net/tlsstream.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>

#include "core/net/opensslfree.h"

namespace squall {

namespace {

/// What has come from a socket on its way into OpenSSL, which has taken all of it when a call into
/// a stream returns.
thread_local std::array<char, TlsStream::cipherBytes> cipher;

/// More than a record and what TLS may say on its own, tickets and new keys: a server that sends
/// these without end would keep its reader for ever.
constexpr std::size_t mostBarren = 40 * 1024;

bool isAddress(const std::string& host) {
    std::array<unsigned char, sizeof(in6_addr)> parsed{};
    return inet_pton(AF_INET, host.c_str(), parsed.data()) == 1 ||
           inet_pton(AF_INET6, host.c_str(), parsed.data()) == 1;
}

void expectHost(SSL* ssl, const std::string& host) {
    if (isAddress(host)) {
        X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str());
        return;
    }
    SSL_set_tlsext_host_name(ssl, host.c_str());
    SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    SSL_set1_host(ssl, host.c_str());
}

TlsFault certificateFault(long verified) {
    switch (verified) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
        return TlsFault::Expired;
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return TlsFault::NotYetValid;
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
        return TlsFault::WrongHost;
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        return TlsFault::SelfSigned;
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_CERT_SIGNATURE_FAILURE: // one that has the name of a known authority
        return TlsFault::UnknownAuthority;
    default:
        return TlsFault::BadCertificate;
    }
}

TlsFault handshakeFault(int reason) {
    switch (reason) {
    case SSL_R_WRONG_VERSION_NUMBER:
    case SSL_R_HTTP_REQUEST:
    case SSL_R_PACKET_LENGTH_TOO_LONG:
        return TlsFault::NotTls;
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION:
        return TlsFault::ProtocolVersion;
    case SSL_AD_REASON_OFFSET + SSL_AD_NO_APPLICATION_PROTOCOL:
        return TlsFault::NoCommonProtocol;
    case SSL_R_UNEXPECTED_EOF_WHILE_READING:
        return TlsFault::ClosedInHandshake;
    default:
        return TlsFault::HandshakeRefused;
    }
}

/// Of a connection that stood already.
TlsFault recordFault(int reason, bool inputEnded) {
    // In TLS 1.3 the client is through with its handshake before the server judges its certificate
    // (RFC 8446, section 4.4.2.4): that comes as an alert.
    if (reason > SSL_AD_REASON_OFFSET)
        return TlsFault::HandshakeRefused;
    return inputEnded ? TlsFault::NoCloseNotify : TlsFault::BadRecord;
}

/// What `print` writes to a BIO.
template <typename Print>
std::string printed(Print print) {
    const std::unique_ptr<BIO, OpensslFree> bio(BIO_new(BIO_s_mem()));
    if (bio == nullptr)
        return {};
    print(bio.get());
    char* text = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &text);
    return {text, static_cast<std::size_t>(std::max(size, 0L))};
}

std::string nameText(const X509_NAME* name) {
    return printed([name](BIO* bio) { X509_NAME_print_ex(bio, name, 0, XN_FLAG_ONELINE); });
}

std::string timeText(const ASN1_TIME* time) {
    return printed([time](BIO* bio) { ASN1_TIME_print_ex(bio, time, ASN1_DTFLGS_ISO8601); });
}

CertificateFacts factsOf(const X509* certificate) {
    return {nameText(X509_get_subject_name(certificate)),
            nameText(X509_get_issuer_name(certificate)), timeText(X509_get0_notBefore(certificate)),
            timeText(X509_get0_notAfter(certificate))};
}

} // namespace

/// A BIO over TlsStream: reads come from m_input, writes go to the socket.
struct TlsStream::Bio {
    static int read(BIO* bio, char* out, int size) {
        auto& stream = *static_cast<TlsStream*>(BIO_get_data(bio));
        BIO_clear_retry_flags(bio);
        if (stream.m_input.empty()) {
            if (stream.m_inputEnded)
                return 0;
            BIO_set_retry_read(bio);
            return -1;
        }
        const std::size_t taken =
            std::min(static_cast<std::size_t>(std::max(size, 0)), stream.m_input.size());
        std::memcpy(out, stream.m_input.data(), taken);
        stream.m_input.remove_prefix(taken);
        return static_cast<int>(taken);
    }

    static int write(BIO* bio, const char* bytes, int size) {
        const auto& stream = *static_cast<TlsStream*>(BIO_get_data(bio));
        BIO_clear_retry_flags(bio);
        const ssize_t sent =
            ::send(stream.m_fd, bytes, static_cast<std::size_t>(std::max(size, 0)), MSG_NOSIGNAL);
        if (sent < 0 && (errno == EAGAIN || errno == EINTR))
            BIO_set_retry_write(bio);
        return static_cast<int>(sent);
    }

    static long control(BIO* bio, int command, long /*number*/, void* /*pointer*/) {
        if (command == BIO_CTRL_EOF)
            return static_cast<TlsStream*>(BIO_get_data(bio))->m_inputEnded ? 1 : 0;
        return command == BIO_CTRL_FLUSH ? 1 : 0;
    }

    static const BIO_METHOD* method() {
        // One for the process, made by whichever thread is first.
        static const BIO_METHOD* const made = [] {
            BIO_METHOD* const fresh =
                BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "squall");
            BIO_meth_set_read(fresh, &Bio::read);
            BIO_meth_set_write(fresh, &Bio::write);
            BIO_meth_set_ctrl(fresh, &Bio::control);
            return fresh;
        }();
        return made;
    }
};

void TlsSession::Free::operator()(SSL_SESSION* session) const {
    SSL_SESSION_free(session);
}

void TlsStream::Free::operator()(SSL* ssl) const {
    SSL_free(ssl);
}

TlsStream::~TlsStream() = default;

std::unique_ptr<TlsStream> TlsStream::create(const TlsContext& context, const std::string& host) {
    std::unique_ptr<TlsStream> stream(new TlsStream);
    if (!stream->begin(context.get()))
        return nullptr;
    SSL_set_connect_state(stream->m_ssl.get());
    const std::string& name = context.options().serverName;
    expectHost(stream->m_ssl.get(), name.empty() ? host : name);
    return stream;
}

std::unique_ptr<TlsStream> TlsStream::accept(const TlsServerContext& context) {
    std::unique_ptr<TlsStream> stream(new TlsStream);
    if (!stream->begin(context.get()))
        return nullptr;
    SSL_set_accept_state(stream->m_ssl.get());
    stream->m_isServer = true;
    return stream;
}

bool TlsStream::begin(SSL_CTX* context) {
    m_ssl.reset(SSL_new(context));
    BIO* const bio = BIO_new(Bio::method());
    if (m_ssl == nullptr || bio == nullptr) {
        BIO_free(bio);
        return false;
    }
    BIO_set_data(bio, this);
    BIO_set_init(bio, 1);
    SSL_set_bio(m_ssl.get(), bio, bio);
    SSL_set_app_data(m_ssl.get(), this);
    return true;
}

void TlsStream::useSession(TlsSession& session) {
    m_session = &session;
    if (session.get() != nullptr && !SSL_is_init_finished(m_ssl.get()))
        SSL_set_session(m_ssl.get(), session.get());
}

int TlsStream::onNewSession(SSL* ssl, SSL_SESSION* session) {
    auto* const stream = static_cast<TlsStream*>(SSL_get_app_data(ssl));
    if (stream == nullptr || stream->m_session == nullptr)
        return 0;
    stream->m_session->keep(session);
    return 1; // the reference is ours now
}

/// One read from the socket into m_input.
IoResult TlsStream::fill(int fd) {
    m_fd = fd;
    const ssize_t got = recv(fd, cipher.data(), cipher.size(), 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return {.status = IoStatus::WouldBlock};
    if (got < 0)
        return {.status = IoStatus::Failed, .error = errno};
    m_inputEnded = got == 0;
    m_input = {cipher.data(), static_cast<std::size_t>(got)};
    return {.mayHaveMore = m_input.size() == cipher.size(), .bytes = m_input.size()};
}

// Whatever is left unread in the socket makes no further event, an end of the stream behind half a
// record neither. So both this and receive() read until nothing is there or something has come of
// it.
IoResult TlsStream::handshake(int fd) {
    for (;;) {
        const IoResult filled = fill(fd);
        if (filled.status == IoStatus::Failed)
            return filled;
        ERR_clear_error();
        const int result = SSL_do_handshake(m_ssl.get());
        if (result == 1) {
            m_isShaken = true;
            return drainBehindHandshake(fd);
        }
        const IoResult outcome = failure(result);
        if (outcome.status != IoStatus::WouldBlock || filled.bytes == 0)
            return outcome;
    }
}

/// Session tickets may stand behind the handshake, the SETTINGS of HTTP/2, and what a client asks;
/// an answer may not.
IoResult TlsStream::drainBehindHandshake(int fd) {
    thread_local std::array<char, plainBytes> early;
    std::size_t taken = 0;
    int result = 0;
    while (!m_input.empty() && (result = SSL_read(m_ssl.get(), early.data() + taken,
                                                  static_cast<int>(early.size() - taken))) > 0)
        taken += static_cast<std::size_t>(result);
    // receive() needs all of the buffer; where something has come, more of it is read later.
    const IoResult behind = taken > 0 ? IoResult{} : receive(fd, early);
    if (behind.status == IoStatus::Closed)
        return {.status = IoStatus::Failed, .fault = TlsFault::ClosedInHandshake};
    if (behind.status == IoStatus::Failed)
        return behind;
    taken += behind.bytes;
    if (taken > 0 && !m_isServer && protocol() != "h2")
        return {.status = IoStatus::Failed, .fault = TlsFault::BadRecord};
    m_early.assign(early.data(), taken);
    return {};
}

IoResult TlsStream::receive(int fd, std::span<char> plain) {
    if (!m_early.empty()) {
        const std::string early = std::exchange(m_early, {});
        std::ranges::copy(early, plain.begin());
        return {.mayHaveMore = true, .bytes = early.size()};
    }
    if (m_ending)
        return *m_ending;
    for (;;) {
        const IoResult filled = fill(fd);
        if (filled.status != IoStatus::Done)
            return filled;
        ERR_clear_error();
        std::size_t taken = 0;
        int result = 0;
        while ((result = SSL_read(m_ssl.get(), plain.data() + taken,
                                  static_cast<int>(plain.size() - taken))) > 0)
            taken += static_cast<std::size_t>(result);
        const IoResult outcome = failure(result);
        const bool ends = outcome.status != IoStatus::WouldBlock;
        m_barren = taken > 0 ? 0 : m_barren + filled.bytes;
        if (taken > 0) {
            if (ends)
                m_ending = outcome;
            return {.mayHaveMore = filled.mayHaveMore || ends, .bytes = taken};
        }
        if (ends)
            return outcome;
        if (m_barren > mostBarren)
            return {.status = IoStatus::Failed, .fault = TlsFault::Flood};
    }
}

IoResult TlsStream::send(int fd, std::string_view plain) {
    m_fd = fd;
    ERR_clear_error();
    std::size_t sent = 0;
    while (sent < plain.size()) {
        constexpr std::size_t atOnce = 1U << 30; // a length is an int
        const auto size = static_cast<int>(std::min(plain.size() - sent, atOnce));
        const int result = SSL_write(m_ssl.get(), plain.data() + sent, size);
        if (result <= 0) {
            const IoResult outcome = failure(result);
            if (outcome.status == IoStatus::WouldBlock)
                break;
            return outcome;
        }
        sent += static_cast<std::size_t>(result);
    }
    return {.bytes = sent};
}

void TlsStream::shutdown(int fd) {
    m_fd = fd;
    m_input = {};
    if (SSL_is_init_finished(m_ssl.get()))
        SSL_shutdown(m_ssl.get());
    ERR_clear_error();
}

IoResult TlsStream::failure(int result) {
    const int systemError = errno;
    const int kind = SSL_get_error(m_ssl.get(), result);
    const int reason = ERR_GET_REASON(ERR_peek_last_error());
    ERR_clear_error();
    switch (kind) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
        return {.status = IoStatus::WouldBlock};
    case SSL_ERROR_ZERO_RETURN:
        return {.status = IoStatus::Closed};
    case SSL_ERROR_SYSCALL:
        if (!m_inputEnded)
            return {.status = IoStatus::Failed, .error = systemError};
        break;
    default:
        break;
    }
    if (m_isShaken)
        return {.status = IoStatus::Failed, .fault = recordFault(reason, m_inputEnded)};
    if (reason == SSL_R_CERTIFICATE_VERIFY_FAILED)
        return {.status = IoStatus::Failed,
                .fault = certificateFault(SSL_get_verify_result(m_ssl.get()))};
    const TlsFault fault = m_inputEnded ? TlsFault::ClosedInHandshake : handshakeFault(reason);
    return {.status = IoStatus::Failed, .fault = fault};
}

TlsFacts TlsStream::facts() const {
    TlsFacts facts{SSL_get_version(m_ssl.get()),
                   SSL_get_cipher_name(m_ssl.get()),
                   std::string(protocol()),
                   {}};
    const STACK_OF(X509)* const chain = SSL_get_peer_cert_chain(m_ssl.get());
    for (int i = 0; i < sk_X509_num(chain); ++i)
        facts.chain.push_back(factsOf(sk_X509_value(chain, i)));
    return facts;
}

std::string_view TlsStream::protocol() const {
    const unsigned char* name = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(m_ssl.get(), &name, &size);
    return {reinterpret_cast<const char*>(name), size};
}

bool TlsStream::wasResumed() const {
    return SSL_session_reused(m_ssl.get()) == 1;
}

} // namespace squall
