#include "ui/charts/ChartView.h"

#include "ui/charts/ChartAccess.h"
#include "ui/theme/Theme.h"

#include <QGraphicsItem>
#include <QPainter>
#include <QScrollBar>
#include <QtCharts/QChart>
#include <QtCharts/QLegend>
#include <QtCharts/QLineSeries>
#include <QtCharts/QValueAxis>

#include <algorithm>
#include <optional>

namespace assay {

/// Everything below or above what Qt Charts draws. One item, so that a thousand marks cost one.
class ChartView::Layer final : public QGraphicsItem {
public:
    Layer(ChartView &view, bool above) : m_view(view), m_above(above) { setZValue(above ? 100 : -100); }
    void moved() { prepareGeometryChange(); }
    QRectF boundingRect() const override { return m_view.sceneRect(); }
    void paint(QPainter *painter, const QStyleOptionGraphicsItem *, QWidget *) override
    {
        const QRectF seen = m_view.mapToScene(m_view.viewport()->rect()).boundingRect();
        const bool toScreen = painter->device() == m_view.viewport() || painter->device()->devType() == QInternal::Pixmap;
        m_view.paintLayer(*painter, toScreen ? seen : m_view.sceneRect(), m_above);
    }

private:
    ChartView &m_view;
    bool m_above;
};

ChartView::ChartView(QWidget *parent) : QGraphicsView(parent)
{
    installChartAccess();
    setScene(new QGraphicsScene(this));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setLayoutDirection(Qt::LeftToRight); // values grow to the right in every language
    setAlignment(Qt::AlignLeft | Qt::AlignTop);
    setRenderHint(QPainter::Antialiasing);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setBackgroundRole(QPalette::Base);
    m_below = new Layer(*this, false);
    m_above = new Layer(*this, true);
    scene()->addItem(m_below);
    scene()->addItem(m_above);
    m_timer.setSingleShot(true);
    m_timer.setInterval(0);
    connect(&m_timer, &QTimer::timeout, this, &ChartView::rebuildNow);
}

ChartView::~ChartView()
{
    delete scene(); // its layers look at this view until they are gone
}

void ChartView::setModel(QAbstractItemModel *model, int columns)
{
    if (m_model)
        disconnect(m_model, nullptr, this, nullptr);
    m_model = model;
    if (model) {
        connect(model, &QAbstractItemModel::modelReset, this, &ChartView::rebuildLater);
        connect(model, &QAbstractItemModel::rowsInserted, this, &ChartView::rebuildLater);
        connect(model, &QAbstractItemModel::rowsRemoved, this, &ChartView::rebuildLater);
        connect(model, &QAbstractItemModel::columnsInserted, this, &ChartView::rebuildLater);
        connect(model, &QAbstractItemModel::columnsRemoved, this, &ChartView::rebuildLater);
        connect(model, &QAbstractItemModel::layoutChanged, this, &ChartView::rebuildLater);
        connect(model, &QAbstractItemModel::dataChanged, this, [this, columns](const QModelIndex &first) {
            if (columns < 0 || first.column() < columns)
                rebuildLater();
        });
    }
    rebuildNow();
}

void ChartView::rebuildLater() { m_timer.start(); }

void ChartView::rebuildNow()
{
    m_timer.stop();
    const std::optional<ChartMark> kept = m_current >= 0 && m_current < m_marks.size() ? std::optional(m_marks.at(m_current)) : std::nullopt;
    m_marks.clear();
    m_emptyText.clear();
    m_pages = 1;
    if (m_model)
        build();
    else
        setPanelCount(0);
    if (m_page >= m_pages) {
        m_page = m_pages - 1;
        m_marks.clear();
        build();
    }
    m_current = kept ? placeOf(*kept) : -1;
    layOut();
    Q_EMIT rebuilt();
}

/// Several marks may be called the same: of those the one at the same place of the model, else the first of the same run, else the first.
int ChartView::placeOf(const ChartMark &kept) const
{
    int best = -1, points = 0;
    for (int i = 0; i < m_marks.size(); ++i) {
        const ChartMark &mark = m_marks.at(i);
        if (mark.name != kept.name)
            continue;
        const bool series = mark.series == kept.series;
        const int now = 1 + (series ? 1 : 0) + (series && mark.row == kept.row ? 1 : 0);
        if (now > points) {
            points = now;
            best = i;
        }
    }
    return best;
}

void ChartView::setPage(int page)
{
    const int fresh = std::clamp(page, 0, m_pages - 1);
    if (fresh == m_page)
        return;
    m_page = fresh;
    m_current = -1;
    rebuildNow();
    verticalScrollBar()->setValue(0);
}

void ChartView::setHighlighted(int series)
{
    if (std::exchange(m_highlighted, series) != series)
        rebuildNow();
}

void ChartView::setPanelCount(int count)
{
    while (m_panels.size() > count)
        delete m_panels.takeLast().chart;
    while (m_panels.size() < count) {
        Panel made;
        made.chart = new QChart;
        made.chart->setAnimationOptions(QChart::NoAnimation);
        made.chart->setBackgroundVisible(false);
        made.chart->setMargins({});
        made.chart->legend()->hide();
        scene()->addItem(made.chart);
        m_panels << made;
    }
    for (Panel &each : m_panels) {
        each.chart->removeAllSeries();
        const auto axes = each.chart->axes();
        for (QAbstractAxis *axis : axes) {
            each.chart->removeAxis(axis);
            delete axis;
        }
        each.title = each.xTitle = each.yTitle = QString();
    }
}

void ChartView::addSeries(int at, QAbstractSeries *series)
{
    QChart *chart = m_panels[at].chart;
    chart->addSeries(series);
    if (chart->axes().isEmpty()) {
        for (const Qt::Alignment side : {Qt::AlignBottom, Qt::AlignLeft}) {
            auto *axis = new QValueAxis;
            axis->setVisible(false); // painted by the layer below: see BarPanel
            chart->addAxis(axis, side);
        }
    }
    const auto axes = chart->axes();
    for (QAbstractAxis *axis : axes)
        series->attachAxis(axis);
}

QXYSeries *ChartView::addLine(int at, const QList<QPointF> &points, const QPen &pen)
{
    auto *line = new QLineSeries;
    line->setPen(pen);
    line->replace(points); // at once: point by point is quadratic
    addSeries(at, line);
    return line;
}

void ChartView::placePanel(int at)
{
    Panel &each = m_panels[at];
    each.chart->setGeometry(each.plot);
    each.chart->setPlotArea(each.plot.translated(-each.plot.topLeft()));
    const auto set = [](const QList<QAbstractAxis *> &axes, const AxisScale &scale) {
        for (QAbstractAxis *axis : axes)
            axis->setRange(scale.low, scale.high);
    };
    set(each.chart->axes(Qt::Horizontal), each.x);
    set(each.chart->axes(Qt::Vertical), each.y);
}

QPointF ChartView::toScene(int at, double x, double y) const
{
    const Panel &each = m_panels.at(at);
    return {each.plot.left() + each.x.position(x) * each.plot.width(), each.plot.bottom() - each.y.position(y) * each.plot.height()};
}

void ChartView::layOut()
{
    if (m_laying)
        return;
    m_laying = true;
    // With its scroll bar a view is narrower, so the second round knows what the first one found.
    for (int round = 0; round < 2; ++round) {
        const QSize room = viewport()->size();
        const double height = std::max(place(room.width(), room.height()), double(room.height()));
        setSceneRect(0, 0, room.width(), height);
        if (viewport()->size() == room)
            break;
    }
    m_below->moved();
    m_above->moved();
    viewport()->update();
    m_laying = false;
}

void ChartView::setCurrent(int place)
{
    if (place == m_current || place < -1 || place >= m_marks.size())
        return;
    m_current = place;
    viewport()->update();
    if (place >= 0) {
        ensureVisible(m_marks.at(place).area, 0, int(lineHeight()));
        if (hasFocus())
            announceMark(*this, place);
    }
    Q_EMIT currentChanged(place);
}

QString ChartView::markReading(int place) const
{
    const ChartMark &mark = m_marks.at(place);
    return mark.value.isEmpty() ? mark.name : tr("%1: %2", "a mark's name and its value").arg(mark.name, mark.value);
}

QRect ChartView::markPlace(int place) const
{
    const QRect inViewport = mapFromScene(m_marks.at(place).area).boundingRect();
    return QRect(viewport()->mapTo(this, inViewport.topLeft()), inViewport.size());
}

QString ChartView::asText() const
{
    QString text;
    for (const ChartMark &mark : m_marks)
        text += mark.name + QLatin1Char('\t') + mark.value + QLatin1Char('\n');
    return text;
}

ChartDrawing ChartView::drawing() const
{
    const QRectF all = sceneRect();
    return recordChart(*this, all.size().toSize(), accessibleName(), [this, &all](QPainter &painter) {
        painter.setRenderHint(QPainter::Antialiasing);
        scene()->render(&painter, QRectF({}, all.size()), all);
    });
}

void ChartView::paintLayer(QPainter &painter, const QRectF &exposed, bool above)
{
    painter.setFont(font());
    painter.setRenderHint(QPainter::Antialiasing);
    if (!above) {
        paintBelow(painter, exposed);
        return;
    }
    if (!m_emptyText.isEmpty()) {
        painter.setPen(themeTokens(this).muted);
        const QRectF room = QRectF(viewport()->rect()).adjusted(2 * digit(), lineHeight(), -2 * digit(), -lineHeight());
        painter.drawText(room, int(Qt::AlignCenter) | Qt::TextWordWrap, m_emptyText);
    }
    paintAbove(painter, exposed);
    paintRing(painter);
}

void ChartView::paintRing(QPainter &painter)
{
    // In a picture that leaves the window there is no focus.
    if (m_current < 0 || m_current >= m_marks.size() || painter.device()->devType() == QInternal::Picture)
        return;
    const bool focused = hasFocus();
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(focused ? palette().color(QPalette::Highlight) : themeTokens(this).outline, focused ? 2 : 1));
    painter.drawRoundedRect(m_marks.at(m_current).area.adjusted(1, 1, -1, -1), 4, 4);
}

ChartView::LegendEntry ChartView::seriesEntry(int series, int count, const QString &name) const
{
    const SeriesLook look = seriesLook(series, count, m_highlighted, palette());
    return {name, [this, look](QPainter &painter, const QPointF &middle) { paintMarker(painter, middle, markerSize(), look, palette().color(QPalette::Base)); }};
}

void ChartView::resizeEvent(QResizeEvent *event)
{
    QGraphicsView::resizeEvent(event);
    layOut();
}

void ChartView::changeEvent(QEvent *event)
{
    QGraphicsView::changeEvent(event);
    switch (event->type()) {
    case QEvent::PaletteChange:
    case QEvent::FontChange:
    case QEvent::StyleChange:
    case QEvent::LanguageChange: rebuildLater(); break;
    default: break;
    }
}

} // namespace assay
