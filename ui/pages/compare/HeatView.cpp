#include "ui/pages/compare/HeatView.h"

#include "ui/charts/SeriesLook.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/RowTable.h"

#include <QEvent>
#include <QPainter>
#include <QPainterPath>
#include <QStyle>

#include <algorithm>
#include <cmath>

namespace assay {

QColor HeatDelegate::fill(double strength, const QPalette &palette)
{
    const ThemeTokens &tokens = themeTokens(palette);
    if (strength == 0)
        return palette.color(QPalette::Base);
    const bool strong = std::abs(strength) >= 1;
    const std::size_t at = strength > 0 ? (strong ? 0 : 1) : (strong ? 3 : 2);
    return tokens.difference[at];
}

/// Black or white, whichever reads better on the filling; the palette's own text where there is none.
QColor HeatDelegate::ink(double strength, const QPalette &palette)
{
    if (strength == 0)
        return palette.color(QPalette::Text);
    const QColor ground = fill(strength, palette), dark(0x111111), light(Qt::white);
    return contrastRatio(ground, dark) >= contrastRatio(ground, light) ? dark : light;
}

static void hatch(QPainter &painter, const QRectF &rect, const QColor &colour)
{
    painter.fillRect(rect, QBrush(colour, Qt::BDiagPattern));
}

void HeatDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const HeatCell cell = m_reader(index);
    const ThemeTokens &tokens = themeTokens(option.palette);
    const QFontMetrics metrics(option.font);
    const int digit = metrics.horizontalAdvance(QLatin1Char('0'));
    painter->save();
    painter->setFont(option.font);
    const QRect inside = option.rect.adjusted(1, 1, -1, -1);
    painter->fillRect(inside, fill(cell.strength, option.palette));
    if (cell.strength != 0 && patternsOn()) {
        QColor lines = ink(cell.strength, option.palette);
        lines.setAlphaF(0.35F);
        painter->fillRect(inside, QBrush(lines, cell.strength > 0 ? Qt::FDiagPattern : Qt::BDiagPattern));
    }
    const QRect words = inside.adjusted(digit, 0, -digit, 0);
    if (!cell.missing.isEmpty()) {
        hatch(*painter, inside, tokens.border);
        const QString text = metrics.elidedText(cell.missing, Qt::ElideRight, words.width());
        QRect behind(0, 0, metrics.horizontalAdvance(text) + digit, metrics.height());
        behind.moveCenter(words.center());
        painter->fillRect(behind, option.palette.color(QPalette::Base)); // no hatch through the word
        painter->setPen(tokens.muted);
        painter->drawText(words, int(Qt::AlignCenter) | Qt::TextSingleLine, text);
    } else {
        // From the right: sign, difference, value; each as wide as the longest that is usual.
        const int sign = metrics.horizontalAdvance(QStringLiteral("▲")) + digit / 2;
        const int valueRight = words.left() + (words.width() - sign) * 45 / 100;
        painter->setPen(ink(cell.strength, option.palette));
        QFont value = option.font;
        value.setBold(cell.baseline);
        painter->setFont(value);
        painter->drawText(QRect(words.left(), words.top(), valueRight - words.left(), words.height()), int(Qt::AlignRight | Qt::AlignVCenter) | Qt::TextSingleLine, cell.value);
        painter->setFont(option.font);
        if (cell.strength == 0)
            painter->setPen(tokens.muted);
        painter->drawText(QRect(valueRight, words.top(), words.right() - sign - valueRight, words.height()), int(Qt::AlignRight | Qt::AlignVCenter) | Qt::TextSingleLine, cell.difference);
        painter->drawText(QRect(words.right() - sign, words.top(), sign, words.height()), int(Qt::AlignRight | Qt::AlignVCenter) | Qt::TextSingleLine, cell.glyph);
    }
    if (option.state & QStyle::State_Selected) {
        const bool focus = option.state & QStyle::State_HasFocus;
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(QPen(option.palette.color(QPalette::Base), 4));
        painter->drawRect(QRectF(inside).adjusted(2, 2, -2, -2));
        painter->setPen(QPen(option.palette.color(QPalette::Highlight), focus ? 2 : 1));
        painter->drawRect(QRectF(inside).adjusted(1, 1, -1, -1));
    }
    painter->restore();
}

QSize HeatDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    const QFontMetrics metrics(option.font);
    return {metrics.horizontalAdvance(QLatin1Char('0')) * 23, int(metrics.height() * 1.9)};
}

/// A marker before each run's name.
class HeatView::RunHeader final : public QHeaderView {
public:
    explicit RunHeader(QWidget *parent) : QHeaderView(Qt::Horizontal, parent)
    {
        setSectionsClickable(true);
        setHighlightSections(false);
        setTextElideMode(Qt::ElideMiddle);
    }
    int highlighted = -1;

protected:
    void initStyleOptionForIndex(QStyleOptionHeader *option, int section) const override
    {
        QHeaderView::initStyleOptionForIndex(option, section);
        const int side = fontMetrics().height();
        QPixmap pixmap(QSize(side, side) * devicePixelRatioF());
        pixmap.setDevicePixelRatio(devicePixelRatioF());
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        painter.setRenderHint(QPainter::Antialiasing);
        const SeriesLook look = seriesLook(section, count(), highlighted, palette());
        paintMarker(painter, QPointF(side / 2.0, side / 2.0), side * 0.62, look, themeTokens(this).raised);
        option->icon = QIcon(pixmap);
        option->textAlignment = Qt::AlignLeft | Qt::AlignVCenter;
        // The style forgets the room of the marker, and names differ at their ends.
        option->text = option->fontMetrics.elidedText(option->text, Qt::ElideMiddle, sectionSize(section) - 2 * side);
    }
};

/// The benchmark's name, and its values as a small line.
class HeatView::RowHeader final : public QHeaderView {
public:
    RowHeader(HeatRowReader reader, QWidget *parent) : QHeaderView(Qt::Vertical, parent), m_reader(std::move(reader))
    {
        setSectionResizeMode(QHeaderView::Fixed);
        setHighlightSections(false);
        setSectionsClickable(true);
    }
    int lineWidth() const { return fontMetrics().averageCharWidth() * 9; }
    QSize sectionSizeFromContents(int section) const override
    {
        Q_UNUSED(section)
        return {width(), defaultSectionSize()}; // asked of each row otherwise
    }
    QSize sizeHint() const override
    {
        int widest = fontMetrics().averageCharWidth() * 12;
        for (int row = 0; model() && row < std::min(model()->rowCount(), 300); ++row)
            widest = std::max(widest, fontMetrics().horizontalAdvance(model()->headerData(row, Qt::Vertical).toString()));
        return {std::min(widest, fontMetrics().averageCharWidth() * 40) + lineWidth() + fontMetrics().averageCharWidth() * 4, 0};
    }

protected:
    void paintSection(QPainter *painter, const QRect &rect, int section) const override
    {
        const ThemeTokens &tokens = themeTokens(this);
        const int gap = fontMetrics().averageCharWidth();
        painter->save();
        painter->fillRect(rect, tokens.raised);
        painter->setPen(tokens.border);
        painter->drawLine(rect.bottomLeft(), rect.bottomRight());
        const QRect words = rect.adjusted(gap, 0, -lineWidth() - 2 * gap, 0);
        painter->setPen(palette().color(QPalette::WindowText));
        painter->drawText(words, int(Qt::AlignLeft | Qt::AlignVCenter) | Qt::TextSingleLine,
                          fontMetrics().elidedText(model()->headerData(section, Qt::Vertical).toString(), Qt::ElideMiddle, words.width()));
        paintLine(*painter, QRectF(rect.right() - lineWidth() - gap, rect.top() + rect.height() * 0.25, lineWidth(), rect.height() * 0.5), section);
        painter->restore();
    }

private:
    void paintLine(QPainter &painter, const QRectF &room, int section) const
    {
        const auto values = m_reader(section);
        double low = 0, high = 0;
        bool any = false;
        for (const auto &value : values) {
            if (!value || !std::isfinite(*value))
                continue;
            low = any ? std::min(low, *value) : *value;
            high = any ? std::max(high, *value) : *value;
            any = true;
        }
        if (!any || values.size() < 2)
            return;
        painter.setRenderHint(QPainter::Antialiasing);
        QPainterPath line;
        QPointF last;
        bool open = false;
        for (int i = 0; i < values.size(); ++i) {
            if (!values.at(i) || !std::isfinite(*values.at(i))) {
                open = false;
                continue;
            }
            const double share = high > low ? (*values.at(i) - low) / (high - low) : 0.5;
            last = QPointF(room.left() + room.width() * i / double(values.size() - 1), room.bottom() - share * room.height());
            open ? line.lineTo(last) : line.moveTo(last);
            open = true;
        }
        painter.setPen(QPen(themeTokens(this).outline, 1.4));
        painter.drawPath(line);
        painter.setPen(Qt::NoPen);
        painter.setBrush(palette().color(QPalette::WindowText));
        painter.drawEllipse(last, 2.2, 2.2);
    }
    HeatRowReader m_reader;
};

HeatView::HeatView(HeatCellReader cells, HeatRowReader rows, QWidget *parent)
    : QTableView(parent), m_runs(new RunHeader(this)), m_rows(new RowHeader(std::move(rows), this))
{
    setObjectName(QStringLiteral("heatTable"));
    setAccessibleName(tr("Scores of the runs by benchmark"));
    setHorizontalHeader(m_runs);
    setVerticalHeader(m_rows);
    setItemDelegate(new HeatDelegate(std::move(cells), this));
    setShowGrid(false);
    setTabKeyNavigation(false);
    setSelectionMode(QAbstractItemView::ContiguousSelection);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setWordWrap(false);
    setCornerButtonEnabled(false);
    keepRowHeight(*this);
    fit();
}

void HeatView::setModel(QAbstractItemModel *model)
{
    QTableView::setModel(model);
    if (model) {
        connect(model, &QAbstractItemModel::modelReset, this, &HeatView::fit);
        connect(model, &QAbstractItemModel::columnsInserted, this, &HeatView::fit);
        connect(model, &QAbstractItemModel::rowsInserted, this, &HeatView::fit);
        connect(model, &QAbstractItemModel::layoutChanged, this, &HeatView::fit);
    }
    fit();
}

void HeatView::setHighlighted(int run)
{
    m_runs->highlighted = run;
    m_runs->viewport()->update();
}

void HeatView::fit()
{
    // All as wide as the longest name, within reason.
    const int digit = fontMetrics().horizontalAdvance(QLatin1Char('0'));
    int widest = 0;
    for (int column = 0; model() && column < model()->columnCount(); ++column)
        widest = std::max(widest, fontMetrics().horizontalAdvance(model()->headerData(column, Qt::Horizontal).toString()));
    m_runs->setDefaultSectionSize(std::clamp(widest + fontMetrics().height() + 4 * digit, digit * 23, digit * 36));
    m_rows->setFixedWidth(m_rows->sizeHint().width());
    updateGeometries();
}

void HeatView::changeEvent(QEvent *event)
{
    QTableView::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        fit();
}

HeatLegend::HeatLegend(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("heatLegend"));
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    updateName();
}

void HeatLegend::updateName()
{
    QStringList words;
    for (const Entry &entry : entries())
        words << tr("%1 %2", "a sign and what it means").arg(entry.glyph, entry.words);
    setAccessibleName(words.join(QStringLiteral(", ")));
    updateGeometry();
    update();
}

void HeatLegend::setPlain(bool plain)
{
    if (std::exchange(m_plain, plain) != plain)
        updateName();
}

QList<HeatLegend::Entry> HeatLegend::entries() const
{
    if (m_plain)
        return {{0, QStringLiteral("△"), tr("higher")}, {0, QStringLiteral("≈"), tr("could be chance")}, {0, QStringLiteral("▽"), tr("lower")}, {0, QStringLiteral("?"), tr("uncertainty not known")}, {0, QString(), tr("no value"), true}};
    return {{1, QStringLiteral("▲"), tr("better, p < 0.001")}, {0.5, QStringLiteral("▲"), tr("better")}, {0, QStringLiteral("≈"), tr("could be chance")},
            {-0.5, QStringLiteral("▼"), tr("worse")}, {-1, QStringLiteral("▼"), tr("worse, p < 0.001")}, {0, QStringLiteral("?"), tr("uncertainty not known")}, {0, QString(), tr("no value"), true}};
}

int HeatLegend::entryWidth(const Entry &entry) const
{
    return int(fontMetrics().height() * 1.5) + fontMetrics().horizontalAdvance(entry.words) + fontMetrics().averageCharWidth() * 4;
}

QSize HeatLegend::sizeHint() const
{
    int width = 0;
    for (const Entry &entry : entries())
        width += entryWidth(entry);
    return {width, lineHeight()};
}

QSize HeatLegend::minimumSizeHint() const
{
    int widest = 0;
    for (const Entry &entry : entries())
        widest = std::max(widest, entryWidth(entry));
    return {widest, lineHeight()};
}

int HeatLegend::heightForWidth(int width) const
{
    int x = 0, lines = 1;
    for (const Entry &entry : entries()) {
        if (x > 0 && x + entryWidth(entry) > width) {
            x = 0;
            ++lines;
        }
        x += entryWidth(entry);
    }
    return lines * lineHeight();
}

void HeatLegend::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const int line = fontMetrics().height(), gap = fontMetrics().averageCharWidth();
    int x = 0, y = 0;
    for (const Entry &entry : entries()) {
        if (x > 0 && x + entryWidth(entry) > width()) {
            x = 0;
            y += lineHeight();
        }
        const QRect box(x, y + (lineHeight() - line) / 2, int(line * 1.5), line);
        painter.fillRect(box, HeatDelegate::fill(entry.strength, palette()));
        if (entry.hatched)
            hatch(painter, box, themeTokens(this).outline);
        painter.setPen(themeTokens(this).border);
        painter.drawRect(box.adjusted(0, 0, -1, -1));
        painter.setPen(HeatDelegate::ink(entry.strength, palette()));
        painter.drawText(box, int(Qt::AlignCenter), entry.glyph);
        painter.setPen(palette().color(QPalette::WindowText));
        painter.drawText(QRect(box.right() + gap, y, entryWidth(entry), lineHeight()), int(Qt::AlignLeft | Qt::AlignVCenter), entry.words);
        x += entryWidth(entry);
    }
}

void HeatLegend::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        updateGeometry();
}

} // namespace assay
