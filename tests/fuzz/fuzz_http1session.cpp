#include <string>

#include "core/http/http1session.h"
#include "tests/fuzz/pieces.h"

using namespace squall;
using namespace squall::fuzz;

namespace {

/// What becomes of one request.
struct Ending {
    enum class Kind { None, Answer, Fault };

    Kind kind = Kind::None;
    ParseFault fault = ParseFault::None;
    int status = 0;
    std::uint64_t bodyBytes = 0;
    std::string body; ///< as far as it is kept
    bool isReusable = false;

    bool operator==(const Ending&) const = default;
};

class Hearer final : public Session::Listener {
public:
    void onPiece(std::uint32_t slot, std::string_view /*bytes*/) override {
        require(slot == 0 && m_kind == Ending::Kind::None, "a piece behind the end");
    }

    void onAnswer(std::uint32_t slot, std::string_view /*end*/) override {
        end(slot, Ending::Kind::Answer, ParseFault::None);
    }

    void onFault(std::uint32_t slot, ParseFault fault, std::string_view /*end*/) override {
        require(fault != ParseFault::None, "a fault that is none");
        end(slot, Ending::Kind::Fault, fault);
    }

    void onReset(std::uint32_t /*slot*/, std::uint32_t /*code*/) override {
        require(false, "a reset in HTTP/1.1");
    }

    void onUnprocessed(std::uint32_t /*slot*/) override {
        require(false, "unprocessed in HTTP/1.1");
    }

    bool wantsHead(std::uint32_t /*slot*/, int /*status*/) override { return true; }

    void onCapacity() override {}

    [[nodiscard]] bool hasEnded() const { return m_kind != Ending::Kind::None; }

    /// Of a broken answer nothing else counts.
    [[nodiscard]] Ending ending(const Session& session) const {
        Ending ending{.kind = m_kind, .fault = m_fault, .body = {}};
        if (m_kind != Ending::Kind::Answer)
            return ending;
        ending.status = session.status(0);
        ending.bodyBytes = session.bodyBytes(0);
        ending.body = session.body(0);
        ending.isReusable = session.isReusable();
        return ending;
    }

private:
    void end(std::uint32_t slot, Ending::Kind kind, ParseFault fault) {
        require(slot == 0 && !hasEnded(), "a request ends twice");
        m_kind = kind;
        m_fault = fault;
    }

    Ending::Kind m_kind = Ending::Kind::None;
    ParseFault m_fault = ParseFault::None;
};

constexpr std::uint64_t longestBody = 8;

/// The first byte of an input says how the connection is used.
struct Use {
    bool isHead = false;
    bool keepAlive = false;
    bool keepsBody = false;
    bool isSentFirst = false; ///< or the answer overtakes its request
    bool isBounded = false;
};

Use useOf(char c) {
    return {(c & 1) != 0, (c & 2) != 0, (c & 4) != 0, (c & 8) != 0, (c & 16) != 0};
}

Request requestOf(const Use& use) {
    RequestForm form;
    form.keepAlive = use.keepAlive;
    return makeRequest(*parseUrl("http://a.test/"), use.isHead ? "HEAD" : "GET", {}, {}, form)
        .value();
}

/// Cuts of 0: in one piece.
Ending converse(const Use& use, const Request& request, ResponseParser::Memo& memo,
                std::string_view input, std::size_t cuts) {
    Http1Session session;
    session.begin(request, memo, use.keepAlive);
    if (use.keepsBody)
        session.keepBodies(1000);
    if (use.isBounded)
        session.limitBodies(longestBody);
    session.submit(0, request);
    require(session.output() == request.bytes, "another request than was asked for");
    session.onSent(use.isSentFirst ? request.bytes.size() : 1);
    Hearer hearer;
    Pieces pieces(input, cuts);
    while (!pieces.isEmpty() && !hearer.hasEnded()) {
        const std::string_view piece = cuts == 0 ? pieces.rest() : pieces.next();
        if (session.skippable() >= piece.size() && piece.size() > 4)
            session.skip(piece.size(), hearer);
        else
            session.receive(piece, hearer);
        pieces.take(piece.size());
    }
    if (!hearer.hasEnded())
        session.receiveEnd(hearer);
    const Ending ending = hearer.ending(session);
    require(!use.isBounded || ending.bodyBytes <= longestBody, "a body goes past its bound");
    require(session.body(0).size() <= 1000, "more of a body was kept than asked for");
    require(use.keepAlive || !session.isReusable() || !hearer.hasEnded(),
            "a connection is used again that must not be");
    if (hearer.hasEnded()) { // whatever comes now was not asked for
        session.receive("HTTP/1.1 200 OK\r\n\r\n", hearer);
        require(!session.isReusable(), "bytes that nobody asked for leave the connection in use");
    }
    return ending;
}

} // namespace

// Any split ends the request in the same way, and so does a head that is remembered.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view all = textOf(data, size);
    if (all.empty())
        return 0;
    const Use use = useOf(all.front());
    const std::string_view input = all.substr(1);
    const Request request = requestOf(use);
    ResponseParser::Memo memo;
    const Ending whole = converse(use, request, memo, input, 0);
    require(converse(use, request, memo, input, 0) == whole, "a memo changes the end");
    // Where a piece ends with the answer, what follows comes too late to be a fault of it.
    if (whole.fault == ParseFault::ExtraBytes)
        return 0;
    require(converse(use, request, memo, input, 1) == whole, "a split changes the end");
    require(converse(use, request, memo, input, cutsOf(all)) == whole, "a split changes the end");
    return 0;
}
