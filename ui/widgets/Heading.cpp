#include "ui/widgets/Heading.h"

#include "ui/theme/Theme.h"

#include <QApplication>
#include <QEvent>

namespace assay {

Heading::Heading(Level level, QWidget *parent) : QLabel(parent), m_level(level)
{
    setTextFormat(Qt::PlainText);
    applyFont();
}

Heading::Heading(const QString &text, Level level, QWidget *parent) : Heading(level, parent) { setText(text); }

void Heading::applyFont()
{
    if (m_applying)
        return;
    m_applying = true;
    QFont font = QApplication::font();
    switch (m_level) {
    case Level::Title:
        font.setPointSizeF(font.pointSizeF() * 1.6);
        font.setWeight(QFont::DemiBold);
        break;
    case Level::Section:
        font.setPointSizeF(font.pointSizeF() * 1.15);
        font.setWeight(QFont::DemiBold);
        break;
    case Level::Caption: {
        QPalette colours = QApplication::palette();
        colours.setColor(QPalette::WindowText, themeTokens(colours).muted);
        setPalette(colours);
        break;
    }
    }
    setFont(font);
    m_applying = false;
}

void Heading::changeEvent(QEvent *event)
{
    QLabel::changeEvent(event);
    if (event->type() == QEvent::ApplicationFontChange || event->type() == QEvent::ApplicationPaletteChange
        || event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
        applyFont();
}

} // namespace assay
