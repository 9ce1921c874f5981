#include "ui/widgets/ProblemLabel.h"

#include "ui/theme/Theme.h"

#include <QApplication>
#include <QEvent>

namespace assay {

ProblemLabel::ProblemLabel(QWidget *parent) : QLabel(parent)
{
    setWordWrap(true);
    setTextFormat(Qt::PlainText);
    applyColour();
    hide();
}

void ProblemLabel::setProblem(const QString &sentence, bool shown)
{
    setText(sentence.isEmpty() ? QString() : QStringLiteral("✗ %1").arg(sentence));
    setVisible(shown && !sentence.isEmpty());
}

void ProblemLabel::applyColour()
{
    if (m_applying)
        return;
    m_applying = true;
    QPalette colours = QApplication::palette();
    colours.setColor(QPalette::WindowText, themeTokens(colours).error);
    setPalette(colours);
    m_applying = false;
}

void ProblemLabel::changeEvent(QEvent *event)
{
    QLabel::changeEvent(event);
    if (event->type() == QEvent::ApplicationPaletteChange || event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
        applyColour();
}

} // namespace assay
