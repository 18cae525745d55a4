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

/// In the place of the one that `translator` had, or of none.
void load(QTranslator& translator, const QLocale& locale, const QString& name,
          const QString& folder) {
    QCoreApplication::removeTranslator(&translator);
    if (translator.load(locale, name, QStringLiteral("_"), folder))
        QCoreApplication::installTranslator(&translator);
}

/// A child of the program, of that name.
QTranslator& translatorFor(const QString& name) {
    auto* translator = qApp->findChild<QTranslator*>(name);
    if (translator == nullptr) {
        translator = new QTranslator(qApp);
        translator->setObjectName(name);
    }
    return *translator;
}

void setStyle(const QString& name) {
    if (QApplication::style()->name().compare(name, Qt::CaseInsensitive) != 0)
        QApplication::setStyle(QStyleFactory::create(name));
}

} // namespace

QList<std::pair<QString, QString>> languages() {
    return {{QStringLiteral("en"), QStringLiteral("English")},
            {QStringLiteral("ru"), QStringLiteral("Русский")}};
}

void applyLanguage() {
    const QString chosen = settings::language();
    static const QLocale ofSystem; // as long as no other is the default
    const QLocale locale = chosen.isEmpty() ? ofSystem : QLocale(chosen);
    QLocale::setDefault(locale);
    const QString qt = QStringLiteral("qtbase");
    const QString own = QStringLiteral("squall");
    load(translatorFor(qt), locale, qt, QLibraryInfo::path(QLibraryInfo::TranslationsPath));
    load(translatorFor(own), locale, own, QStringLiteral(":/translations"));
}

// The style of a desktop may take no colours but its own, so that Fusion takes its place.
void applyTheme() {
    static const QString styleOfSystem = QApplication::style()->name();
    const settings::Theme theme = settings::theme();
    if (theme == settings::Theme::System) {
        setStyle(styleOfSystem);
        QApplication::setPalette(QPalette());
        return;
    }
    setStyle(QStringLiteral("Fusion"));
    QApplication::setPalette(theme == settings::Theme::Dark ? theme::darkPalette()
                                                            : theme::lightPalette());
}

} // namespace squall::appearance
