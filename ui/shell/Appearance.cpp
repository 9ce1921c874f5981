#include "ui/shell/Appearance.h"

#include <QApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QSettings>

static void initLanguages()
{
    static const bool once = [] {
        Q_INIT_RESOURCE(languages); // lives in a static library: nothing else would pull it in
        return true;
    }();
    Q_UNUSED(once);
}

namespace assay {

Appearance::Appearance(QApplication &app, QSettings &settings, QObject *parent)
    : QObject(parent), m_app(app), m_settings(settings), m_systemPalette(QApplication::palette()),
      m_basePointSize(QApplication::font().pointSizeF() > 0 ? QApplication::font().pointSizeF() : 10)
{
    // Without it no widget that the style sheet has touched follows the program's font: nothing would zoom until it is made anew.
    QCoreApplication::setAttribute(Qt::AA_UseStyleSheetPropagationInWidgetStyles);
    const QString theme = settings.value(QStringLiteral("appearance/theme")).toString();
    m_theme = theme == QLatin1String("light") ? ThemeChoice::Light
        : theme == QLatin1String("dark")      ? ThemeChoice::Dark
                                              : ThemeChoice::System;
    m_zoom = qBound(smallestZoom, settings.value(QStringLiteral("appearance/zoom"), 100).toInt(), largestZoom);
    m_language = settings.value(QStringLiteral("appearance/language")).toString();
}

void Appearance::apply()
{
    applyLanguage();
    applyZoom(m_app, m_basePointSize, m_zoom);
    applyTheme(m_app, m_theme == ThemeChoice::Dark || (m_theme == ThemeChoice::System && systemPrefersDark(m_systemPalette)));
    Q_EMIT changed();
}

void Appearance::setTheme(ThemeChoice theme)
{
    m_theme = theme;
    m_settings.setValue(QStringLiteral("appearance/theme"),
                        theme == ThemeChoice::Light      ? QStringLiteral("light")
                            : theme == ThemeChoice::Dark ? QStringLiteral("dark")
                                                         : QStringLiteral("system"));
    applyTheme(m_app, theme == ThemeChoice::Dark || (theme == ThemeChoice::System && systemPrefersDark(m_systemPalette)));
    Q_EMIT changed();
}

void Appearance::setZoom(int percent)
{
    m_zoom = qBound(smallestZoom, percent, largestZoom);
    m_settings.setValue(QStringLiteral("appearance/zoom"), m_zoom);
    applyZoom(m_app, m_basePointSize, m_zoom);
    Q_EMIT changed();
}

void Appearance::setLanguage(const QString &language)
{
    m_language = language;
    m_settings.setValue(QStringLiteral("appearance/language"), language);
    applyLanguage();
    Q_EMIT changed();
}

/// English is a translation too: without it plurals would read "1 run(s)".
void Appearance::applyLanguage()
{
    initLanguages();
    QCoreApplication::removeTranslator(&m_translator);
    QCoreApplication::removeTranslator(&m_qtTranslator);
    const QLocale locale = m_language.isEmpty() ? QLocale::system() : QLocale(m_language);
    QLocale::setDefault(locale);
    if (m_qtTranslator.load(locale, QStringLiteral("qtbase"), QStringLiteral("_"), QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(&m_qtTranslator);
    if (m_translator.load(locale, QStringLiteral("assay"), QStringLiteral("_"), QStringLiteral(":/i18n"))
        || m_translator.load(QStringLiteral(":/i18n/assay_en.qm")))
        QCoreApplication::installTranslator(&m_translator);
}

} // namespace assay
