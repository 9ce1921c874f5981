#include "ui/widgets/Heading.h"

#include "ui/theme/ScaledFont.h"
#include "ui/theme/Theme.h"

#include <QApplication>
#include <QEvent>

namespace assay {

Heading::Heading(Level level, QWidget *parent) : QLabel(parent), m_level(level)
{
    setTextFormat(Qt::PlainText);
    if (level != Level::Caption)
        setHeadingFont(this, level == Level::Title ? 1.6 : 1.15);
    applyColour();
}

Heading::Heading(const QString &text, Level level, QWidget *parent) : Heading(level, parent) { setText(text); }

void Heading::applyColour()
{
    if (m_applying || m_level != Level::Caption)
        return;
    m_applying = true;
    QPalette colours = QApplication::palette();
    colours.setColor(QPalette::WindowText, themeTokens(colours).muted);
    setPalette(colours);
    m_applying = false;
}

void Heading::changeEvent(QEvent *event)
{
    QLabel::changeEvent(event);
    if (event->type() == QEvent::ApplicationPaletteChange || event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
        applyColour();
}

} // namespace assay
