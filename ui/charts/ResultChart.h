#pragma once

#include "ui/charts/BarPanel.h"
#include "ui/charts/ChartExport.h"
#include "ui/charts/Marked.h"

#include <QAbstractItemModel>
#include <QPointer>
#include <QScrollArea>
#include <QTimer>

class QLabel;
class QMenu;
class QToolButton;
class QVBoxLayout;

namespace assay {

class ChartActions;

/// Bars with gates of all rows of a model that has ResultModel::RowRole: one panel a unit, so that 0..1 and tok/s never share
/// an axis. Arrow keys go from mark to mark across panels; each mark is an accessible child with name and value. At most
/// pageRows rows are drawn at once; further ones are a page away.
class ResultChart : public QWidget, public Marked {
    Q_OBJECT
public:
    static constexpr int pageRows = 100;
    explicit ResultChart(QWidget *parent = nullptr);

    void setModel(QAbstractItemModel *model);
    QAbstractItemModel *model() const { return m_model; }
    int current() const { return m_current; } ///< model row, -1 for none
    void setCurrent(int modelRow);
    QList<BarPanel *> panels() const { return m_panels; }
    /// Marks in reading order, which is the order of the keys.
    const QList<BarPanel::Mark> &marks() const { return m_marks; }
    /// In the chart's own coordinates; may lie outside the visible part.
    QRect markRect(int modelRow) const;

    int markCount() const override { return int(m_marks.size()); }
    QString markReading(int place) const override;
    QString markValue(int place) const override;
    QString markReason(int place) const override { return m_marks.at(place).row.judged.reason; }
    QRect markPlace(int place) const override { return markRect(m_marks.at(place).modelRow); }
    int focusedMark() const override { return place(m_current); }
    QWidget *markWidget() override { return this; }

    /// What all panels together need, without scrolling.
    int contentHeight() const;
    /// All rows of this page, also those that are scrolled away.
    ChartDrawing drawing() const;
    QString asText() const;
    ChartActions *actions() const { return m_actions; }

Q_SIGNALS:
    void currentChanged(int modelRow);
    void rebuilt();               ///< other rows or other heights
    void activated(int modelRow); ///< Enter or a double click

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void placeMenuButton();
    void rebuild();
    void showPage(int page);
    void showCurrent();
    int place(int modelRow) const;
    void step(int by);

    QPointer<QAbstractItemModel> m_model;
    QTimer m_rebuildTimer;
    QScrollArea *m_scroll;
    QVBoxLayout *m_layout;
    QWidget *m_pager;
    QLabel *m_pageLabel;
    QToolButton *m_previous, *m_next, *m_menuButton;
    QMenu *m_menu;
    ChartActions *m_actions;
    QList<BarPanel *> m_panels;
    QList<QLabel *> m_titles;
    QList<BarPanel::Mark> m_marks;
    int m_current = -1;
    int m_page = 0;
};

} // namespace assay
