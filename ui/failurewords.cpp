#include "ui/failurewords.h"

#include <cerrno>
#include <cstring>

#include <QCoreApplication>

#include "core/http/parsefault.h"
#include "core/http/proxyhandshake.h"
#include "core/http/redirect.h"
#include "ui/corewords.h"

namespace squall {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(squall::FailureWords)
};

QString ofCore(std::string_view words) {
    return inUsersLanguage(QString::fromLatin1(words.data(), qsizetype(words.size())));
}

QString statusWords(std::uint16_t status) {
    const std::string_view phrase = reasonPhrase(status);
    const QString number = QString::number(status);
    return phrase.empty() ? number
                          : number + QLatin1Char(' ') +
                                QString::fromLatin1(phrase.data(), qsizetype(phrase.size()));
}

QString systemWords(std::uint16_t error) {
    const char* const words = strerrordesc_np(error);
    return words != nullptr ? inUsersLanguage(QString::fromUtf8(words))
                            : Words::tr("System error %1").arg(error);
}

QString protocolWords(std::uint16_t fault) {
    return ofCore(describe(static_cast<ParseFault>(fault)));
}

FailureWords redirectWords(std::uint16_t code) {
    switch (static_cast<RedirectFault>(code - redirectFaultCode)) {
    case RedirectFault::TooMany:
        return {Words::tr("More redirects than are followed, or a loop of them"),
                Words::tr("Try the address in a browser, or enter the one that it ends at.")};
    case RedirectFault::NoLocation:
        return {Words::tr("A redirect that does not say where to"),
                Words::tr("The server's answer lacks its Location.")};
    case RedirectFault::BadLocation:
        return {Words::tr("A redirect to what is not an http or https address"),
                Words::tr("Look at the Location in the example.")};
    case RedirectFault::UnknownHost:
        return {
            Words::tr("A redirect to another host, whose address is not known"),
            Words::tr("Enter that address instead, or give the host's address with --resolve.")};
    case RedirectFault::PublicHost:
        break;
    }
    return {Words::tr("A redirect to a public address, which nobody has allowed"),
            Words::tr("Enter that address instead, if you may test it.")};
}

QString statusRemedy(std::uint16_t status) {
    if (status >= 500)
        return Words::tr("The server could not answer: look into its log.");
    if (status == 429)
        return Words::tr("The server limits how often it may be asked.");
    if (status == 401 || status == 403)
        return Words::tr("The server wants to know who asks.");
    if (status >= 400)
        return Words::tr("Check the path, the method and the body.");
    return Words::tr("Not a status that counts as ok.");
}

FailureWords connectWords(FailureKind kind) {
    if (kind.code >= proxyFaultCode) {
        return {ofCore(describe(static_cast<ProxyFault>(kind.code - proxyFaultCode))),
                Words::tr("Check the address of the proxy and what it allows.")};
    }
    switch (kind.code) {
    case ECONNREFUSED:
        return {Words::tr("Connection refused"),
                Words::tr("Nothing listens on the port, or its queue is full.")};
    case ETIMEDOUT:
        return {Words::tr("No connection in time"),
                Words::tr("A firewall may be in the way, or the server is overloaded.")};
    case EADDRNOTAVAIL:
        return {Words::tr("This computer ran out of local ports"),
                Words::tr("Keep connections alive or use fewer of them.")};
    case EMFILE:
    case ENFILE:
        return {Words::tr("This computer ran out of file descriptors"),
                Words::tr("Use fewer connections or raise the limit of open files.")};
    case ENETUNREACH:
    case EHOSTUNREACH:
        return {Words::tr("The host cannot be reached"), Words::tr("Check the network.")};
    default:
        return {systemWords(kind.code), Words::tr("Check the network and the server.")};
    }
}

FailureWords streamResetWords(int code) {
    const std::string_view name = streamErrorName(code);
    const QString word = QString::fromLatin1(name.data(), qsizetype(name.size()));
    return {Words::tr("The server reset the stream: %1").arg(word),
            Words::tr("The server gave up the answer: look into its log.")};
}

QString tlsWords(std::uint16_t fault) {
    switch (static_cast<TlsFault>(fault)) {
    case TlsFault::Expired:
        return Words::tr("The server's certificate has expired");
    case TlsFault::NotYetValid:
        return Words::tr("The server's certificate is not valid yet");
    case TlsFault::WrongHost:
        return Words::tr("The server's certificate is for another host");
    case TlsFault::SelfSigned:
        return Words::tr("The server's certificate is self-signed");
    case TlsFault::UnknownAuthority:
        return Words::tr("The server's certificate is from an unknown authority");
    case TlsFault::BadCertificate:
        return Words::tr("The server's certificate was refused");
    case TlsFault::NotTls:
        return Words::tr("The server does not speak TLS on this port");
    case TlsFault::ProtocolVersion:
        return Words::tr("Server and client share no version of TLS");
    case TlsFault::ClosedInHandshake:
        return Words::tr("Closed during the TLS handshake");
    case TlsFault::NoCommonProtocol:
        return Words::tr("The server does not offer the version of HTTP that was asked for");
    case TlsFault::NoCloseNotify:
        return Words::tr("The TLS connection was cut off without a goodbye");
    case TlsFault::BadRecord:
        return Words::tr("What came is not a valid TLS record");
    case TlsFault::Flood:
        return Words::tr("The server sends messages of TLS without end, and no data");
    case TlsFault::None:
    case TlsFault::HandshakeRefused:
        break;
    }
    return Words::tr("The TLS handshake was refused");
}

QString timeoutWords(std::uint16_t phase) {
    switch (static_cast<TimeoutPhase>(phase)) {
    case TimeoutPhase::Connecting:
        return Words::tr("No connection in time");
    case TimeoutPhase::Handshaking:
        return Words::tr("No TLS handshake in time");
    case TimeoutPhase::Silence:
        return Words::tr("No byte of an answer within the idle timeout");
    case TimeoutPhase::Answering:
        break;
    }
    return Words::tr("No whole answer in time");
}

} // namespace

QString classWord(FailureClass group) {
    switch (group) {
    case FailureClass::Status:
        return Words::tr("Status");
    case FailureClass::Connect:
        return Words::tr("Connect");
    case FailureClass::Tls:
        return Words::tr("TLS");
    case FailureClass::Timeout:
        return Words::tr("Timeout");
    case FailureClass::Reset:
        return Words::tr("Reset");
    case FailureClass::Closed:
        return Words::tr("Closed");
    case FailureClass::Protocol:
        return Words::tr("Protocol");
    case FailureClass::Resolve:
        return Words::tr("Name lookup");
    case FailureClass::Check:
        return Words::tr("Check");
    case FailureClass::Other:
        break;
    }
    return Words::tr("Other");
}

QString tlsRemedy(TlsFault fault) {
    switch (fault) {
    case TlsFault::Expired:
    case TlsFault::NotYetValid:
        return Words::tr("Renew it, or check the clock of this computer.");
    case TlsFault::WrongHost:
        return Words::tr("Enter the name that it is for, or give that under Options, TLS.");
    case TlsFault::SelfSigned:
    case TlsFault::UnknownAuthority:
        return Words::tr("Name the authority to trust under Options, TLS, or take any certificate "
                         "there if the server is yours.");
    case TlsFault::ClosedInHandshake:
    case TlsFault::NoCloseNotify:
        return Words::tr("The server may have restarted or limits its connections.");
    case TlsFault::Flood:
        return Words::tr("Check what answers on this port: it may mean harm.");
    case TlsFault::NotTls:
    case TlsFault::BadRecord:
        return Words::tr("Check that the port is that of an HTTPS server.");
    case TlsFault::ProtocolVersion:
    case TlsFault::HandshakeRefused:
        return Words::tr("Check the versions of TLS and the client certificate.");
    case TlsFault::NoCommonProtocol:
        return Words::tr("Choose another version of HTTP under Options, Request.");
    case TlsFault::BadCertificate:
    case TlsFault::None:
        break;
    }
    return Words::tr("Check the certificate.");
}

FailureWords wordsFor(FailureKind kind) {
    const bool mayBeRedirect =
        kind.group == FailureClass::Protocol || kind.group == FailureClass::Resolve;
    if (mayBeRedirect && kind.code >= redirectFaultCode)
        return redirectWords(kind.code);
    switch (kind.group) {
    case FailureClass::Status:
        return {statusWords(kind.code), statusRemedy(kind.code)};
    case FailureClass::Connect:
        return connectWords(kind);
    case FailureClass::Timeout:
        return {timeoutWords(kind.code),
                Words::tr("The server is slower than the timeout allows.")};
    case FailureClass::Reset:
        if (kind.code >= streamResetCode)
            return streamResetWords(kind.code - streamResetCode);
        return {kind.code == ECONNRESET ? Words::tr("Connection reset by the server")
                                        : systemWords(kind.code),
                Words::tr("The server or something before it broke the connection.")};
    case FailureClass::Closed:
        return {kind.code == 0 ? Words::tr("Closed without an answer")
                               : Words::tr("Closed in the middle of an answer"),
                Words::tr("The server may have restarted or limits its connections.")};
    case FailureClass::Protocol:
        if (kind.code == static_cast<std::uint16_t>(ParseFault::BodyTooLong))
            return {Words::tr("The body is longer than the plan allows"),
                    Words::tr("Allow a longer one under Options, Limits, or ask for less.")};
        return {Words::tr("Not HTTP: %1").arg(protocolWords(kind.code)),
                Words::tr("Check that the port is that of an HTTP server.")};
    case FailureClass::Tls:
        return {tlsWords(kind.code), tlsRemedy(static_cast<TlsFault>(kind.code))};
    case FailureClass::Resolve:
        return {Words::tr("The host name has no address"), Words::tr("Check the spelling.")};
    case FailureClass::Check:
        return {Words::tr("The answer is not what the plan expects"),
                Words::tr("Compare one answer with the expectation.")};
    case FailureClass::Other:
        break;
    }
    return {Words::tr("Other kinds of failure"), Words::tr("Remove the kinds above first.")};
}

} // namespace squall
