#include <memory>
#include <string>
#include <vector>

#include "core/http/http2session.h"
#include "tests/fuzz/pieces.h"

using namespace squall;
using namespace squall::fuzz;

namespace {

constexpr std::uint32_t slots = 4;

/// What becomes of one request.
struct Ending {
    enum class Kind { None, Answer, Fault, Reset, Unprocessed };

    Kind kind = Kind::None;
    std::uint32_t code = 0; ///< of fault or reset
    int status = 0;
    std::uint64_t bodyBytes = 0;
    std::string text; ///< head and body as they were told

    bool operator==(const Ending&) const = default;
};

class Hearer final : public Session::Listener {
public:
    explicit Hearer(const Session& session)
        : m_session(session)
        , m_endings(slots) {}

    void onPiece(std::uint32_t slot, std::string_view bytes) override {
        openAt(slot).text.append(bytes);
    }

    void onAnswer(std::uint32_t slot, std::string_view end) override {
        openAt(slot).text.append(end);
        close(slot, Ending::Kind::Answer, 0);
        const Ending& ending = m_endings[slot];
        require(ending.status >= 200 && ending.status < 1000, "an answer without a status");
    }

    void onFault(std::uint32_t slot, ParseFault fault, std::string_view end) override {
        require(fault != ParseFault::None, "a fault that is none");
        openAt(slot).text.append(end);
        close(slot, Ending::Kind::Fault, static_cast<std::uint32_t>(fault));
    }

    void onReset(std::uint32_t slot, std::uint32_t code) override {
        close(slot, Ending::Kind::Reset, code);
    }

    void onUnprocessed(std::uint32_t slot) override { close(slot, Ending::Kind::Unprocessed, 0); }

    bool wantsHead(std::uint32_t slot, int status) override {
        require(status >= 200 && status < 1000, "a status that is none");
        static_cast<void>(openAt(slot));
        return wants(slot);
    }

    void onCapacity() override {
        require(m_session.capacity() >= 1 && m_session.capacity() <= slots, "too many slots");
    }

    /// Those that have ended are of requests that are over.
    void forget(std::uint32_t slot) { m_endings[slot] = {}; }

    [[nodiscard]] bool hasEnded(std::uint32_t slot) const {
        return m_endings[slot].kind != Ending::Kind::None;
    }

    [[nodiscard]] const std::vector<Ending>& endings() const { return m_endings; }

    /// Everything was answered as the rules have it.
    [[nodiscard]] bool isCalm() const {
        return std::ranges::all_of(m_endings, [](const Ending& ending) {
            return ending.kind == Ending::Kind::None || ending.kind == Ending::Kind::Answer;
        });
    }

private:
    [[nodiscard]] static bool wants(std::uint32_t slot) { return slot % 2 == 0; }

    Ending& openAt(std::uint32_t slot) {
        require(slot < slots && !hasEnded(slot), "something comes behind the end");
        return m_endings[slot];
    }

    void close(std::uint32_t slot, Ending::Kind kind, std::uint32_t code) {
        Ending& ending = openAt(slot);
        ending.kind = kind;
        ending.code = code;
        // A head that nobody wants is told where it comes alone.
        if (!wants(slot) && ending.text.starts_with("HTTP/2 "))
            ending.text.erase(0, ending.text.find("\r\n\r\n") + 4);
        ending.status = m_session.status(slot);
        ending.bodyBytes = m_session.bodyBytes(slot);
        require(m_session.body(slot).size() <= 100, "more of a body was kept than asked for");
    }

    const Session& m_session;
    std::vector<Ending> m_endings;
};

constexpr std::uint64_t longestBody = 8;

/// The first byte of an input says how the connection is used.
struct Use {
    bool hasBody = false;
    bool keepAlive = false;
    bool isSent = false;      ///< what the session says is taken away as it comes
    bool goesOn = false;      ///< a request that has ended is followed by the next
    bool isCancelled = false; ///< one is given up in the middle
    bool isBounded = false;
};

Use useOf(char c) {
    return {(c & 1) != 0, (c & 2) == 0, (c & 4) == 0, (c & 8) != 0, (c & 16) != 0, (c & 32) != 0};
}

void takeOutput(Session& session) {
    for (int i = 0; i < 100 && !session.output().empty(); ++i)
        session.onSent(session.output().size());
}

/// Cuts of 0: in one piece. Whether every request is over that may be.
std::vector<Ending> converse(const Use& use, const Request& request, std::string_view input,
                             std::size_t cuts, bool& isCalm) {
    const auto session = Http2Session::create(request, slots, use.keepAlive);
    require(session != nullptr, "no memory");
    session->keepBodies(100);
    if (use.isBounded)
        session->limitBodies(longestBody);
    Hearer hearer(*session);
    const std::uint32_t begun = use.keepAlive ? slots : 1;
    for (std::uint32_t slot = 0; slot < begun; ++slot)
        session->submit(slot, request);
    takeOutput(*session);
    Pieces pieces(input, cuts);
    while (!pieces.isEmpty()) {
        const std::string_view piece = cuts == 0 ? pieces.rest() : pieces.next();
        session->receive(piece, hearer);
        pieces.take(piece.size());
        if (use.isCancelled && !hearer.hasEnded(0)) {
            session->cancel(0);
            hearer.onUnprocessed(0); // so that nothing may come any more
        }
        if (use.isSent)
            takeOutput(*session);
        for (std::uint32_t slot = 0; use.goesOn && slot < begun; ++slot) {
            if (!hearer.hasEnded(slot) || !session->isReusable() || slot >= session->capacity())
                continue;
            hearer.forget(slot);
            session->submit(slot, request);
        }
    }
    session->receiveEnd(hearer);
    require(!session->isReusable(), "a connection is used that is closed");
    require(session->goodbye().size() < 1'000'000, "a long goodbye");
    for (const Ending& ending : hearer.endings())
        require(!use.isBounded || ending.kind != Ending::Kind::Answer ||
                    ending.bodyBytes <= longestBody,
                "a body goes past its bound");
    isCalm = hearer.isCalm();
    return hearer.endings();
}

} // namespace

// Every request ends once at most, whatever comes; where all goes well, any split gives the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view all = textOf(data, size);
    if (all.empty())
        return 0;
    const Use use = useOf(all.front());
    const std::string_view input = all.substr(1);
    const std::string body(use.hasBody ? 100'000 : 0, 'b');
    RequestForm form;
    form.keepAlive = use.keepAlive;
    const Request request =
        makeRequest(*parseUrl("http://a.test/"), use.hasBody ? "POST" : "GET", {}, body, form)
            .value();
    bool isCalm = false;
    const std::vector<Ending> whole = converse(use, request, input, 0, isCalm);
    const bool mayDiffer = !isCalm || use.goesOn || use.isCancelled || use.hasBody;
    bool isStillCalm = false;
    const auto byBytes = converse(use, request, input, 1, isStillCalm);
    require(mayDiffer || (isStillCalm && byBytes == whole), "a split changes an answer");
    const auto random = converse(use, request, input, cutsOf(all), isStillCalm);
    require(mayDiffer || (isStillCalm && random == whole), "a split changes an answer");
    return 0;
}
