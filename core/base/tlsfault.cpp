#include "core/base/tlsfault.h"

namespace squall {

std::string_view describe(TlsFault fault) {
    switch (fault) {
    case TlsFault::None:
        break;
    case TlsFault::Expired:
        return "the server's certificate has expired";
    case TlsFault::NotYetValid:
        return "the server's certificate is not valid yet";
    case TlsFault::WrongHost:
        return "the server's certificate is for another host";
    case TlsFault::SelfSigned:
        return "the server's certificate is self-signed";
    case TlsFault::UnknownAuthority:
        return "the server's certificate is from an unknown authority";
    case TlsFault::BadCertificate:
        return "the server's certificate was refused";
    case TlsFault::NotTls:
        return "the server does not speak TLS on this port";
    case TlsFault::ProtocolVersion:
        return "server and client share no version of TLS";
    case TlsFault::HandshakeRefused:
        return "the TLS handshake was refused";
    case TlsFault::ClosedInHandshake:
        return "the server closed the connection during the TLS handshake";
    case TlsFault::NoCommonProtocol:
        return "the server does not offer the version of HTTP that was asked for";
    case TlsFault::NoCloseNotify:
        return "the TLS connection was cut off without a goodbye";
    case TlsFault::BadRecord:
        return "what came is not a valid TLS record";
    case TlsFault::Flood:
        return "the server sends messages of TLS without end, and no data";
    }
    return "no fault";
}

} // namespace squall
