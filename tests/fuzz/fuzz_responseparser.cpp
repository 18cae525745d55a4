#include "core/http/responseparser.h"
#include "tests/fuzz/pieces.h"

using namespace squall;
using namespace squall::fuzz;

namespace {

using Outcome = ResponseParser::Outcome;

/// All that a caller learns of one response.
struct Answer {
    Outcome outcome = Outcome::NeedMore;
    ParseFault fault = ParseFault::None;
    int status = 0;
    bool keepAlive = false;
    bool endsAtClose = false;
    std::uint64_t bodyBytes = 0;
    std::uint64_t skippable = 0;
    std::size_t consumed = 0;

    bool operator==(const Answer&) const = default;
};

/// Which head a fault stands in shows in no other way; what a broken head says beside is not told.
Answer answerOf(const ResponseParser& parser, Outcome outcome, std::size_t consumed) {
    if (outcome == Outcome::Failed)
        return {.outcome = outcome, .fault = parser.fault()};
    Answer answer{.outcome = outcome, .consumed = consumed};
    answer.bodyBytes = parser.bodyBytes();
    answer.skippable = parser.skippable();
    answer.endsAtClose = parser.endsAtClose();
    if (outcome == Outcome::Complete || answer.endsAtClose || answer.skippable > 0) {
        answer.status = parser.status();
        answer.keepAlive = parser.keepAlive();
    }
    return answer;
}

Answer parseWhole(std::string_view input, bool toHead, ResponseParser::Memo* memo) {
    ResponseParser parser;
    parser.expect(toHead);
    const auto step = parser.feed(input, memo);
    require(step.consumed <= input.size(), "more was taken than given");
    return answerOf(parser, step.outcome, step.consumed);
}

Answer parseInPieces(std::string_view input, bool toHead, std::size_t cuts,
                     ResponseParser::Memo* memo) {
    ResponseParser parser;
    parser.expect(toHead);
    Outcome outcome = Outcome::NeedMore;
    Pieces pieces(input, cuts);
    while (!pieces.isEmpty() && outcome == Outcome::NeedMore) {
        const std::string_view piece = pieces.next();
        const bool skips = parser.skippable() >= piece.size() && piece.size() > 4;
        const auto step = skips ? parser.skip(piece.size()) : parser.feed(piece, memo);
        require(step.consumed <= piece.size(), "more was taken than given");
        require(step.outcome != Outcome::NeedMore || step.consumed == piece.size(),
                "bytes were left although more are needed");
        outcome = step.outcome;
        pieces.take(step.consumed);
    }
    return answerOf(parser, outcome, input.size() - pieces.rest().size());
}

} // namespace

// Any split gives the same answer, and so does a remembered head.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view all = textOf(data, size);
    if (all.empty())
        return 0;
    const bool toHead = (all.front() & 1) != 0;
    const std::string_view input = all.substr(1);
    const Answer whole = parseWhole(input, toHead, nullptr);

    ResponseParser::Memo memo;
    require(parseWhole(input, toHead, &memo) == whole, "an empty memo changes the answer");
    require(parseWhole(input, toHead, &memo) == whole, "a memo changes the answer");
    require(parseWhole(input, !toHead, &memo) == parseWhole(input, !toHead, nullptr),
            "a memo of another method changes the answer");

    require(parseInPieces(input, toHead, 1, nullptr) == whole, "a split changes the answer");
    require(parseInPieces(input, toHead, cutsOf(all), nullptr) == whole,
            "a split changes the answer");
    require(parseInPieces(input, toHead, cutsOf(all), &memo) == whole,
            "a split with a memo changes the answer");
    return 0;
}
