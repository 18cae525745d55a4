#include <vector>

#include "core/demo/demorequest.h"
#include "tests/fuzz/pieces.h"

using namespace squall;
using namespace squall::fuzz;

namespace {

using Outcome = DemoRequestParser::Outcome;

/// All that the demo target learns of what a client sent.
struct Transcript {
    std::vector<DemoRequest> requests;
    int continues = 0;
    int refusal = 0; ///< 0: none
    std::string_view reason;

    bool operator==(const Transcript&) const = default;
};

/// False when the parser takes no more.
bool note(Transcript& transcript, DemoRequestParser& parser, Outcome outcome) {
    switch (outcome) {
    case Outcome::NeedMore:
        break;
    case Outcome::WantsContinue:
        ++transcript.continues;
        break;
    case Outcome::Complete:
        transcript.requests.push_back(std::move(parser.request()));
        parser.next();
        require(parser.isFresh(), "not fresh after a request");
        break;
    case Outcome::Refused:
        transcript.refusal = parser.refusal().status;
        transcript.reason = parser.refusal().reason;
        return false;
    }
    return true;
}

Transcript parseWhole(std::string_view input) {
    DemoRequestParser parser;
    Transcript transcript;
    while (!input.empty()) {
        const auto step = parser.feed(input);
        require(step.consumed <= input.size(), "more was taken than given");
        require(step.consumed > 0 || step.outcome == Outcome::Refused, "nothing was taken");
        input.remove_prefix(step.consumed);
        if (!note(transcript, parser, step.outcome))
            break;
    }
    return transcript;
}

Transcript parseInPieces(std::string_view input, std::size_t cuts) {
    DemoRequestParser parser;
    Transcript transcript;
    Pieces pieces(input, cuts);
    while (!pieces.isEmpty()) {
        const std::string_view piece = pieces.next();
        const auto step = parser.feed(piece);
        require(step.consumed <= piece.size(), "more was taken than given");
        require(step.outcome != Outcome::NeedMore || step.consumed == piece.size(),
                "bytes were left although more are needed");
        pieces.take(step.consumed);
        if (!note(transcript, parser, step.outcome))
            break;
    }
    return transcript;
}

} // namespace

// Any split gives the same requests and the same refusal.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input = textOf(data, size);
    const Transcript whole = parseWhole(input);
    require(whole.refusal == 0 || (whole.refusal >= 400 && !whole.reason.empty()),
            "refused without a reason");
    require(parseInPieces(input, 1) == whole, "a split changes the answer");
    require(parseInPieces(input, cutsOf(input)) == whole, "a split changes the answer");
    return 0;
}
