#include "ui/appearance.h"

#include <QApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QStyle>
#include <QStyleFactory>
#include <QTranslator>

#include "ui/settings.h"
#include "ui/theme.h"

namespace squall::appearance {

namespace {

void install(const QLocale& locale, const QString& name, const QString& folder) {
    auto* const translator = new QTranslator(qApp);
    if (translator->load(locale, name, QStringLiteral("_"), folder))
        QCoreApplication::installTranslator(translator);
    else
        delete translator;
}

} // namespace

QList<std::pair<QString, QString>> languages() {
    return {{QStringLiteral("en"), QStringLiteral("English")},
            {QStringLiteral("ru"), QStringLiteral("Русский")}};
}

void applyLanguage() {
    const QString chosen = settings::language();
    const QLocale locale = chosen.isEmpty() ? QLocale() : QLocale(chosen);
    QLocale::setDefault(locale);
    install(locale, QStringLiteral("qtbase"), QLibraryInfo::path(QLibraryInfo::TranslationsPath));
    install(locale, QStringLiteral("squall"), QStringLiteral(":/translations"));
}

// The style of a desktop may take no colours but its own, so that Fusion takes its place.
void applyTheme() {
    const settings::Theme theme = settings::theme();
    if (theme == settings::Theme::System) {
        QApplication::setPalette(QPalette());
        return;
    }
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    QApplication::setPalette(theme == settings::Theme::Dark ? theme::darkPalette()
                                                            : theme::lightPalette());
}

} // namespace squall::appearance
