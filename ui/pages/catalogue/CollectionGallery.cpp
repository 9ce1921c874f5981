#include "ui/pages/catalogue/CollectionGallery.h"

#include "models/catalogue/CollectionListModel.h"
#include "ui/theme/Theme.h"

#include <QEvent>
#include <QPainter>
#include <QScrollBar>

namespace assay {

namespace {

QFont titleFont(const QFont &font)
{
    QFont title = font;
    title.setWeight(QFont::DemiBold);
    return title;
}

QString line(const QModelIndex &index, int role) { return index.data(role).toString(); }

/// Category, then tags as far as they fit.
QString classText(const QModelIndex &index)
{
    QStringList parts{line(index, CollectionListModel::CategoryRole)};
    for (const QString &tag : index.data(CollectionListModel::TagsRole).toStringList())
        parts << QLatin1Char('#') + tag;
    parts.removeAll(QString());
    return parts.join(QStringLiteral("  "));
}

} // namespace

QSize CollectionCardDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    if (const auto *view = qobject_cast<const QListView *>(option.widget); view && view->gridSize().isValid())
        return view->gridSize(); // a card fills its place
    return {option.fontMetrics.averageCharWidth() * 40, option.fontMetrics.height() * 9};
}

void CollectionCardDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const ThemeTokens &tokens = themeTokens(option.palette);
    const bool selected = option.state & QStyle::State_Selected, focused = selected && option.state & QStyle::State_HasFocus;
    const int height = option.fontMetrics.height(), gap = height / 2;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const qreal pen = selected ? 2 : 1;
    painter->setPen(QPen(selected ? option.palette.color(QPalette::Highlight) : tokens.border, pen));
    painter->setBrush(focused ? tokens.raised : option.palette.color(QPalette::Base));
    painter->drawRoundedRect(QRectF(option.rect).adjusted(gap / 2.0, gap / 2.0, -gap / 2.0, -gap / 2.0), gap / 2.0, gap / 2.0);

    QRect room = option.rect.adjusted(gap + gap / 2, gap + gap / 4, -gap - gap / 2, -gap);
    const QColor main = option.palette.color(QPalette::Text);
    const auto write = [&](const QString &text, const QFont &font, const QColor &colour) {
        painter->setFont(font);
        painter->setPen(colour);
        const QRect row(room.left(), room.top(), room.width(), height + height / 4);
        painter->drawText(row, Qt::AlignVCenter | Qt::AlignLeading, QFontMetrics(font).elidedText(text, Qt::ElideRight, row.width()));
        room.setTop(row.bottom() + 1);
    };
    write(index.data().toString(), titleFont(option.font), main);
    write(classText(index), option.font, tokens.muted);
    room.setTop(room.top() + height / 4);
    write(line(index, CollectionListModel::SizeTextRole), option.font, main);
    write(line(index, CollectionListModel::MetricsTextRole), option.font, main);
    write(line(index, CollectionListModel::GateTextRole), option.font, main);
    write(line(index, CollectionListModel::SourceTextRole), option.font, tokens.muted);
    painter->restore();
}

CollectionGallery::CollectionGallery(QWidget *parent) : QListView(parent)
{
    setViewMode(QListView::IconMode);
    setMovement(QListView::Static);
    setResizeMode(QListView::Adjust);
    setUniformItemSizes(true);
    setSelectionBehavior(QAbstractItemView::SelectRows); // shares its selection with a table
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setMouseTracking(true);
    setItemDelegate(new CollectionCardDelegate(this));
    fitGrid();
}

/// As many cards in a row as have room, each as wide as fills it.
void CollectionGallery::fitGrid()
{
    const QFontMetrics metrics = fontMetrics();
    const int least = metrics.averageCharWidth() * 40;
    const int room = width() - 2 * frameWidth() - verticalScrollBar()->sizeHint().width() - 1;
    const int columns = qMax(1, room / least);
    setGridSize({qMax(least / 2, room / columns), metrics.height() * 9});
}

void CollectionGallery::resizeEvent(QResizeEvent *event)
{
    fitGrid();
    QListView::resizeEvent(event);
}

void CollectionGallery::changeEvent(QEvent *event)
{
    QListView::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        fitGrid();
}

} // namespace assay
