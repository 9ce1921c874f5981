#include "ui/charts/BarPanel.h"

#include "models/common/Words.h"
#include "ui/charts/MarkPainter.h"
#include "ui/theme/Theme.h"

#include <QGraphicsLayout>
#include <QHelpEvent>
#include <QLocale>
#include <QPainter>
#include <QToolTip>
#include <QtCharts/QBarCategoryAxis>
#include <QtCharts/QBarSet>
#include <QtCharts/QHorizontalStackedBarSeries>
#include <QtCharts/QValueAxis>

#include <cmath>

namespace assay {

static constexpr Verdict allVerdicts[] = {Verdict::Pass, Verdict::Fail, Verdict::TooClose, Verdict::NoResult, Verdict::NotGated};

/// The axis: grid lines and round numbers under the bars. Drawn here because the library's own axes keep an old place when the
/// plot moves, and a gate must never stand beside its value.
class BarPanel::Grid final : public QGraphicsItem {
public:
    Grid(BarPanel &panel, QGraphicsItem *parent) : QGraphicsItem(parent), m_panel(panel) { setZValue(0.5); }
    void moved() { prepareGeometryChange(); }
    QRectF boundingRect() const override { return m_panel.chart()->rect(); }
    void paint(QPainter *painter, const QStyleOptionGraphicsItem *, QWidget *) override;

private:
    BarPanel &m_panel;
};

/// Everything over the bars. One item, so that a hundred rows cost one.
class BarPanel::Overlay final : public QGraphicsItem {
public:
    Overlay(BarPanel &panel, QGraphicsItem *parent) : QGraphicsItem(parent), m_panel(panel) { setZValue(100); }
    void moved() { prepareGeometryChange(); }
    QRectF boundingRect() const override { return m_panel.chart()->rect(); }
    void paint(QPainter *painter, const QStyleOptionGraphicsItem *, QWidget *) override;
    /// Widths of the columns left and right of the plot.
    double nameWidth = 0, valueWidth = 0, verdictWidth = 0;

private:
    void paintRow(QPainter &painter, int at);
    BarPanel &m_panel;
};

BarPanel::BarPanel(QWidget *parent) : QChartView(parent)
{
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::NoFocus); // the chart around the panels takes the keys
    setLayoutDirection(Qt::LeftToRight);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setRenderHint(QPainter::Antialiasing);
    viewport()->setBackgroundRole(QPalette::Base);
    chart()->setAnimationOptions(QChart::NoAnimation);
    chart()->setBackgroundVisible(false);
    chart()->setMargins({});
    chart()->legend()->hide();
    chart()->layout()->setContentsMargins(0, 0, 0, 0);
    m_grid = new Grid(*this, chart());
    m_overlay = new Overlay(*this, chart());
    // Bars are laid out in a later turn of the event loop: what stands over them follows.
    connect(chart(), &QChart::plotAreaChanged, this, [this] {
        m_grid->moved();
        m_overlay->moved();
        viewport()->update();
    });
}

BarPanel::~BarPanel() = default;

int BarPanel::rowHeight() const
{
    return std::max(28, int(fontMetrics().height() * 1.75));
}

int BarPanel::fullHeight() const
{
    return int(m_marks.size()) * rowHeight() + fontMetrics().height() + 22;
}

QRectF BarPanel::strip(int at) const
{
    const QRectF plot = chart()->plotArea();
    const double height = m_marks.isEmpty() ? 0 : plot.height() / double(m_marks.size());
    return {plot.left(), plot.top() + at * height, plot.width(), height};
}

void BarPanel::setMarks(const QList<Mark> &marks)
{
    m_marks = marks;
    m_columns = neededColumns();
    rebuild();
}

void BarPanel::setCurrent(int modelRow, bool focused)
{
    if (m_current == modelRow && m_focused == focused)
        return;
    m_current = modelRow;
    m_focused = focused;
    m_overlay->update();
}

QRect BarPanel::markRect(int modelRow) const
{
    for (int i = 0; i < m_marks.size(); ++i) {
        if (m_marks.at(i).modelRow == modelRow)
            return QRect(0, int(strip(i).top()), width(), int(strip(i).height()));
    }
    return {};
}

int BarPanel::markAt(const QPoint &position) const
{
    for (int i = 0; i < m_marks.size(); ++i) {
        const QRectF row = strip(i);
        if (position.y() >= row.top() && position.y() < row.bottom())
            return m_marks.at(i).modelRow;
    }
    return -1;
}

void BarPanel::rebuild()
{
    m_rebuilding = true;
    QList<ResultRow> rows;
    for (const Mark &mark : m_marks)
        rows << mark.row;
    m_scale = AxisScale::forRows(rows);

    chart()->removeAllSeries();
    const auto oldAxes = chart()->axes();
    for (QAbstractAxis *axis : oldAxes) {
        chart()->removeAxis(axis);
        delete axis;
    }
    // Stacked, with a set for each verdict: every bar has its verdict's colour and the full thickness.
    auto *series = new QHorizontalStackedBarSeries;
    series->setBarWidth(0.5);
    QStringList categories;
    for (const Verdict verdict : allVerdicts) {
        auto *set = new QBarSet(verdictName(verdict));
        QList<qreal> values; // appended at once: point by point is quadratic
        for (auto mark = m_marks.crbegin(); mark != m_marks.crend(); ++mark) {
            const Verdict own = mark->row.judged.verdict == Verdict::Pending ? Verdict::NotGated : mark->row.judged.verdict;
            values << (own == verdict ? mark->row.judged.value.value_or(0) : 0);
        }
        set->append(values);
        set->setColor(toneColour(verdictTone(verdict), palette()));
        set->setBorderColor(Qt::transparent);
        series->append(set);
    }
    for (qsizetype i = m_marks.size(); i > 0; --i)
        categories << QString::number(i); // unique and unseen: names are drawn beside the plot and may repeat
    chart()->addSeries(series);

    auto *names = new QBarCategoryAxis;
    names->append(categories);
    names->setVisible(false);
    chart()->addAxis(names, Qt::AlignLeft);
    series->attachAxis(names);
    auto *values = new QValueAxis;
    values->setRange(m_scale.low, m_scale.high);
    values->setVisible(false);
    chart()->addAxis(values, Qt::AlignTop);
    series->attachAxis(values);
    setFixedHeight(fullHeight());
    m_rebuilding = false;
    place();
}

BarPanel::Columns BarPanel::neededColumns() const
{
    const QFontMetrics metrics = fontMetrics();
    const QLocale locale;
    Columns needed;
    for (const Mark &mark : m_marks) {
        const QString id = mark.row.id + (mark.row.lowerIsBetter ? QStringLiteral(" ↓") : QString());
        needed.name = std::max(needed.name, double(metrics.horizontalAdvance(id)));
        if (mark.row.judged.value) {
            const QString value = formatMetric(mark.row.metric, *mark.row.judged.value, locale);
            needed.value = std::max(needed.value, double(metrics.horizontalAdvance(value)));
        }
        needed.verdict = std::max(needed.verdict, double(metrics.horizontalAdvance(verdictCell(mark.row, locale))));
    }
    return needed;
}

void BarPanel::setColumns(const Columns &columns)
{
    m_columns = columns;
    place();
}

void BarPanel::place()
{
    const QFontMetrics metrics = fontMetrics();
    const double gap = metrics.horizontalAdvance(QLatin1Char('0'));
    m_overlay->nameWidth = std::min(m_columns.name, width() * 0.28);
    m_overlay->valueWidth = m_columns.value;
    m_overlay->verdictWidth = std::min(m_columns.verdict, width() * 0.3);
    const double left = m_overlay->nameWidth + 3 * gap;
    const double right = m_overlay->valueWidth + m_overlay->verdictWidth + 5 * gap;
    const double top = metrics.height() + 14;
    const double below = std::max(0.0, height() - top - double(m_marks.size()) * rowHeight());
    chart()->setMargins(QMargins(int(left), int(top), int(right), int(below)));
    m_grid->moved();
    m_overlay->moved();
    viewport()->update();
}

void BarPanel::Grid::paint(QPainter *painter, const QStyleOptionGraphicsItem *, QWidget *)
{
    const QRectF plot = m_panel.chart()->plotArea();
    const AxisScale &scale = m_panel.m_scale;
    const QFontMetricsF metrics(m_panel.font());
    painter->setFont(m_panel.font());
    painter->setRenderHint(QPainter::Antialiasing, false);
    for (int tick = 0; tick < scale.ticks(); ++tick) {
        const double value = scale.low + tick * scale.step;
        const double x = std::floor(plot.left() + scale.position(value) * plot.width());
        const bool zero = std::abs(value) < scale.step * 1e-6;
        painter->setPen(zero ? themeTokens(&m_panel).muted : themeTokens(&m_panel).border);
        painter->drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
        painter->setPen(themeTokens(&m_panel).muted);
        const QString number = QLocale().toString(zero ? 0.0 : value, 'g', 6);
        const double width = metrics.horizontalAdvance(number) + 4;
        painter->drawText(QRectF(x - width / 2, plot.top() - metrics.height() - 6, width, metrics.height()), int(Qt::AlignCenter), number);
    }
}

void BarPanel::Overlay::paint(QPainter *painter, const QStyleOptionGraphicsItem *, QWidget *)
{
    painter->setFont(m_panel.font());
    const QRectF visible = m_panel.mapToScene(m_panel.viewport()->visibleRegion().boundingRect()).boundingRect();
    for (int i = 0; i < m_panel.m_marks.size(); ++i) {
        const QRectF strip = m_panel.strip(i);
        if (strip.bottom() >= visible.top() && strip.top() <= visible.bottom())
            paintRow(*painter, i);
    }
}

/// Text needs more contrast than a bar does.
static QColor verdictInk(Verdict verdict, const QPalette &palette)
{
    const Tone tone = verdictTone(verdict);
    return toneColour(tone == Tone::Neutral ? Tone::Muted : tone, palette);
}

void BarPanel::Overlay::paintRow(QPainter &painter, int at)
{
    const Mark &mark = m_panel.m_marks.at(at);
    const ResultRow &row = mark.row;
    const QPalette palette = m_panel.palette();
    const QFontMetricsF metrics(m_panel.font());
    const double gap = metrics.horizontalAdvance(QLatin1Char('0'));
    const QRectF strip = m_panel.strip(at);
    const auto text = [&](const QRectF &where, Qt::Alignment align, const QString &what, const QColor &colour) {
        painter.setPen(colour);
        painter.drawText(where, int(align | Qt::AlignVCenter) | Qt::TextSingleLine,
                         metrics.elidedText(what, Qt::ElideRight, where.width()));
    };
    paintMarks(painter, strip, row, m_panel.m_scale, palette);

    // The arrow stays when a long name is cut.
    const QString arrow = row.lowerIsBetter ? QStringLiteral(" ↓") : QString();
    const double arrowWidth = metrics.horizontalAdvance(arrow);
    const QString name = metrics.elidedText(row.id, Qt::ElideMiddle, nameWidth + 1 - arrowWidth) + arrow;
    text({gap, strip.top(), nameWidth + gap, strip.height()}, Qt::AlignLeft, name, palette.color(QPalette::Text));
    QRectF right(strip.right() + 2 * gap, strip.top(), valueWidth + 1, strip.height());
    if (row.judged.value) {
        text(right, Qt::AlignRight, formatMetric(row.metric, *row.judged.value, QLocale()), palette.color(QPalette::Text));
    } else {
        const QString why = row.message.isEmpty() ? stateText(row.state) : row.message;
        const QString shown = metrics.elidedText(why, Qt::ElideRight, strip.width() - 2 * gap);
        const QRectF words(strip.left() + gap, strip.top() + 4, metrics.horizontalAdvance(shown) + gap, strip.height() - 8);
        painter.fillRect(words, palette.color(QPalette::Base)); // no grid line through the words
        text(words, Qt::AlignLeft, shown, themeTokens(palette).muted);
    }
    right.setLeft(right.right() + gap);
    right.setWidth(verdictWidth + gap);
    text(right, Qt::AlignLeft, verdictCell(row, QLocale()), verdictInk(row.judged.verdict, palette));

    if (mark.modelRow == m_panel.m_current) {
        const QColor ring = palette.color(QPalette::Highlight);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(m_panel.m_focused ? ring : themeTokens(palette).border, m_panel.m_focused ? 2 : 1));
        painter.drawRoundedRect(QRectF(1, strip.top() + 1, m_panel.width() - 2, strip.height() - 2), 4, 4);
    }
}

void BarPanel::resizeEvent(QResizeEvent *event)
{
    QChartView::resizeEvent(event);
    place();
}

void BarPanel::wheelEvent(QWheelEvent *event)
{
    event->ignore(); // the scroll area around the panels scrolls
}

void BarPanel::mousePressEvent(QMouseEvent *event)
{
    const int row = markAt(event->position().toPoint());
    if (row >= 0)
        Q_EMIT markClicked(row);
}

void BarPanel::mouseDoubleClickEvent(QMouseEvent *event)
{
    const int row = markAt(event->position().toPoint());
    if (row >= 0)
        Q_EMIT markActivated(row);
}

bool BarPanel::viewportEvent(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QChartView::viewportEvent(event);
    auto *help = static_cast<QHelpEvent *>(event);
    const int row = markAt(help->pos());
    for (const Mark &mark : std::as_const(m_marks)) {
        if (mark.modelRow == row) {
            // Escaped: names and messages are text, and tool tips would take them for markup.
            const QString words = QStringLiteral("<p>%1</p>").arg(readingText(mark.row, QLocale()).toHtmlEscaped());
            QToolTip::showText(help->globalPos(), words, this, markRect(row));
        }
    }
    return true;
}

void BarPanel::changeEvent(QEvent *event)
{
    QChartView::changeEvent(event);
    const bool look = event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange;
    if (look && !m_rebuilding) {
        m_columns = m_columns.widest(neededColumns());
        rebuild();
    }
}

} // namespace assay
