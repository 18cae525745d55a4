#pragma once

#include <cstdint>

#include <QByteArray>
#include <QString>
#include <QStringList>

/// What the window remembers from one start to the next, by QSettings. GUI thread.
namespace squall::settings {

enum class Theme { System, Light, Dark };

[[nodiscard]] Theme theme();
void setTheme(Theme theme);

/// "en" or "ru"; empty: that of the system.
[[nodiscard]] QString language();
void setLanguage(const QString& language);

/// The history is kept within so many bytes, from the next start on.
[[nodiscard]] std::uint64_t historyBound();
void setHistoryBound(std::uint64_t bytes);

/// Place and size of the window, as QWidget::saveGeometry() has them; empty at first.
[[nodiscard]] QByteArray geometry();
void setGeometry(const QByteArray& geometry);

[[nodiscard]] bool isUnfolded();
void setUnfolded(bool isUnfolded);

/// The last ones first, each once, some ten at most. Addresses come without user and password.
[[nodiscard]] QStringList recentUrls();
void addRecentUrl(const QString& url);
[[nodiscard]] QStringList recentPlans();
void addRecentPlan(const QString& path);

} // namespace squall::settings
