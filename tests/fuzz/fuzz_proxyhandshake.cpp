#include <string>

#include "core/http/proxyhandshake.h"
#include "tests/fuzz/pieces.h"

using namespace squall;
using namespace squall::fuzz;

namespace {

using Outcome = ProxyHandshake::Outcome;

/// Until it has an end. Cuts of 0: in one piece.
Outcome shake(const Proxy& proxy, std::string_view input, std::size_t cuts) {
    ProxyHandshake handshake(proxy, "a.test", 443);
    Outcome outcome = Outcome::NeedMore;
    Pieces pieces(input, cuts);
    while (!pieces.isEmpty() && outcome == Outcome::NeedMore) {
        require(handshake.output().size() < 1024, "much is said to a proxy");
        handshake.onSent(handshake.output().size());
        const std::string_view piece = cuts == 0 ? pieces.rest() : pieces.next();
        outcome = handshake.receive(piece);
        pieces.take(piece.size());
    }
    require((outcome == Outcome::Failed) == (handshake.fault() != ProxyFault::None),
            "failed without a fault");
    require(!describe(handshake.fault()).empty(), "a fault without a word");
    return outcome;
}

} // namespace

// A handshake that is done in one piece is done in any. The other way round there is a difference
// that is meant: nobody but a proxy's client speaks first, so what comes too early is no answer.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view all = textOf(data, size);
    if (all.empty())
        return 0;
    Proxy proxy{(all.front() & 1) != 0, "proxy.test", 1080, {}};
    if ((all.front() & 2) != 0)
        proxy.userInfo = "me:secret";
    const std::string_view input = all.substr(1);
    const Outcome whole = shake(proxy, input, 0);
    const Outcome byBytes = shake(proxy, input, 1);
    const Outcome random = shake(proxy, input, cutsOf(all));
    require(whole != Outcome::Done || (byBytes == Outcome::Done && random == Outcome::Done),
            "a split ends the handshake");
    if (const auto parsed = parseProxy(input))
        require(parsed->port != 0 && !parsed->host.empty(), "a proxy without host or port");
    return 0;
}
