#pragma once

class QWidget;

namespace squall {

/// Shows the settings, language and theme; both are kept at once, the theme is applied at once, and
/// the language at the next start. Returns at once.
void showSettings(QWidget* parent);

} // namespace squall
