#pragma once

#include "ui/theme/Theme.h"

#include <QObject>
#include <QPalette>
#include <QTranslator>

class QApplication;

namespace assay {

class SettingsStore;

/// Theme, zoom, language and motion of the whole program, as the settings say: applied when they change.
class Appearance : public QObject {
    Q_OBJECT
public:
    static constexpr int smallestZoom = 80, largestZoom = 200;
    /// Call before the first widget is made: it remembers what the system's own palette and font were.
    Appearance(QApplication &app, SettingsStore &settings, QObject *parent = nullptr);
    void apply();
    ThemeChoice theme() const;
    int zoom() const;
    /// "" for the system's language, else "en" or "de".
    QString language() const;
    bool reducedMotion() const;
    void setTheme(ThemeChoice theme);
    void setZoom(int percent);
    void setLanguage(const QString &language);

Q_SIGNALS:
    void changed();
    void languageChanged(); ///< before changed(); every widget has had its LanguageChange

private:
    void applyColours();
    void applyLanguage();
    QApplication &m_app;
    SettingsStore &m_settings;
    QPalette m_systemPalette;
    double m_basePointSize;
    QTranslator m_translator, m_qtTranslator;
};

} // namespace assay
