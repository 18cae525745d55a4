#pragma once

#include <memory>
#include <string>
#include <vector>

#include <nghttp2/nghttp2.h>

#include "core/http/chunkedbody.h"
#include "core/http/keptbody.h"
#include "core/http/request.h"
#include "core/http/session.h"

namespace squall {

/// The client's side of HTTP/2 (RFC 9113) by nghttp2: as many requests in flight as there are
/// slots, or fewer where the server says so. Its windows are so wide that the client is not what
/// limits. Heads are bounded as in HTTP/1.1, and what floods can make nghttp2 keep is bounded by
/// it.
class Http2Session final : public Session {
public:
    /// For a new connection. `request` is the usual one and outlives it. Without `keepAlive` the
    /// connection takes one request. Null when there is no memory.
    [[nodiscard]] static std::unique_ptr<Http2Session> create(const Request& request,
                                                              std::uint32_t slots, bool keepAlive);
    ~Http2Session() override;

    void submit(std::uint32_t slot, const Request& request) override;
    void cancel(std::uint32_t slot) override;
    [[nodiscard]] std::string_view output() override;
    void onSent(std::size_t bytes) override;
    void receive(std::string_view bytes, Listener& listener) override;

    void receiveEnd(Listener& /*listener*/) override { m_isClosing = true; }

    [[nodiscard]] std::uint64_t skippable() const override { return 0; }

    void skip(std::uint64_t /*bytes*/, Listener& /*listener*/) override {}

    [[nodiscard]] bool isReusable() const override { return !m_isClosing; }

    [[nodiscard]] std::uint32_t capacity() const override;

    /// A server tells what it has not seen (GOAWAY); of the rest it may have seen everything.
    [[nodiscard]] bool mayBeUnseen(std::uint32_t /*slot*/) const override { return false; }

    [[nodiscard]] bool isSending(std::uint32_t slot) const override {
        return m_slots[slot].bodySent < m_slots[slot].request->body().size();
    }

    [[nodiscard]] int status(std::uint32_t slot) const override { return m_slots[slot].status; }

    [[nodiscard]] std::uint64_t bodyBytes(std::uint32_t slot) const override {
        return m_slots[slot].bodyBytes;
    }

    void keepBodies(std::size_t most) override { m_mostBody = most; }

    [[nodiscard]] std::string_view body(std::uint32_t slot) const override {
        return m_slots[slot].body.bytes;
    }

    void limitBodies(std::uint64_t longest) override { m_longestBody = longest; }

    [[nodiscard]] std::string_view goodbye() override;

private:
    struct Callbacks; ///< by which nghttp2 tells what came

    struct Free {
        void operator()(nghttp2_session* session) const;
    };

    struct Slot {
        std::int32_t stream = 0; ///< 0: nothing is in flight
        std::uint16_t status = 0;
        std::uint16_t interim = 0;
        std::uint32_t fields = 0;    ///< of head and trailers
        std::uint32_t headBytes = 0; ///< of these, as RFC 9113, 6.5.2 counts
        ParseFault fault = ParseFault::None;
        bool keepsHead = false;   ///< its text is wanted
        bool hasToldHead = false; ///< the listener has been given a head
        std::uint64_t bodyBytes = 0;
        KeptBody body;
        const Request* request = nullptr;
        std::size_t bodySent = 0; ///< of the request
    };

    Http2Session(const Request& request, std::uint32_t slots, bool keepAlive);

    [[nodiscard]] bool open();
    [[nodiscard]] Slot* slotOf(std::int32_t stream);
    [[nodiscard]] std::uint32_t indexOf(const Slot& slot) const;
    [[nodiscard]] bool takeField(Slot& slot, std::string_view name, std::string_view value);
    void takeStatus(Slot& slot, std::string_view value);
    [[nodiscard]] bool announcesTooMuch(const Slot& slot, std::string_view length) const;
    void endHead(Slot& slot);
    void tellHead(Slot& slot);
    void takeChunk(Slot& slot, std::string_view bytes);
    void tellChunk();
    void finish(Slot& slot);
    void onGoaway(std::int32_t lastStream);
    void refuse(Slot& slot);
    void onStreamClosed(Slot& slot, std::uint32_t code);
    void breakWith(ParseFault fault);
    void gather();

    const Request& m_request;
    const bool m_keepAlive;
    std::vector<Slot> m_slots;
    std::vector<nghttp2_nv> m_head; ///< of m_request; points into it
    std::unique_ptr<nghttp2_session, Free> m_session;
    std::string m_output; ///< to be sent, from m_sent on
    std::size_t m_sent = 0;
    std::size_t m_mostBody = 0; ///< that is kept of each
    std::uint64_t m_longestBody = ChunkedBody::unbounded;
    bool m_isClosing = false; ///< no more requests on this connection

    // While receive() runs.
    Listener* m_listener = nullptr;
    std::string m_text;         ///< the head that is being read, as far as it is wanted
    std::vector<Slot*> m_begun; ///< whose head has come, and was not told
    Slot* m_lastSlot = nullptr; ///< of the last frame
    Slot* m_chunkOf = nullptr;
    std::string_view m_chunk; ///< of the body of m_chunkOf, not told yet: it may be the last
};

} // namespace squall
