#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/http/parsefault.h"
#include "core/http/request.h"

namespace squall {

/// One connection's side of HTTP, without its socket: requests in, bytes out; bytes in, answers
/// out. A request is known by its slot, of which a session has as many as requests can be in flight
/// at once. One thread.
class Session {
public:
    /// Hears what becomes of the requests. Each one that was submitted ends in exactly one of
    /// onAnswer(), onFault(), onReset(), onUnprocessed() and cancel(), unless the connection
    /// breaks.
    class Listener {
    public:
        /// Part of the answer has come, and is not its end. `bytes` as they came (HTTP/1.1), or the
        /// head in the same form and the body (HTTP/2; of an interim answer, nothing).
        virtual void onPiece(std::uint32_t slot, std::string_view bytes) = 0;
        /// The whole answer has come; `end`: the last piece of it.
        virtual void onAnswer(std::uint32_t slot, std::string_view end) = 0;
        /// What came is not an answer; `end`: the last piece of it.
        virtual void onFault(std::uint32_t slot, ParseFault fault, std::string_view end) = 0;
        /// HTTP/2: the server gave the answer up, with an error code of RFC 9113, section 7.
        virtual void onReset(std::uint32_t slot, std::uint32_t code) = 0;
        /// HTTP/2: the server has not looked at the request and says so: it may be sent again.
        virtual void onUnprocessed(std::uint32_t slot) = 0;
        /// HTTP/2: whether the text of a head with this status is worth making.
        [[nodiscard]] virtual bool wantsHead(std::uint32_t slot, int status) = 0;
        /// HTTP/2: capacity() has changed.
        virtual void onCapacity() = 0;

    protected:
        Listener() = default;
        ~Listener() = default;
    };

    /// Of onReset(): the server did not look at the request.
    static constexpr std::uint32_t refusedStream = 7;

    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
    virtual ~Session() = default;

    /// Sends `request` with the next output(); it outlives the next submit() in `slot`. Nothing is
    /// in flight there, and isReusable().
    virtual void submit(std::uint32_t slot, const Request& request) = 0;
    /// Gives up on the answer.
    virtual void cancel(std::uint32_t slot) = 0;

    /// What is to be sent; valid until the next call of anything here.
    [[nodiscard]] virtual std::string_view output() = 0;
    /// So many bytes of it have been.
    virtual void onSent(std::size_t bytes) = 0;

    virtual void receive(std::string_view bytes, Listener& listener) = 0;
    /// The peer has closed its side.
    virtual void receiveEnd(Listener& listener) = 0;

    /// Of what comes next, bytes that nobody looks at; skip() tells that some of them were thrown
    /// away unread.
    [[nodiscard]] virtual std::uint64_t skippable() const = 0;
    virtual void skip(std::uint64_t bytes, Listener& listener) = 0;

    /// Whether further requests may be submitted.
    [[nodiscard]] virtual bool isReusable() const = 0;

    /// Slots from 0 on that may be used now.
    [[nodiscard]] virtual std::uint32_t capacity() const = 0;

    /// The connection has broken: whether that may have been before the server saw the request.
    [[nodiscard]] virtual bool mayBeUnseen(std::uint32_t slot) const = 0;

    /// The last bytes to send, before the connection is closed.
    [[nodiscard]] virtual std::string_view goodbye() = 0;

    /// Part of the request in `slot` has not gone out yet.
    [[nodiscard]] virtual bool isSending(std::uint32_t slot) const = 0;

    /// Of the answer in `slot`: 0 before its head is whole.
    [[nodiscard]] virtual int status(std::uint32_t slot) const = 0;
    [[nodiscard]] virtual std::uint64_t bodyBytes(std::uint32_t slot) const = 0;

    /// From now on up to `most` bytes of each body are kept for body(), until the next submit().
    virtual void keepBodies(std::size_t most) = 0;
    [[nodiscard]] virtual std::string_view body(std::uint32_t slot) const = 0;

    /// From now on an answer with a body of more than `longest` bytes is ParseFault::BodyTooLong,
    /// as soon as that is known.
    virtual void limitBodies(std::uint64_t longest) = 0;

protected:
    Session() = default;
};

} // namespace squall
