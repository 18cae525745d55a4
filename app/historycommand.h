#pragma once

#include <cstdint>
#include <string>

namespace squall {

/// `squall history ACTION`.
struct HistoryCommand {
    enum class Action : std::uint8_t {
        List,
        Show,
        Export,
        Import,
        Delete,
        Restore,
        Label,
        Note,
        Baseline,
    };

    Action action = Action::List;
    std::string run;     ///< as HistoryStore::find() takes it
    std::string text;    ///< words to search for, a file, a label or a note
    bool asJson = false; ///< list and show

    bool operator==(const HistoryCommand&) const = default;
};

/// Answers with the exit code: 0, 104 with a line on standard error when there is no such run or a
/// file is not to be read or written, 1 when the history cannot be.
[[nodiscard]] int runHistory(const HistoryCommand& command);

} // namespace squall
