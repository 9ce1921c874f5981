#include "ui/shell/Appearance.h"

#include "models/settings/SettingsStore.h"

#include <QApplication>
#include <QLibraryInfo>
#include <QLocale>

static void initLanguages()
{
    static const bool once = [] {
        Q_INIT_RESOURCE(languages); // lives in a static library: nothing else would pull it in
        return true;
    }();
    Q_UNUSED(once);
}

namespace assay {

namespace {

const QString themeKey = QStringLiteral("appearance/theme"), zoomKey = QStringLiteral("appearance/zoom"), languageKey = QStringLiteral("appearance/language"),
              motionKey = QStringLiteral("appearance/reducedMotion"), patternsKey = QStringLiteral("appearance/patterns");

QString wordOf(ThemeChoice theme)
{
    switch (theme) {
    case ThemeChoice::Light: return QStringLiteral("light");
    case ThemeChoice::Dark: return QStringLiteral("dark");
    case ThemeChoice::HighContrast: return QStringLiteral("contrast");
    case ThemeChoice::System: break;
    }
    return QStringLiteral("system");
}

} // namespace

Appearance::Appearance(QApplication &app, SettingsStore &settings, QObject *parent)
    : QObject(parent), m_app(app), m_settings(settings), m_systemPalette(QApplication::palette()),
      m_basePointSize(QApplication::font().pointSizeF() > 0 ? QApplication::font().pointSizeF() : 10)
{
    // Without it no widget that the style sheet has touched follows the program's font: nothing would zoom until it is made anew.
    QCoreApplication::setAttribute(Qt::AA_UseStyleSheetPropagationInWidgetStyles);
    connect(&m_settings, &SettingsStore::changed, this, [this](const QString &key) {
        if (key == themeKey)
            applyColours();
        else if (key == zoomKey)
            applyZoom(m_app, m_basePointSize, zoom());
        else if (key == languageKey)
            applyLanguage();
        else if (key == motionKey)
            setReducedMotion(reducedMotion());
        else if (key == patternsKey)
            setPatterns(m_settings.isOn(patternsKey));
        else
            return;
        Q_EMIT changed();
    });
}

ThemeChoice Appearance::theme() const
{
    const QString word = m_settings.text(themeKey);
    for (const ThemeChoice theme : {ThemeChoice::Light, ThemeChoice::Dark, ThemeChoice::HighContrast}) {
        if (word == wordOf(theme))
            return theme;
    }
    return ThemeChoice::System;
}

int Appearance::zoom() const { return int(m_settings.number(zoomKey)); }
QString Appearance::language() const { return m_settings.text(languageKey); }
bool Appearance::reducedMotion() const { return m_settings.isOn(motionKey); }
void Appearance::setTheme(ThemeChoice theme) { m_settings.setValue(themeKey, wordOf(theme)); }
void Appearance::setZoom(int percent) { m_settings.setValue(zoomKey, qBound(smallestZoom, percent, largestZoom)); }
void Appearance::setLanguage(const QString &language) { m_settings.setValue(languageKey, language); }

void Appearance::apply()
{
    applyLanguage();
    setReducedMotion(reducedMotion());
    setPatterns(m_settings.isOn(patternsKey));
    applyZoom(m_app, m_basePointSize, zoom());
    applyColours();
    Q_EMIT languageChanged();
    Q_EMIT changed();
}

void Appearance::applyColours()
{
    const ThemeChoice chosen = theme();
    if (chosen == ThemeChoice::HighContrast)
        return applyHighContrast(m_app);
    applyTheme(m_app, chosen == ThemeChoice::Dark || (chosen == ThemeChoice::System && systemPrefersDark(m_systemPalette)));
}

/// English is a translation too: without it plurals would read "1 run(s)".
void Appearance::applyLanguage()
{
    initLanguages();
    QCoreApplication::removeTranslator(&m_translator);
    QCoreApplication::removeTranslator(&m_qtTranslator);
    const QLocale locale = language().isEmpty() ? QLocale::system() : QLocale(language());
    QLocale::setDefault(locale);
    if (m_qtTranslator.load(locale, QStringLiteral("qtbase"), QStringLiteral("_"), QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(&m_qtTranslator);
    if (m_translator.load(locale, QStringLiteral("assay"), QStringLiteral("_"), QStringLiteral(":/i18n"))
        || m_translator.load(QStringLiteral(":/i18n/assay_en.qm")))
        QCoreApplication::installTranslator(&m_translator);
}

} // namespace assay
