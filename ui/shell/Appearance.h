#pragma once

#include "ui/theme/Theme.h"

#include <QObject>
#include <QPalette>
#include <QTranslator>

class QApplication;
class QSettings;

namespace assay {

/// Theme, zoom and language of the whole program: read from the profile, applied at once, kept.
class Appearance : public QObject {
    Q_OBJECT
public:
    static constexpr int smallestZoom = 80, largestZoom = 200;
    /// Call before the first widget is made: it remembers what the system's own palette and font were.
    Appearance(QApplication &app, QSettings &settings, QObject *parent = nullptr);
    void apply();
    ThemeChoice theme() const { return m_theme; }
    int zoom() const { return m_zoom; }
    /// "" for the system's language, else "en" or "de".
    QString language() const { return m_language; }
    void setTheme(ThemeChoice theme);
    void setZoom(int percent);
    void setLanguage(const QString &language);

Q_SIGNALS:
    void changed();

private:
    void applyLanguage();
    QApplication &m_app;
    QSettings &m_settings;
    QPalette m_systemPalette;
    double m_basePointSize;
    ThemeChoice m_theme = ThemeChoice::System;
    int m_zoom = 100;
    QString m_language;
    QTranslator m_translator, m_qtTranslator;
};

} // namespace assay
