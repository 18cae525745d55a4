#pragma once

#include <utility>

#include <QList>
#include <QString>

/// Language and colours of the whole program. GUI thread, after the QApplication is made.
namespace squall::appearance {

/// Code and own name of each language there is, such as "ru" and "Русский".
[[nodiscard]] QList<std::pair<QString, QString>> languages();

/// Words, numbers and dates in the language of the settings, or of the system where there is none.
/// Windows that there are hear of it by QEvent::LanguageChange.
void applyLanguage();

/// Colours by the settings; the system's where they say so. Applied at once.
void applyTheme();

} // namespace squall::appearance
