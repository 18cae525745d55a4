#pragma once

#include <QString>

namespace squall {

/// A line of plain English from core in the language of the user, where it is one that is known
/// here; else as it is. GUI thread.
[[nodiscard]] QString inUsersLanguage(const QString& line);

} // namespace squall
