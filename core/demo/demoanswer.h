#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/demo/demoroute.h"
#include "core/demo/demotarget.h"

namespace squall {

/// Lets a share of all calls fail, as evenly spread as whole numbers allow: of 10 % every tenth.
class FailureSpread final {
public:
    [[nodiscard]] bool nextFails(std::uint32_t millionths) {
        m_owed += millionths;
        if (m_owed < whole)
            return false;
        m_owed -= whole;
        return true;
    }

private:
    static constexpr std::uint32_t whole = 1'000'000;

    std::uint32_t m_owed = 0;
};

/// Turns what was asked for into what is answered: adds the delay and the failures of the options
/// and lets the paths that fail have their share. One for all connections of a target.
class AnswerPolicy final {
public:
    explicit AnswerPolicy(const DemoOptions& options);

    [[nodiscard]] DemoRoute decide(DemoRoute asked);

private:
    Nanoseconds m_delay;
    std::uint32_t m_failMillionths;
    FailureSpread m_ofAll;
    FailureSpread m_ofFailPath;
};

/// The first part of an answer: all before the body.
struct AnswerHead {
    int status = 200;
    std::string_view contentType = "text/plain";
    std::uint64_t contentLength = 0;
    bool keepAlive = true;
    bool toOld = false; ///< HTTP/1.0 has to be told that the connection is kept
};

/// Appends the head with its empty line; allocates only when `output` has to grow.
void appendHead(std::string& output, const AnswerHead& head);

/// The body of DemoRoute::Body::Text.
[[nodiscard]] std::string_view textFor(int status);

/// Whether an answer of that status has a body at all (RFC 9110, 15.3.5 and 15.4.5).
[[nodiscard]] bool mayHaveBody(int status);

} // namespace squall
