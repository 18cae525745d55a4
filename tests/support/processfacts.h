#pragma once

#include <QDir>

namespace squall::test {

inline int entriesOf(const char* folder) {
    const auto all = QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot;
    return static_cast<int>(QDir(QString::fromLatin1(folder)).entryList(all).size());
}

/// Of this process, with the one that looks.
[[nodiscard]] inline int openDescriptors() {
    return entriesOf("/proc/self/fd");
}

/// Of this process.
[[nodiscard]] inline int threads() {
    return entriesOf("/proc/self/task");
}

} // namespace squall::test
