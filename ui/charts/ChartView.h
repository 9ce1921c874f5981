#pragma once

#include "ui/charts/AxisPainter.h"
#include "ui/charts/ChartExport.h"
#include "ui/charts/ChartLegend.h"
#include "ui/charts/Marked.h"
#include "ui/charts/SeriesLook.h"

#include <QAbstractItemModel>
#include <QGraphicsView>
#include <QPointer>
#include <QTimer>

class QAbstractSeries;
class QChart;
class QXYSeries;

namespace assay {

/// One thing in a chart that can be pointed at: a dot, a bin, a cell.
struct ChartMark {
    int row = 0;      ///< of the model that the chart shows; -1 when it stands for several
    int series = 0;   ///< number of the run
    QString name;     ///< "gsm8k, rc-1"
    QString value;    ///< "0.581, interval 0.554 to 0.607"
    QString reason;   ///< a further sentence; may be empty
    QPointF centre;   ///< scene coordinates, set by place()
    QRectF area;      ///< what can be clicked, scene coordinates
};

/// A chart over an item model: Qt Charts draws lines and areas, and items of the same scene draw axes, gates, whiskers and markers.
/// Each unit has a panel with axes of its own. Arrow keys go from mark to mark, Enter activates one; each mark is an accessible
/// child with name and value. Marks are at most `mostMarks` a page; further ones are a page away.
class ChartView : public QGraphicsView, public Marked {
    Q_OBJECT
public:
    static constexpr int mostMarks = 1200;
    explicit ChartView(QWidget *parent = nullptr);
    ~ChartView() override;

    /// columns: changes of cells behind the first so many are not drawn; -1: all are looked at.
    void setModel(QAbstractItemModel *model, int columns = -1);
    QAbstractItemModel *model() const { return m_model; }
    /// Reads the model again in a later turn of the event loop.
    void rebuildLater();
    /// At once; for whoever needs the marks now.
    void rebuildNow();

    const QList<ChartMark> &marks() const { return m_marks; }
    int current() const { return m_current; } ///< place in marks(); -1: none
    void setCurrent(int place);
    void setHighlighted(int series); ///< the run that stays in colour where there are more than six
    int highlighted() const { return m_highlighted; }

    int pages() const { return m_pages; }
    int page() const { return m_page; }
    void setPage(int page);
    /// What stands in the middle when there is nothing to draw; empty while there is.
    const QString &emptyText() const { return m_emptyText; }
    ChartDrawing drawing() const;
    /// Marks with tabs between name and value, for the clipboard.
    virtual QString asText() const;

    int markCount() const override { return int(m_marks.size()); }
    QString markReading(int place) const override;
    QString markValue(int place) const override { return m_marks.at(place).value; }
    QString markReason(int place) const override { return m_marks.at(place).reason; }
    QRect markPlace(int place) const override;
    int focusedMark() const override { return m_current; }
    QWidget *markWidget() override { return this; }

Q_SIGNALS:
    void currentChanged(int place);
    void clicked(int place);
    void activated(int place); ///< Enter or a double click
    void rebuilt();

protected:
    struct Panel {
        QChart *chart = nullptr; ///< owned by the scene
        QRectF plot;
        AxisScale x, y;
        QString title, xTitle, yTitle;
    };
    /// Reads model(): fills marks and panels, sets pages and the empty text.
    virtual void build() = 0;
    /// Lays panels and marks out for this width; answers with the height that is needed, at least `height` where it can use it.
    virtual double place(double width, double height) = 0;
    virtual void paintBelow(QPainter &, const QRectF & /*exposed*/) {}
    virtual void paintAbove(QPainter &, const QRectF & /*exposed*/) {}
    /// Where an arrow key goes from a mark; the order of marks unless a chart knows better.
    virtual int neighbour(int place, int key) const;

    /// Makes as many panels as there are now, without series.
    void setPanelCount(int count);
    Panel &panel(int at) { return m_panels[at]; }
    const Panel &panel(int at) const { return m_panels.at(at); }
    int panelCount() const { return int(m_panels.size()); }
    /// Gives a series to a panel, on the panel's axes.
    void addSeries(int panel, QAbstractSeries *series);
    /// A line of a run: colour, dashes where patterns are on.
    QXYSeries *addLine(int panel, const QList<QPointF> &points, const QPen &pen);
    /// Call in place(), after plot, x and y are set.
    void placePanel(int at);
    QPointF toScene(int panel, double x, double y) const;

    void setMarks(const QList<ChartMark> &marks) { m_marks = marks; }
    QList<ChartMark> &editMarks() { return m_marks; }
    void setPages(int pages) { m_pages = std::max(1, pages); }
    void setEmptyText(const QString &text) { m_emptyText = text; }
    double lineHeight() const { return fontMetrics().height(); }
    double digit() const { return fontMetrics().horizontalAdvance(QLatin1Char('0')); }
    double markerSize() const { return std::max(9.0, fontMetrics().height() * 0.62); }

    /// Lines and numbers of the value axis along the bottom or top and along the left, with the panel's titles.
    void paintGrid(QPainter &painter, int at, Qt::Edge numbers) const { AxisPainter(*this).paintGrid(painter, panel(at).plot, panel(at).x, numbers); }
    void paintLeftAxis(QPainter &painter, int at) const { AxisPainter(*this).paintLeft(painter, panel(at).plot, panel(at).y); }
    /// The runs' names with their markers, and what else a sign means, e.g. the gate's line; see paintLegend().
    using LegendEntry = ChartLegendEntry;
    double legend(QPainter *painter, double width, const QList<LegendEntry> &entries) const { return paintLegend(painter, *this, width, markerSize(), entries); }
    LegendEntry seriesEntry(int series, int count, const QString &name) const;
    double leftAxisWidth(const AxisScale &scale) const { return AxisPainter(*this).leftWidth(scale); }

    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    bool viewportEvent(QEvent *event) override;

private:
    class Layer;
    void layOut();
    int markAt(const QPointF &scenePoint) const;
    int placeOf(const ChartMark &kept) const;
    void paintLayer(QPainter &painter, const QRectF &exposed, bool above);
    void paintRing(QPainter &painter);

    QPointer<QAbstractItemModel> m_model;
    QTimer m_timer;
    QList<Panel> m_panels;
    QList<ChartMark> m_marks;
    Layer *m_below, *m_above; ///< owned by the scene
    QString m_emptyText;
    int m_current = -1, m_page = 0, m_pages = 1, m_highlighted = -1;
    bool m_laying = false;
};

} // namespace assay
