#include "ui/pages/run/LogDelegate.h"

#include "models/logs/LogModel.h"

#include <QApplication>
#include <QListView>
#include <QPainter>
#include <QTextLayout>

namespace assay {

static constexpr int margin = 4;

QColor LogDelegate::colour(int ansi, const QPalette &palette)
{
    static const QRgb light[] = {0xff3c3c3c, 0xffb3261e, 0xff1b6e20, 0xff7a5a00, 0xff1f4fb2, 0xff8a1c7c, 0xff0b6575, 0xff555555};
    static const QRgb dark[] = {0xffb0b0b0, 0xffff8a80, 0xff7bd88f, 0xfff2c14e, 0xff82aaff, 0xffe39be0, 0xff6fd3e0, 0xffe8e8e8};
    if (ansi < 0 || ansi > 7)
        return palette.color(QPalette::Text);
    return QColor::fromRgb(palette.color(QPalette::Base).lightness() < 128 ? dark[ansi] : light[ansi]);
}

static void layOut(QTextLayout &layout, const LogText &line, double width, bool wrap)
{
    QTextOption how;
    how.setWrapMode(wrap ? QTextOption::WrapAtWordBoundaryOrAnywhere : QTextOption::NoWrap);
    how.setTextDirection(Qt::LeftToRight);
    layout.setTextOption(how);
    layout.setText(line.text);
    layout.setCacheEnabled(false);
    layout.beginLayout();
    double y = 0;
    for (QTextLine text = layout.createLine(); text.isValid(); text = layout.createLine()) {
        text.setLineWidth(wrap ? width : 1e6);
        text.setPosition({0, y});
        y += text.height();
    }
    layout.endLayout();
}

void LogDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QStyle *style = option.widget ? option.widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, option.widget);
    const LogText line = index.data(LogModel::TextRole).value<LogText>();
    const bool selected = option.state & QStyle::State_Selected;
    QTextLayout layout;
    layout.setFont(option.font);
    QList<QTextLayout::FormatRange> formats;
    for (const LogSpan &span : line.spans) {
        QTextCharFormat format;
        if (!selected && span.colour >= 0)
            format.setForeground(colour(span.colour, option.palette));
        if (span.bold)
            format.setFontWeight(QFont::Bold);
        formats << QTextLayout::FormatRange{span.start, span.length, format};
    }
    layout.setFormats(formats);
    const QRect area = option.rect.adjusted(margin, 0, -margin, 0);
    layOut(layout, line, area.width(), m_wrap);
    painter->save();
    painter->setClipRect(option.rect);
    painter->setPen(option.palette.color(selected ? QPalette::HighlightedText : QPalette::Text));
    layout.draw(painter, area.topLeft());
    if (option.state & QStyle::State_HasFocus) {
        QStyleOptionFocusRect focus;
        focus.QStyleOption::operator=(option);
        style->drawPrimitive(QStyle::PE_FrameFocusRect, &focus, painter, option.widget);
    }
    painter->restore();
}

QSize LogDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const auto *view = qobject_cast<const QListView *>(option.widget);
    if (!m_wrap || !view)
        return {option.fontMetrics.averageCharWidth() * m_characters + 2 * margin, option.fontMetrics.height()};
    QTextLayout layout;
    layout.setFont(option.font);
    const int width = view->viewport()->width() - 2 * margin;
    layOut(layout, index.data(LogModel::TextRole).value<LogText>(), width, true);
    return {width, std::max(option.fontMetrics.height(), int(layout.boundingRect().height()))};
}

} // namespace assay
