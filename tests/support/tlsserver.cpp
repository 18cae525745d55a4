#include "tests/support/tlsserver.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <map>
#include <memory>
#include <vector>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace squall::test {

namespace {

using Clock = std::chrono::steady_clock;
using Context = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;
using Stream = std::unique_ptr<SSL, decltype(&SSL_free)>;
using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;

constexpr std::string_view headEnd = "\r\n\r\n";

Bio bioOf(const std::string& text) {
    return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &BIO_free};
}

std::unique_ptr<X509, decltype(&X509_free)> certificateFrom(const std::string& pem) {
    return {PEM_read_bio_X509(bioOf(pem).get(), nullptr, nullptr, nullptr), &X509_free};
}

void requireClientCertificate(SSL_CTX* context, const std::string& authority) {
    const auto trusted = certificateFrom(authority);
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context), trusted.get());
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
}

Context makeContext(const TlsServerOptions& options) {
    using Version = TlsServerOptions::Version;
    Context made(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free);
    SSL_CTX* const context = made.get();
    if (options.version == Version::Only12)
        SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
    if (options.version == Version::Only13)
        SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    const std::array<unsigned char, 4> id = {'t', 'e', 's', 't'};
    SSL_CTX_set_session_id_context(context, id.data(), id.size());
    const auto certificate = certificateFrom(options.certificate.certificate);
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
        PEM_read_bio_PrivateKey(bioOf(options.certificate.key).get(), nullptr, nullptr, nullptr),
        &EVP_PKEY_free);
    SSL_CTX_use_certificate(context, certificate.get());
    SSL_CTX_use_PrivateKey(context, key.get());
    if (!options.clientAuthority.empty())
        requireClientCertificate(context, options.clientAuthority);
    return made;
}

/// Bytes of the first whole request in `text`, 0 when it is not whole yet.
std::size_t requestSize(const std::string& text) {
    const std::size_t end = text.find(headEnd);
    if (end == std::string::npos)
        return 0;
    std::size_t bodySize = 0;
    if (const std::size_t at = text.find("Content-Length: "); at < end)
        bodySize = std::strtoul(text.c_str() + at + 16, nullptr, 10);
    const std::size_t size = end + headEnd.size() + bodySize;
    return text.size() >= size ? size : 0;
}

} // namespace

TlsReply tlsOkReply(std::size_t bodyBytes, TlsReply::Then then) {
    const std::string fields = then == TlsReply::Then::Keep ? "" : "Connection: close\r\n";
    return {"HTTP/1.1 200 OK\r\n" + fields + "Content-Length: " + std::to_string(bodyBytes) +
                std::string(headEnd) + std::string(bodyBytes, 'x'),
            then,
            {}};
}

struct TlsServer::Client {
    enum class State {
        New,       ///< nothing has come
        Silent,    ///< reads and never answers
        Shaking,   ///< the handshake is under way
        Open,      ///< handshake done
        Gone,      ///< to be closed
        Lingering, ///< all is said: reads until the client goes, so that no RST overtakes it
    };

    int fd;
    Stream stream{nullptr, &SSL_free};
    State state = State::New;
    TlsOpening opening = TlsOpening::Handshake;
    std::string received;
    std::string toWrite;
    TlsReply ending; ///< of the last reply: what comes behind `toWrite`
    Clock::time_point writesAt{};

    [[nodiscard]] bool mayWrite() const {
        return state == State::Open && !toWrite.empty() && writesAt <= Clock::now();
    }
};

struct TlsServer::Loop {
    using State = Client::State;

    TlsServer& server;
    Context context;
    std::map<int, Client> clients;

    void acceptAll() {
        int fd = -1;
        while ((fd = accept4(server.m_listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)) >=
               0) {
            const int on = 1;
            setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            clients.emplace(fd, Client{.fd = fd, .received = {}, .toWrite = {}, .ending = {}});
            ++server.m_open;
        }
    }

    /// False when the connection has ended.
    bool advance(Client& client) {
        if (client.state == State::New)
            greet(client);
        if (client.state == State::Shaking)
            shake(client);
        if (client.state == State::Open)
            converse(client);
        if (client.state == State::Gone)
            return false;
        const bool readsRaw = client.state == State::Silent || client.state == State::Lingering;
        return !readsRaw || drain(client.fd);
    }

    void greet(Client& client) {
        const auto& choose = server.m_options.opening;
        const std::uint64_t number = server.m_greeted++;
        client.opening = choose ? choose(number) : TlsOpening::Handshake;
        if (client.opening == TlsOpening::Handshake || client.opening == TlsOpening::Cut) {
            client.stream.reset(SSL_new(context.get()));
            SSL_set_fd(client.stream.get(), client.fd);
            client.state = State::Shaking;
            return;
        }
        client.state = State::Silent;
        if (client.opening == TlsOpening::Garbage)
            sendRaw(client, server.m_options.garbage);
        if (client.opening == TlsOpening::Silence || client.opening == TlsOpening::Garbage)
            return;
        if (client.opening == TlsOpening::PlainText)
            sendRaw(client, "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
        linger(client);
    }

    void shake(Client& client) {
        SSL* const ssl = client.stream.get();
        ERR_clear_error();
        const int result = SSL_accept(ssl);
        if (result == 1) {
            server.m_resumed += SSL_session_reused(ssl) == 1 ? 1 : 0;
            client.state = State::Open;
            if (client.opening == TlsOpening::Cut)
                linger(client);
        } else if (!wantsMore(ssl, result)) {
            linger(client);
        }
    }

    void converse(Client& client) {
        SSL* const ssl = client.stream.get();
        std::array<char, 16384> buffer{};
        ERR_clear_error();
        const std::size_t first = server.m_options.readFirst;
        int got = 0;
        while ((got = SSL_read(ssl, buffer.data(), buffer.size())) > 0) {
            client.received.append(buffer.data(), static_cast<std::size_t>(got));
            if (first > 0 && client.received.size() >= first)
                return answerAndGo(client);
        }
        if (!wantsMore(ssl, got))
            return linger(client);
        answer(client);
        write(client);
    }

    void answerAndGo(Client& client) {
        SSL* const ssl = client.stream.get();
        const TlsReply reply = server.m_options.script(server.m_requests++);
        static_cast<void>(SSL_write(ssl, reply.bytes.data(), static_cast<int>(reply.bytes.size())));
        if (reply.then == TlsReply::Then::Goodbye)
            SSL_shutdown(ssl);
        client.state = State::Gone;
    }

    void answer(Client& client) {
        while (const std::size_t size = requestSize(client.received)) {
            client.received.erase(0, size);
            client.ending = server.m_options.script(server.m_requests++);
            client.toWrite += client.ending.bytes;
            unsettle(client.stream.get(), client.ending);
        }
    }

    /// Sends what TLS may send on its own; the client's answers are read with its next bytes.
    static void unsettle(SSL* ssl, const TlsReply& reply) {
        for (int i = 0; i < reply.renegotiations; ++i) {
            SSL_renegotiate(ssl);
            SSL_do_handshake(ssl);
        }
        for (int i = 0; i < reply.keyUpdates; ++i) {
            SSL_key_update(ssl, SSL_KEY_UPDATE_REQUESTED);
            SSL_do_handshake(ssl);
        }
        ERR_clear_error();
    }

    void write(Client& client) {
        SSL* const ssl = client.stream.get();
        const std::chrono::milliseconds pause = client.ending.pause;
        while (client.mayWrite()) {
            const int size = pause.count() > 0 ? 1 : static_cast<int>(client.toWrite.size());
            const int sent = SSL_write(ssl, client.toWrite.data(), size);
            if (sent <= 0 && wantsMore(ssl, sent))
                return;
            if (sent <= 0)
                return linger(client);
            client.toWrite.erase(0, static_cast<std::size_t>(sent));
            client.writesAt = Clock::now() + pause;
        }
        if (!client.toWrite.empty())
            return;
        sendRaw(client, client.ending.raw);
        client.ending.raw.clear();
        if (client.ending.then == TlsReply::Then::Keep)
            return;
        if (client.ending.then == TlsReply::Then::Goodbye)
            SSL_shutdown(ssl);
        linger(client);
    }

    static bool wantsMore(const SSL* ssl, int result) {
        const int kind = SSL_get_error(ssl, result);
        return kind == SSL_ERROR_WANT_READ || kind == SSL_ERROR_WANT_WRITE;
    }

    static void sendRaw(Client& client, std::string_view bytes) {
        if (!bytes.empty()) // little enough for an empty socket to take at once
            static_cast<void>(send(client.fd, bytes.data(), bytes.size(), MSG_NOSIGNAL));
    }

    static void linger(Client& client) {
        ::shutdown(client.fd, SHUT_WR);
        client.state = State::Lingering;
    }

    static bool drain(int fd) {
        std::array<char, 16384> buffer{};
        ssize_t got = 0;
        while ((got = recv(fd, buffer.data(), buffer.size(), 0)) > 0)
            continue;
        return got < 0 && errno == EAGAIN;
    }

    void turn() {
        std::vector<pollfd> watched;
        watched.push_back({server.m_wake, POLLIN, 0});
        watched.push_back({server.m_listener, POLLIN, 0});
        for (const auto& [fd, client] : clients) {
            const int events = client.mayWrite() ? POLLIN | POLLOUT : POLLIN;
            watched.push_back({fd, static_cast<short>(events), 0});
        }
        const bool isPausing = std::ranges::any_of(
            clients, [](const auto& entry) { return entry.second.writesAt > Clock::now(); });
        poll(watched.data(), watched.size(), isPausing ? 1 : -1);
        for (const pollfd& entry : watched) {
            const auto found = clients.find(entry.fd);
            if (found == clients.end() || (entry.revents == 0 && !found->second.mayWrite()))
                continue;
            if (!advance(found->second))
                drop(entry.fd);
        }
        acceptAll();
    }

    void drop(int fd) {
        clients.erase(fd);
        ::close(fd);
        --server.m_open;
    }
};

TlsServer::TlsServer(TlsServerOptions options)
    : m_options(std::move(options)) {
    m_listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    m_wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    bind(m_listener, reinterpret_cast<sockaddr*>(&address), size);
    listen(m_listener, 4096);
    getsockname(m_listener, reinterpret_cast<sockaddr*>(&address), &size);
    m_port = ntohs(address.sin_port);
    m_thread = std::thread([this] { serve(); });
}

TlsServer::~TlsServer() {
    m_stop = true;
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = ::write(m_wake, &one, sizeof one);
    m_thread.join();
    ::close(m_listener);
    ::close(m_wake);
}

std::string TlsServer::url() const {
    return "https://127.0.0.1:" + std::to_string(m_port) + "/";
}

void TlsServer::serve() {
    // OpenSSL writes without MSG_NOSIGNAL.
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
    Loop loop{*this, makeContext(m_options), {}};
    while (!m_stop)
        loop.turn();
    while (!loop.clients.empty())
        loop.drop(loop.clients.begin()->first);
}

} // namespace squall::test
