#include "ui/settings.h"

#include <QSettings>

#include "core/results/historystore.h"

namespace squall::settings {

namespace {

constexpr int recentKept = 10;

QStringList withFirst(QStringList list, const QString& first) {
    list.removeAll(first);
    list.prepend(first);
    return list.mid(0, recentKept);
}

QString key(const char* name) {
    return QStringLiteral("window/") + QString::fromLatin1(name);
}

} // namespace

Theme theme() {
    const QString word = QSettings().value(key("theme")).toString();
    return word == QStringLiteral("light")  ? Theme::Light
           : word == QStringLiteral("dark") ? Theme::Dark
                                            : Theme::System;
}

void setTheme(Theme theme) {
    const char* const word = theme == Theme::Light  ? "light"
                             : theme == Theme::Dark ? "dark"
                                                    : "system";
    QSettings().setValue(key("theme"), QString::fromLatin1(word));
}

QString language() {
    return QSettings().value(key("language")).toString();
}

void setLanguage(const QString& language) {
    QSettings().setValue(key("language"), language);
}

std::uint64_t historyBound() {
    const auto usual = static_cast<qulonglong>(HistoryStore::usualBound);
    return QSettings().value(key("historyBound"), usual).toULongLong();
}

void setHistoryBound(std::uint64_t bytes) {
    QSettings().setValue(key("historyBound"), static_cast<qulonglong>(bytes));
}

QByteArray geometry() {
    return QSettings().value(key("geometry")).toByteArray();
}

void setGeometry(const QByteArray& geometry) {
    QSettings().setValue(key("geometry"), geometry);
}

bool isUnfolded() {
    return QSettings().value(key("unfolded"), false).toBool();
}

void setUnfolded(bool isUnfolded) {
    QSettings().setValue(key("unfolded"), isUnfolded);
}

QStringList recentUrls() {
    return QSettings().value(key("recentUrls")).toStringList();
}

void addRecentUrl(const QString& url) {
    QSettings().setValue(key("recentUrls"), withFirst(recentUrls(), url));
}

QStringList recentPlans() {
    return QSettings().value(key("recentPlans")).toStringList();
}

void addRecentPlan(const QString& path) {
    QSettings().setValue(key("recentPlans"), withFirst(recentPlans(), path));
}

} // namespace squall::settings
