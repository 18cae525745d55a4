#include "core/http/chunkedbody.h"
#include "core/run/decodedbody.h"
#include "tests/fuzz/pieces.h"

using namespace squall;
using namespace squall::fuzz;

namespace {

struct Outcome {
    bool isDone = false;
    ParseFault fault = ParseFault::None;
    std::uint64_t dataBytes = 0;
    std::size_t consumed = 0;
    std::string data;

    bool operator==(const Outcome&) const = default;
};

/// Of a broken body, what was read before shows nowhere.
Outcome outcomeOf(const ChunkedBody& body, std::size_t consumed, std::string data) {
    if (body.fault() != ParseFault::None)
        return {.fault = body.fault(), .data = {}};
    return {body.isDone(), body.fault(), body.dataBytes(), consumed, std::move(data)};
}

Outcome readWhole(std::string_view input) {
    ChunkedBody body;
    KeptBody kept{.most = input.size(), .bytes = {}};
    const std::size_t consumed = body.feed(input, &kept);
    require(consumed <= input.size(), "more was taken than given");
    return outcomeOf(body, consumed, std::move(kept.bytes));
}

Outcome readInPieces(std::string_view input, std::size_t cuts) {
    ChunkedBody body;
    KeptBody kept{.most = input.size(), .bytes = {}};
    Pieces pieces(input, cuts);
    while (!pieces.isEmpty() && !body.isDone() && body.fault() == ParseFault::None) {
        const std::string_view piece = pieces.next();
        const std::size_t consumed = body.feed(piece, &kept);
        require(consumed == piece.size() || body.isDone() || body.fault() != ParseFault::None,
                "bytes were left although more are needed");
        pieces.take(consumed);
    }
    return outcomeOf(body, input.size() - pieces.rest().size(), std::move(kept.bytes));
}

/// As Try once shows it, packed in one way or another.
void decode(std::string_view body) {
    constexpr std::size_t most = 4096;
    for (const char* const fields : {"", "Transfer-Encoding: chunked\r\n",
                                     "Content-Encoding: gzip\r\n", "Content-Encoding: deflate\r\n",
                                     "Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n"}) {
        const DecodedBody decoded =
            decodeBody("HTTP/1.1 200 OK\r\n" + std::string(fields), std::string(body), most);
        require(decoded.bytes.size() <= most, "more was decoded than asked for");
    }
}

} // namespace

// Any split gives the same data and the same end.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input = textOf(data, size);
    const Outcome whole = readWhole(input);
    require(whole.dataBytes == whole.data.size(), "not all that was counted was kept");
    require(readInPieces(input, 1) == whole, "a split changes the body");
    require(readInPieces(input, cutsOf(input)) == whole, "a split changes the body");
    decode(input);
    return 0;
}
