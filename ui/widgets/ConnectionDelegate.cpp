#include "ui/widgets/ConnectionDelegate.h"

#include "ui/theme/Theme.h"

#include <QPainter>
#include <QPixmap>

namespace assay {

namespace {

constexpr int density = 4; // sharp at every scale

QPixmap drawn(int colour, const QColor &pen, int side)
{
    QPixmap pixmap(side * density, side * density);
    pixmap.fill(Qt::transparent);
    if (colour < 0)
        return pixmap;
    QPainter painter(&pixmap);
    QFont font = painter.font();
    font.setPixelSize(side * density * 9 / 10);
    painter.setFont(font);
    painter.setPen(pen);
    painter.drawText(pixmap.rect(), Qt::AlignCenter, QString(seriesMarker(colour)));
    return pixmap;
}

} // namespace

QIcon connectionMark(int colour, const QPalette &palette, int side)
{
    const auto &series = themeTokens(palette).series;
    if (colour < 0 || colour >= int(series.size()))
        return {};
    QIcon icon(drawn(colour, series[std::size_t(colour)], side));
    icon.addPixmap(drawn(colour, palette.color(QPalette::HighlightedText), side), QIcon::Selected);
    return icon;
}

void ConnectionDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    ToneDelegate::initStyleOption(option, index);
    const int side = option->fontMetrics.height();
    const QIcon mark = connectionMark(m_colourOf(index), option->palette, side);
    option->icon = mark.isNull() ? QIcon(drawn(-1, {}, side)) : mark; // names stand below each other
    option->decorationSize = QSize(side, side);
    option->features |= QStyleOptionViewItem::HasDecoration;
}

} // namespace assay
