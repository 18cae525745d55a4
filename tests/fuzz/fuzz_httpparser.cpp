#include <string>

#include <http_parser.h>

#include "core/http/responseparser.h"
#include "tests/fuzz/pieces.h"

using namespace squall;
using namespace squall::fuzz;

namespace {

/// What Node's http_parser makes of a response.
struct Reference {
    bool isComplete = false;
    int status = 0;
    std::uint64_t bodyBytes = 0;
    unsigned error = HPE_OK;
    bool inTrailers = false;
};

Reference& referenceOf(http_parser* parser) {
    return *static_cast<Reference*>(parser->data);
}

// http_parser reads bodies where none can be (RFC 9112, 6.3, rule 1): 1 says that there is none.
int onHeadersComplete(http_parser* parser) {
    referenceOf(parser).bodyBytes = 0;
    const unsigned status = parser->status_code;
    return status < 200 || status == 204 || status == 304 ? 1 : 0;
}

int onBody(http_parser* parser, const char* /*at*/, std::size_t length) {
    referenceOf(parser).bodyBytes += length;
    return 0;
}

// To http_parser an interim response is a message like others. 1 stops behind the final one.
int onMessageComplete(http_parser* parser) {
    if (parser->status_code < 200)
        return 0;
    referenceOf(parser).isComplete = true;
    return 1;
}

Reference parseByReference(std::string_view input, bool atClose) {
    Reference reference;
    http_parser_settings settings;
    http_parser_settings_init(&settings);
    settings.on_headers_complete = &onHeadersComplete;
    settings.on_body = &onBody;
    settings.on_message_complete = &onMessageComplete;
    http_parser parser;
    http_parser_init(&parser, HTTP_RESPONSE);
    parser.data = &reference;
    http_parser_execute(&parser, &settings, input.data(), input.size());
    if (atClose && HTTP_PARSER_ERRNO(&parser) == HPE_OK)
        http_parser_execute(&parser, &settings, input.data(), 0);
    reference.status = static_cast<int>(parser.status_code);
    reference.error = HTTP_PARSER_ERRNO(&parser);
    reference.inTrailers = (parser.flags & F_TRAILING) != 0;
    return reference;
}

bool hasTransferEncoding(std::string_view input) {
    std::string lower(input);
    std::ranges::transform(lower, lower.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? char(c | 0x20) : c; });
    return lower.find("transfer-encoding") != std::string::npos;
}

bool isControl(char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\r' && c != '\n') || c == 0x7f;
}

/// Where the two differ and mean to.
bool isKnownDifference(std::string_view input, const Reference& reference) {
    // Field values with control characters: http_parser refuses all, we NUL alone. They change no
    // length. Among them is the tab, which http_parser does not take behind a chunk's size.
    if (std::ranges::any_of(input, isControl))
        return true;
    // Trailers: http_parser reads them as fields. We skip them, so nothing hangs on their names.
    if (reference.inTrailers)
        return true;
    // Strict builds take no message behind an interim one that says close.
    if (reference.error == HPE_CLOSED_CONNECTION)
        return true;
    // Lists of codings: http_parser knows no empty elements (RFC 9110, 5.6.1) and no empty list,
    // and refuses a length beside them; lengths in an interim response mean nothing to us.
    return hasTransferEncoding(input) && (input.find(',') != std::string_view::npos ||
                                          reference.error == HPE_UNEXPECTED_CONTENT_LENGTH);
}

} // namespace

// What we take as a whole response, http_parser takes too, with the same status and length. What it
// takes and we do not is no finding: it forgives bare line feeds, folded lines and more.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input = textOf(data, size);
    ResponseParser parser;
    parser.expect(false);
    const auto step = parser.feed(input);
    const bool isComplete = step.outcome == ResponseParser::Outcome::Complete;
    if (!isComplete && !parser.endsAtClose())
        return 0;
    const Reference reference = parseByReference(input.substr(0, step.consumed), !isComplete);
    if (isKnownDifference(input, reference))
        return 0;
    require(reference.isComplete, "accepted, and refused by http_parser");
    require(reference.status == parser.status(), "another status");
    require(reference.bodyBytes == parser.bodyBytes(), "another length of the body");
    return 0;
}
