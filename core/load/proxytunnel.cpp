#include "core/load/proxytunnel.h"

#include <array>

#include "core/load/connection.h"

namespace squall {

namespace {

using Outcome = ProxyHandshake::Outcome;

TunnelStep failed(ProxyFault fault) {
    return {Outcome::Failed,
            failureOf(FailureClass::Connect, proxyFaultCode + static_cast<int>(fault))};
}

} // namespace

bool needsTunnel(const Proxy& proxy, const Url& url, const HostAndPort& target, HttpVersion http) {
    return proxy.isSocks || url.isTls || http == HttpVersion::Http2 ||
           target != HostAndPort{url.host, url.port};
}

TunnelStep moveAlong(ProxyHandshake& handshake, Transport& transport) {
    std::array<char, 4096> buffer;
    for (;;) {
        if (const std::string_view output = handshake.output(); !output.empty()) {
            const IoResult sent = transport.send(output);
            if (sent.status == IoStatus::Failed)
                return {Outcome::Failed, failureOf(sent)};
            handshake.onSent(sent.bytes);
        }
        const IoResult got = transport.receive(buffer);
        if (got.status == IoStatus::WouldBlock)
            return {};
        if (got.status == IoStatus::Failed)
            return {Outcome::Failed, failureOf(got)};
        if (got.status == IoStatus::Closed)
            return failed(ProxyFault::Closed);
        const Outcome outcome = handshake.receive({buffer.data(), got.bytes});
        if (outcome == Outcome::Failed)
            return failed(handshake.fault());
        if (outcome == Outcome::Done)
            return {outcome, {}};
    }
}

} // namespace squall
