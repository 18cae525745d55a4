// ResponseParser: what reading one answer costs.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <benchmark/benchmark.h>

#include "core/http/responseparser.h"

namespace squall {

namespace {

const std::string& plainAnswer() {
    static const std::string answer = "HTTP/1.1 200 OK\r\n"
                                      "Server: benchserver\r\n"
                                      "Date: Mon, 01 Jan 2024 00:00:00 GMT\r\n"
                                      "Content-Type: text/plain\r\n"
                                      "Content-Length: 100\r\n"
                                      "Connection: keep-alive\r\n\r\n" +
                                      std::string(100, 'x');
    return answer;
}

const std::string& chunkedAnswer() {
    static const std::string answer = "HTTP/1.1 200 OK\r\n"
                                      "Content-Type: text/plain\r\n"
                                      "Transfer-Encoding: chunked\r\n\r\n"
                                      "32\r\n" +
                                      std::string(50, 'x') + "\r\n32\r\n" + std::string(50, 'x') +
                                      "\r\n0\r\n\r\n";
    return answer;
}

/// Feeds `answer` cut at `cut`; not cut at all when that is its length.
void feed(benchmark::State& state, std::string_view answer, std::size_t cut) {
    ResponseParser parser;
    for (auto _ : state) {
        parser.expect(false);
        auto step = parser.feed(answer.substr(0, cut));
        if (cut < answer.size())
            step = parser.feed(answer.substr(cut));
        if (step.outcome != ResponseParser::Outcome::Complete) {
            state.SkipWithError("the answer is not whole");
            break;
        }
        benchmark::DoNotOptimize(step);
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(answer.size()) * state.iterations());
}

void parseWhole(benchmark::State& state) {
    feed(state, plainAnswer(), plainAnswer().size());
}

void parseSplitInHead(benchmark::State& state) {
    feed(state, plainAnswer(), 60);
}

void parseSplitInBody(benchmark::State& state) {
    feed(state, plainAnswer(), plainAnswer().size() - 60);
}

void parseChunked(benchmark::State& state) {
    feed(state, chunkedAnswer(), chunkedAnswer().size());
}

BENCHMARK(parseWhole);
BENCHMARK(parseSplitInHead);
BENCHMARK(parseSplitInBody);
BENCHMARK(parseChunked);

} // namespace

} // namespace squall
