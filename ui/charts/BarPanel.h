#pragma once

#include "models/results/ResultRow.h"
#include "ui/charts/AxisScale.h"

#include <QtCharts/QChartView>

#include <algorithm>

namespace assay {

/// One chart of benchmarks that share a unit: horizontal bars from zero, and over them, as items of the chart's scene, the
/// interval's whisker, the gate's diamond, the names and the verdicts in words. As high as its rows need.
class BarPanel : public QChartView {
    Q_OBJECT
public:
    struct Mark {
        int modelRow = 0; ///< of the model that the chart shows
        ResultRow row;
    };
    explicit BarPanel(QWidget *parent = nullptr);
    ~BarPanel() override;

    void setMarks(const QList<Mark> &marks);
    const QList<Mark> &marks() const { return m_marks; }
    /// Widths beside the plot. Panels of one chart share the widest, so that their zeros stand under each other.
    struct Columns {
        double name = 0, value = 0, verdict = 0;
        Columns widest(const Columns &other) const
        {
            return {std::max(name, other.name), std::max(value, other.value), std::max(verdict, other.verdict)};
        }
    };
    Columns neededColumns() const;
    void setColumns(const Columns &columns);
    const AxisScale &scale() const { return m_scale; }
    /// Which mark has the ring; -1: none of this panel.
    void setCurrent(int modelRow, bool focused);
    /// The whole row of a mark in the panel's coordinates; empty when it is not here.
    QRect markRect(int modelRow) const;
    int markAt(const QPoint &position) const; ///< model row or -1
    int fullHeight() const;

Q_SIGNALS:
    void markClicked(int modelRow);
    void markActivated(int modelRow);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    class Grid;
    class Overlay;
    void rebuild();
    void place();
    int rowHeight() const;
    QRectF strip(int at) const;

    QList<Mark> m_marks;
    AxisScale m_scale;
    Columns m_columns;
    Grid *m_grid;       ///< owned by the scene, as the next
    Overlay *m_overlay;
    int m_current = -1;
    bool m_focused = false;
    bool m_rebuilding = false;
};

} // namespace assay
