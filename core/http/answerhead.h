#pragma once

#include <string_view>

namespace squall {

/// The fields in the head of an answer, one after another. Points into the answer.
class AnswerFields final {
public:
    /// `answer`: the beginning of one, as Session::Listener is told it. Interim heads are passed
    /// over; a head that is not whole has no fields.
    explicit AnswerFields(std::string_view answer);

    /// On to the next field, the first one to begin with. False behind the last one.
    [[nodiscard]] bool next();

    [[nodiscard]] std::string_view name() const { return m_name; }

    /// Without blanks around it.
    [[nodiscard]] std::string_view value() const { return m_value; }

    /// `lower` is in lower case.
    [[nodiscard]] bool isNamed(std::string_view lower) const;

private:
    std::string_view m_rest; ///< of the head, its last line with its end
    std::string_view m_name;
    std::string_view m_value;
};

/// The same text but for A to Z; `lower` is in lower case.
[[nodiscard]] bool isSameName(std::string_view text, std::string_view lower);

/// Without blanks and tabs around it.
[[nodiscard]] std::string_view trimmed(std::string_view text);

} // namespace squall
