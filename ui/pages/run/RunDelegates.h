#pragma once

#include "ui/charts/AxisScale.h"
#include "ui/widgets/ToneDelegate.h"

#include <QHash>
#include <QStyledItemDelegate>

namespace assay {

/// A ToneDelegate whose cells keep the distance from their edges that the headers keep.
class CellDelegate : public ToneDelegate {
    Q_OBJECT
public:
    using ToneDelegate::ToneDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

/// Draws a result's bar with its whisker and gate into a cell, on the axis that its unit shares.
class BarDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    /// Call when the rows changed: bars of one unit are comparable only on one axis.
    void setRows(const QList<ResultRow> &rows);
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    QHash<QString, AxisScale> m_scales;
};

/// Draws a lane's progress bar with its percentage.
class ProgressDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace assay
