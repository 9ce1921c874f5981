#pragma once

#include <QColor>
#include <QPalette>
#include <QString>

#include <array>

class QApplication;
class QWidget;

namespace assay {

/// Colours that a palette has no role for. Each is readable (3:1 or better) on the base colour of its own theme, and is never
/// the only carrier of a meaning: a glyph or word stands beside it.
struct ThemeTokens {
    bool dark = false;
    QColor pass, fail, tooClose, neutral; ///< verdicts; neutral: not gated, pending, unknown
    QColor running;                       ///< work in progress
    QColor info, warning, error;          ///< messages
    QColor muted;                         ///< secondary text, 4.5:1 on base and window
    QColor border;                        ///< hairlines around cards; decoration, no contrast claim
    QColor outline;                       ///< edge of a control that is typed into or ticked, 3:1 on base and window
    QColor raised;                        ///< background of cards and bars, between window and base
    std::array<QColor, 6> series;         ///< in this order, each with its own marker, see seriesMarker()
    std::array<QColor, 4> difference;     ///< strong better, weak better, weak worse, strong worse
};

/// Tokens for the theme that a palette belongs to: dark when its base is darker than its text.
const ThemeTokens &themeTokens(const QPalette &palette);
const ThemeTokens &themeTokens(const QWidget *widget);
const ThemeTokens &lightTokens();
const ThemeTokens &darkTokens();
const ThemeTokens &contrastTokens(); ///< on pure black, which no other theme has for a ground

/// "■●▲◆✚★" by series number from 0; goes round after six.
QChar seriesMarker(int series);

/// Glyphs that go with verdict and state words.
namespace glyph {
inline const QString pass = QStringLiteral("✓"), fail = QStringLiteral("✗"), tooClose = QStringLiteral("◐"),
                     notGated = QStringLiteral("–"), running = QStringLiteral("▶"), pending = QStringLiteral("○"),
                     cancelled = QStringLiteral("■"), partly = QStringLiteral("◑"), done = QStringLiteral("●");
} // namespace glyph

enum class ThemeChoice { System, Light, Dark, HighContrast };

/// What the system's palette asks for, read before the program sets its own.
bool systemPrefersDark(const QPalette &systemPalette);
QPalette themePalette(bool dark);
QPalette contrastPalette();
/// Sets style, palette and style sheet of the whole program. Every widget follows at once; painters read themeTokens().
void applyTheme(QApplication &app, bool dark);
void applyHighContrast(QApplication &app);
/// Nothing glides from now on.
void setReducedMotion(bool reduced);
/// Hatches and dashes beside the colours, for print and for eyes that see no colours. Who paints reads it; widgets are told to paint anew.
void setPatterns(bool on);
bool patternsOn();
/// Sets the program's font to the given percentage (50..300) of `basePointSize`.
void applyZoom(QApplication &app, double basePointSize, int percent);

/// WCAG contrast ratio, 1..21.
double contrastRatio(const QColor &a, const QColor &b);
/// CIEDE2000 difference of two sRGB colours.
double colourDifference(const QColor &a, const QColor &b);

} // namespace assay
