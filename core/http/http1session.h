#pragma once

#include "core/http/keptbody.h"
#include "core/http/request.h"
#include "core/http/responseparser.h"
#include "core/http/session.h"

namespace squall {

/// HTTP/1.1: one slot, one request in flight. Allocates nothing unless a head comes in pieces.
class Http1Session final : public Session {
public:
    Http1Session() = default;

    /// For a new connection. Both outlive the session; `memo` is shared by all of one thread.
    /// Without `keepAlive` the connection takes one request, whatever the server says.
    void begin(const Request& request, ResponseParser::Memo& memo, bool keepAlive) {
        m_request = &request;
        m_memo = &memo;
        m_keepAlive = keepAlive;
        m_mayReuse = true;
        m_sent = request.size();
    }

    void submit(std::uint32_t /*slot*/, const Request& request) override {
        m_request = &request;
        m_parser.expect(m_request->isHead);
        if (m_keepsBodies)
            m_body.bytes.clear();
        m_sent = 0;
        m_isInFlight = true;
        m_holdsBody = request.expectsContinue;
    }

    /// A request that is in flight sends its body without waiting for a 100 any longer.
    void stopWaiting() { m_holdsBody = false; }

    void cancel(std::uint32_t slot) override;

    [[nodiscard]] std::string_view output() override {
        const std::string_view bytes = m_request->bytes;
        if (m_sent < bytes.size() || m_holdsBody)
            return bytes.substr(m_sent);
        return m_request->apart.substr(m_sent - bytes.size());
    }

    void onSent(std::size_t bytes) override { m_sent += bytes; }

    void receive(std::string_view bytes, Listener& listener) override;
    void receiveEnd(Listener& listener) override;

    [[nodiscard]] std::uint64_t skippable() const override {
        return m_isInFlight ? m_parser.skippable() : 0;
    }

    void skip(std::uint64_t bytes, Listener& listener) override;

    [[nodiscard]] bool isReusable() const override { return m_mayReuse; }

    [[nodiscard]] std::uint32_t capacity() const override { return 1; }

    [[nodiscard]] bool mayBeUnseen(std::uint32_t /*slot*/) const override {
        return m_parser.isFresh();
    }

    [[nodiscard]] std::string_view goodbye() override { return {}; }

    [[nodiscard]] bool isSending(std::uint32_t /*slot*/) const override {
        return m_sent < m_request->size();
    }

    [[nodiscard]] int status(std::uint32_t /*slot*/) const override { return m_parser.status(); }

    [[nodiscard]] std::uint64_t bodyBytes(std::uint32_t /*slot*/) const override {
        return m_parser.bodyBytes();
    }

    void keepBodies(std::size_t most) override {
        m_keepsBodies = true;
        m_body.most = most;
        m_parser.keepBody(&m_body);
    }

    [[nodiscard]] std::string_view body(std::uint32_t /*slot*/) const override {
        return m_body.bytes;
    }

    void limitBodies(std::uint64_t longest) override { m_parser.limitBody(longest); }

private:
    void take(ResponseParser::Step step, std::size_t given, std::string_view piece,
              Listener& listener);

    const Request* m_request = nullptr;
    ResponseParser::Memo* m_memo = nullptr;
    std::size_t m_sent = 0; ///< of the request
    bool m_isInFlight = false;
    bool m_mayReuse = true;
    bool m_keepAlive = true;
    bool m_keepsBodies = false;
    bool m_holdsBody = false; ///< until the server asks for it with a 100
    ResponseParser m_parser;
    KeptBody m_body;
};

} // namespace squall
