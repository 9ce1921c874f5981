#include "ui/pages/run/ToneLabel.h"

#include "ui/charts/MarkPainter.h"

#include <QPainter>

namespace assay {

ToneLabel::ToneLabel(QWidget *parent) : QLabel(parent)
{
    setTextFormat(Qt::PlainText);
}

void ToneLabel::setTone(Tone tone)
{
    m_tone = tone;
    update();
}

void ToneLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setPen(toneColour(m_tone, palette()));
    const int wrap = wordWrap() ? int(Qt::TextWordWrap) : 0;
    painter.drawText(contentsRect(), int(alignment()) | wrap, text());
}

} // namespace assay
