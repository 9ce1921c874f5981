#include "ui/theme/Theme.h"

#include <QApplication>
#include <QFont>
#include <QPainter>
#include <QProxyStyle>
#include <QStyleOption>
#include <QWidget>

#include <utility>

namespace assay {

namespace {

// Series, pass and fail were chosen for contrast and for distance under normal, protan, deutan and tritan vision
// (tst_Theme recomputes both). Too close is a grey: any hue of its own comes near pass or fail for some eyes.
ThemeTokens makeLight()
{
    ThemeTokens tokens;
    tokens.dark = false;
    tokens.pass = QColor(0x0067A5);
    tokens.fail = QColor(0xB84A00);
    tokens.tooClose = QColor(0x6E6E6E);
    tokens.neutral = QColor(0x858585);
    tokens.running = QColor(0x4446C2);
    tokens.info = QColor(0x0067A5);
    tokens.warning = QColor(0x8A5A00);
    tokens.error = QColor(0xB3261E);
    tokens.muted = QColor(0x5B6067);
    tokens.border = QColor(0xD5D9DF);
    tokens.outline = QColor(0x7F858E);
    tokens.raised = QColor(0xF7F8FA);
    tokens.series = {QColor(0x95991F), QColor(0x750E3D), QColor(0x4446C2), QColor(0x9385EF), QColor(0xC57F94), QColor(0x62650F)};
    tokens.difference = {QColor(0x2166AC), QColor(0x92C5DE), QColor(0xFDB863), QColor(0xB35806)};
    return tokens;
}

ThemeTokens makeDark()
{
    ThemeTokens tokens;
    tokens.dark = true;
    tokens.pass = QColor(0x6CB8F0);
    tokens.fail = QColor(0xFF9A5C);
    tokens.tooClose = QColor(0x9A9A9A);
    tokens.neutral = QColor(0x8A8A8A);
    tokens.running = QColor(0xA3A0FF);
    tokens.info = QColor(0x6CB8F0);
    tokens.warning = QColor(0xE6B450);
    tokens.error = QColor(0xFF8A80);
    tokens.muted = QColor(0xA9AFB8);
    tokens.border = QColor(0x3C4048);
    tokens.outline = QColor(0x7C828B);
    tokens.raised = QColor(0x2B2D31);
    tokens.series = {QColor(0x7F75F8), QColor(0xE3E36A), QColor(0x878C0C), QColor(0xA3C9FE), QColor(0xA66A8A), QColor(0xF3A7AE)};
    tokens.difference = {QColor(0x92C5DE), QColor(0x2166AC), QColor(0xB35806), QColor(0xFDB863)};
    return tokens;
}

bool motionIsReduced = false, patternsAreOn = false;

ThemeTokens makeContrast()
{
    ThemeTokens tokens = makeDark();
    tokens.pass = QColor(0x8FD0FF);
    tokens.fail = QColor(0xFFB27F);
    tokens.tooClose = tokens.neutral = QColor(0xD0D0D0);
    tokens.info = tokens.pass;
    tokens.warning = QColor(0xFFE066);
    tokens.error = QColor(0xFFA59C);
    tokens.muted = tokens.border = tokens.outline = QColor(0xFFFFFF);
    tokens.raised = QColor(Qt::black);
    return tokens;
}

/// What Fusion leaves plain: one look for the frames that pages share. Sizes in em-like units follow the zoom.
QString styleSheet(const ThemeTokens &tokens, const QPalette &palette)
{
    const auto name = [](const QColor &colour) { return colour.name(); };
    return QStringLiteral(R"(
QToolTip { color: %1; background: %2; border: 1px solid %3; padding: 3px; }
QFrame#card { background: %4; border: 1px solid %3; border-radius: 8px; }
QHeaderView::section { background: %2; color: %5; border: none; border-bottom: 1px solid %3; padding: 5px 8px; }
QTabBar::close-button { subcontrol-position: right; }
QPlainTextEdit[outlined="true"] { border: 1px solid %6; border-radius: 3px; }
QPlainTextEdit[outlined="true"]:focus { border: 2px solid %7; }
QAbstractSpinBox { min-height: 24px; }
QMainWindow::separator { background: %3; width: 1px; height: 1px; }
QStatusBar::item { border: none; }
QToolBar { border: none; border-bottom: 1px solid %3; padding: 4px; spacing: 6px; }
)")
        .arg(name(palette.color(QPalette::WindowText)), name(tokens.raised), name(tokens.border), name(tokens.raised),
             name(tokens.muted), name(tokens.outline), name(palette.color(QPalette::Highlight)));
}

/// Fusion, with icons and tick marks that grow with the font.
class AssayStyle final : public QProxyStyle {
public:
    AssayStyle() : QProxyStyle(QStringLiteral("Fusion")) {}
    int pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const override
    {
        const int base = QProxyStyle::pixelMetric(metric, option, widget);
        const int line = QFontMetrics(QApplication::font()).height();
        switch (metric) {
        case PM_SmallIconSize:
        case PM_ButtonIconSize:
        case PM_TabBarIconSize:
        case PM_ListViewIconSize:
        case PM_ToolBarIconSize: return qMax(16, line);
        case PM_IndicatorWidth:
        case PM_IndicatorHeight:
        case PM_ExclusiveIndicatorWidth:
        case PM_ExclusiveIndicatorHeight: return qMax(base, line * 9 / 10);
        default: return base;
        }
    }

    // Nothing that is pressed or typed into is harder to hit than WCAG 2.2 (2.5.8) allows; the style sheet says so of spin boxes,
    // for which it does not ask here.
    QSize sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &contents, const QWidget *widget) const override
    {
        static constexpr QSize leastTarget(24, 24);
        const QSize size = QProxyStyle::sizeFromContents(type, option, contents, widget);
        switch (type) {
        case CT_PushButton:
        case CT_ToolButton:
        case CT_CheckBox:
        case CT_RadioButton:
        case CT_ComboBox:
        case CT_LineEdit: return isInner(widget) ? size : size.expandedTo(leastTarget);
        default: return size;
        }
    }
    int styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget, QStyleHintReturn *data) const override
    {
        if (motionIsReduced && (hint == SH_Widget_Animate || hint == SH_Widget_Animation_Duration))
            return 0;
        return QProxyStyle::styleHint(hint, option, widget, data);
    }

    // Fusion's outlines come from the window's colour and all but vanish on dark ground; controls need 3:1.
    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter, const QWidget *widget) const override
    {
        QProxyStyle::drawPrimitive(element, option, painter, widget);
        if (element == PE_IndicatorRadioButton || element == PE_IndicatorCheckBox || element == PE_IndicatorItemViewItemCheck)
            outline(option, painter, element == PE_IndicatorRadioButton ? option->rect.height() / 2.0 : 2);
        else if (element == PE_PanelLineEdit && !(option->state & State_HasFocus) && !isInner(widget))
            outline(option, painter, 3);
        else if (element == PE_PanelButtonCommand && &themeTokens(option->palette) == &contrastTokens())
            outline(option, painter, 3); // black on black otherwise
    }
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter, const QWidget *widget) const override
    {
        QProxyStyle::drawComplexControl(control, option, painter, widget);
        if ((control == CC_ComboBox || control == CC_SpinBox) && !(option->state & State_HasFocus))
            outline(option, painter, 3);
    }

private:
    /// A line edit within a spin box or combo box: the outer one has the outline.
    static bool isInner(const QWidget *widget)
    {
        return widget && widget->parentWidget()
            && (widget->parentWidget()->inherits("QComboBox") || widget->parentWidget()->inherits("QAbstractSpinBox"));
    }
    static void outline(const QStyleOption *option, QPainter *painter, qreal radius)
    {
        if (!(option->state & State_Enabled))
            return;
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(themeTokens(option->palette).outline, 1));
        painter->drawRoundedRect(QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
        painter->restore();
    }
};

} // namespace

const ThemeTokens &lightTokens()
{
    static const ThemeTokens tokens = makeLight();
    return tokens;
}

const ThemeTokens &darkTokens()
{
    static const ThemeTokens tokens = makeDark();
    return tokens;
}

const ThemeTokens &contrastTokens()
{
    static const ThemeTokens tokens = makeContrast();
    return tokens;
}

const ThemeTokens &themeTokens(const QPalette &palette)
{
    if (palette.color(QPalette::Active, QPalette::Base) == QColor(Qt::black))
        return contrastTokens();
    return systemPrefersDark(palette) ? darkTokens() : lightTokens();
}

const ThemeTokens &themeTokens(const QWidget *widget)
{
    return themeTokens(widget ? widget->palette() : QApplication::palette());
}

QChar seriesMarker(int series)
{
    static const QString markers = QStringLiteral("■●▲◆✚★");
    return markers.at(qMax(0, series) % markers.size());
}

bool systemPrefersDark(const QPalette &systemPalette)
{
    return systemPalette.color(QPalette::Base).lightness() < systemPalette.color(QPalette::Text).lightness();
}

QPalette themePalette(bool dark)
{
    QPalette palette;
    const auto set = [&palette](QPalette::ColorRole role, QRgb colour) { palette.setColor(role, QColor(colour)); };
    const auto disabled = [&palette](QPalette::ColorRole role, QRgb colour) {
        palette.setColor(QPalette::Disabled, role, QColor(colour));
    };
    const QRgb text = dark ? 0xFFE6E8EB : 0xFF1C1F23;
    set(QPalette::Window, dark ? 0xFF25272B : 0xFFF1F3F5);
    set(QPalette::WindowText, text);
    set(QPalette::Base, dark ? 0xFF1E1E1E : 0xFFFFFFFF);
    set(QPalette::AlternateBase, dark ? 0xFF242528 : 0xFFF8F9FB);
    set(QPalette::Text, text);
    set(QPalette::Button, dark ? 0xFF34373D : 0xFFFAFBFC);
    set(QPalette::ButtonText, text);
    set(QPalette::BrightText, 0xFFFFFFFF);
    set(QPalette::ToolTipBase, dark ? 0xFF2B2D31 : 0xFFF7F8FA);
    set(QPalette::ToolTipText, text);
    set(QPalette::PlaceholderText, dark ? 0xFFA9AFB8 : 0xFF5B6067);
    set(QPalette::Highlight, dark ? 0xFF2F6FB3 : 0xFF1F6FB8);
    set(QPalette::HighlightedText, 0xFFFFFFFF);
    set(QPalette::Link, dark ? 0xFF8CC4FF : 0xFF0B5CAD);
    set(QPalette::LinkVisited, dark ? 0xFFC9B3F0 : 0xFF6A4C93);
    set(QPalette::Light, dark ? 0xFF4A4E56 : 0xFFFFFFFF);
    set(QPalette::Midlight, dark ? 0xFF3C4048 : 0xFFE9ECEF);
    set(QPalette::Mid, dark ? 0xFF17181A : 0xFFB9BEC5);
    set(QPalette::Dark, dark ? 0xFF141517 : 0xFF9AA0A8);
    set(QPalette::Shadow, 0xFF000000);
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        disabled(role, dark ? 0xFF80868F : 0xFF868C94);
    disabled(QPalette::Highlight, dark ? 0xFF4A4E56 : 0xFFC4C9D0);
    disabled(QPalette::Base, dark ? 0xFF25272B : 0xFFF1F3F5);
    return palette;
}

QPalette contrastPalette()
{
    QPalette palette;
    for (const auto role : {QPalette::Window, QPalette::Base, QPalette::AlternateBase, QPalette::Button, QPalette::ToolTipBase, QPalette::Mid, QPalette::Dark, QPalette::Shadow})
        palette.setColor(role, Qt::black);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::BrightText, QPalette::ToolTipText, QPalette::PlaceholderText,
                            QPalette::Light, QPalette::Midlight})
        palette.setColor(role, Qt::white);
    palette.setColor(QPalette::Highlight, QColor(0xFFE066));
    palette.setColor(QPalette::HighlightedText, Qt::black);
    palette.setColor(QPalette::Link, QColor(0x8FD0FF));
    palette.setColor(QPalette::LinkVisited, QColor(0xE0C0FF));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, QColor(0xB0B0B0));
    return palette;
}

static void apply(QApplication &app, const QPalette &palette, const ThemeTokens &tokens)
{
    static const bool styled = [] {
        QApplication::setStyle(new AssayStyle);
        return true;
    }();
    Q_UNUSED(styled);
    QApplication::setPalette(palette);
    app.setStyleSheet(styleSheet(tokens, palette));
}

void applyTheme(QApplication &app, bool dark) { apply(app, themePalette(dark), dark ? darkTokens() : lightTokens()); }
void applyHighContrast(QApplication &app) { apply(app, contrastPalette(), contrastTokens()); }
void setReducedMotion(bool reduced) { motionIsReduced = reduced; }
bool patternsOn() { return patternsAreOn; }

void setPatterns(bool on)
{
    if (std::exchange(patternsAreOn, on) == on)
        return;
    const auto widgets = QApplication::allWidgets();
    for (QWidget *widget : widgets) {
        QEvent look(QEvent::StyleChange); // charts make their lines and areas anew
        QCoreApplication::sendEvent(widget, &look);
        widget->update();
    }
}

void applyZoom(QApplication &, double basePointSize, int percent)
{
    QFont font = QApplication::font();
    font.setPointSizeF(basePointSize * qBound(50, percent, 300) / 100.0);
    QApplication::setFont(font);
    QCoreApplication::sendPostedEvents(nullptr, QEvent::ApplicationFontChange); // at once: what follows measures by it
    const auto widgets = QApplication::allWidgets();
    for (QWidget *widget : widgets) {
        // Qt tells windows only; a widget with a size of its own does not hear of it from them, because its font stays as it is.
        QEvent size(QEvent::ApplicationFontChange), metrics(QEvent::StyleChange);
        if (!widget->isWindow())
            QCoreApplication::sendEvent(widget, &size);
        QCoreApplication::sendEvent(widget, &metrics); // icons and indicators are as large as the font
        widget->update();
    }
}

} // namespace assay
