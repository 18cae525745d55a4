#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/plan/expectations.h"
#include "core/stats/failures.h"

namespace squall {

/// In what an answer differs from the plan's expectations: the code of FailureClass::Check.
enum class CheckFault : std::uint16_t {
    BodyText,    ///< the text is not in the body
    BodyTooLong, ///< to be looked at
    NotJson,
    JsonValue, ///< of the first expectation; the next ones are the next numbers
};

/// Expectations made ready to judge many answers. Read-only once made, for any number of threads.
class AnswerCheck final {
public:
    /// A longer body fails the check: it would have to be held in memory, once for each connection.
    static constexpr std::size_t maxBody = 16 * 1024 * 1024;

    AnswerCheck()
        : AnswerCheck(Expectations{}) {}

    explicit AnswerCheck(const Expectations& expectations);

    [[nodiscard]] bool accepts(int status) const {
        return m_accepted[static_cast<std::size_t>(status)];
    }

    /// Whether fault() must be asked, with the body.
    [[nodiscard]] bool needsBody() const { return !m_text.empty() || !m_values.empty(); }

    /// Nothing when the body is as expected. `body`: decoded from chunks.
    [[nodiscard]] std::optional<FailureKind> fault(std::string_view body) const;

private:
    struct Value {
        std::string pointer;
        std::string json; ///< dumped, so that equal values are equal texts
    };

    std::array<bool, 1000> m_accepted{};
    std::string m_text;
    std::vector<Value> m_values;
};

} // namespace squall
